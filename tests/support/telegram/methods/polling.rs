//! `getUpdates`.

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use super::Ask;
use crate::telegram::refusal::{Refusal, conflict, terminated};
use crate::telegram::state::State;
use crate::telegram::world::World;

/// Telegram gives at most so many at once.
const LIMIT: i64 = 100;
/// Telegram waits no longer than this.
const LONGEST: i64 = 50;

pub(super) async fn get_updates(world: &World, ask: &Ask) -> Result<Value, Refusal> {
    let limit = ask.integer("limit").unwrap_or(LIMIT);
    let wait = ask.integer("timeout").unwrap_or(0);
    let mine = world.change(|state| begin(state, ask, limit, wait))?;
    let limit = usize::try_from(limit.clamp(1, LIMIT)).unwrap();
    let next = world.until(|state| next(state, mine, limit));
    let wait = Duration::from_secs(wait.clamp(0, LONGEST).unsigned_abs());
    match timeout(wait, next).await {
        Ok(updates) => updates,
        Err(_elapsed) => Ok(Value::Array(Vec::new())),
    }
}

/// Ends an older poll, and confirms; the number of this one.
fn begin(state: &mut State, ask: &Ask, limit: i64, wait: i64) -> Result<u64, Refusal> {
    check(state)?;
    if !(1..=LIMIT).contains(&limit) || !(0..=LONGEST).contains(&wait) {
        let manners = format!("getUpdates: limit {limit}, timeout {wait}: out of range");
        state.violations.push(manners);
    }
    state.updates.newest_poll += 1;
    if let Some(allowed) = ask.parameters.get("allowed_updates") {
        state.updates.allowed = serde_json::from_value(allowed.clone()).unwrap();
    }
    if let Some(offset) = ask.integer("offset") {
        state.updates.confirm_before(offset);
    }
    Ok(state.updates.newest_poll)
}

fn check(state: &State) -> Result<(), Refusal> {
    if !state.webhook.is_empty() {
        return Err(conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        ));
    }
    if state.updates.is_contended {
        return Err(terminated());
    }
    Ok(())
}

fn next(state: &mut State, mine: u64, limit: usize) -> Option<Result<Value, Refusal>> {
    if let Err(refusal) = check(state) {
        return Some(Err(refusal));
    }
    if state.updates.newest_poll != mine {
        return Some(Err(terminated()));
    }
    let first = state.updates.first(limit, state.clock.now());
    (!first.is_empty()).then_some(Ok(Value::Array(first)))
}
