//! Webhooks, as far as they stand in a poller's way: nothing is ever sent to one.

use serde_json::{Value, json};

use super::Ask;
use crate::telegram::refusal::{Refusal, bad};
use crate::telegram::state::State;

pub(super) fn set_webhook(state: &mut State, ask: &Ask) -> Result<Value, Refusal> {
    let url = ask.text("url").unwrap_or_default();
    if !url.is_empty() && !url.starts_with("https://") {
        return Err(bad(
            "bad webhook: An HTTPS URL must be provided for webhook",
        ));
    }
    url.clone_into(&mut state.webhook);
    drop_pending(state, ask);
    Ok(json!(true))
}

pub(super) fn delete_webhook(state: &mut State, ask: &Ask) -> Value {
    state.webhook.clear();
    drop_pending(state, ask);
    json!(true)
}

pub(super) fn get_webhook_info(state: &State) -> Value {
    json!({
        "url": state.webhook,
        "has_custom_certificate": false,
        "pending_update_count": state.updates.count(),
    })
}

fn drop_pending(state: &mut State, ask: &Ask) {
    if ask.is_set("drop_pending_updates") {
        state.updates.drop_all();
    }
}
