//! The people's side: they write, press, and read what the bot sends.

mod drawn;
mod person;
mod place;
mod press;
mod received;
mod saying;

use std::time::Duration;

pub(crate) use person::Person;
pub(crate) use place::Place;
pub(crate) use received::Received;

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
            let seen = world.look(drawn::last_of_all);
            panic!("not within {patience:?}: {what}. Seen instead:\n{seen}");
        }
    }
}
