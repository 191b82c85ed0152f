//! `/rate_limit`, which costs nothing.

use serde_json::{Value, json};

use super::{Answer, Ask};
use crate::github::state::State;

pub(super) fn get(state: &mut State, ask: &Ask) -> Answer {
    let (limits, now) = (state.limits.clone(), state.clock.now());
    let window = state.spent.window(&limits, ask.caller, now);
    let core = json!({
        "limit": window.limit,
        "used": window.used,
        "remaining": window.remaining(),
        "reset": window.reset.timestamp(),
    });
    let other = |limit: u32| -> Value {
        json!({ "limit": limit, "used": 0, "remaining": limit, "reset": window.reset.timestamp() })
    };
    Answer::of(json!({
        "resources": { "core": core, "search": other(30), "graphql": other(5000) },
        "rate": core,
    }))
}
