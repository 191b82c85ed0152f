//! The people's side: they push, open, comment, and read what the bot writes; webhooks are told of all of it.

pub(crate) mod app;
pub(crate) mod comment;
pub(crate) mod delivery;
pub(crate) mod hook;
pub(crate) mod issue;
pub(crate) mod person;
mod pulls;
pub(crate) mod repository;

use std::time::Duration;

use super::state::State;
use super::world::World;

/// Waits for something in the world; when the test's patience ends, it fails and tells what was seen instead.
pub(crate) async fn wait<T>(
    world: &World,
    what: &str,
    there: impl FnMut(&mut State) -> Option<T>,
) -> T {
    let patience: Duration = world.look(|state| state.patience);
    match tokio::time::timeout(patience, world.until(there)).await {
        Ok(found) => found,
        Err(_elapsed) => {
            let seen = world.look(seen);
            panic!("not within {patience:?}: {what}. Seen instead:\n{seen}");
        }
    }
}

/// The last of what was asked and said.
fn seen(state: &State) -> String {
    let calls = state.calls.iter().rev().take(10).rev();
    let calls = calls.map(|call| format!("{} {} → {:?}", call.method, call.path, call.status));
    let comments = state.comments.values().rev().take(5).rev();
    let comments = comments.map(|comment| {
        let author = &state.owners[&comment.author].login;
        format!("#{} {author}: {}", comment.issue, comment.body)
    });
    calls.chain(comments).collect::<Vec<_>>().join("\n")
}
