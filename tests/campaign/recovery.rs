//! Hailer again, after something went wrong.

use std::time::{Duration, Instant};

use hailer::domain::journal::OperationState;

use crate::bot::Bot;
use crate::machine::Machine;
use crate::running::Ended;

/// Longer than a lease lasts, where it was taken by a clock that was wrong, too, and than PostgreSQL takes to be back.
const LIMIT: Duration = Duration::from_secs(45);

/// What another Hailer found, and what it said.
pub(crate) struct Recovery {
    /// Whether the operation hadn't ended.
    pub(crate) open: bool,
    pub(crate) again: Ended,
    /// How long that took from when it was back, the rest of the lease included.
    pub(crate) took: Duration,
}

/// Hailer again.
pub(crate) fn recover(machine: &Machine, bot: &Bot) -> Recovery {
    let back = Instant::now();
    let (operation, _) = bot.last(machine);
    let open = matches!(
        operation.state,
        OperationState::Running | OperationState::Queued
    );
    if open {
        lapsed(machine, bot);
    }
    let again = bot.how_is_it();
    let took = back.elapsed();
    Recovery { open, again, took }
}

/// Waits until nobody is taken to work on it any more.
fn lapsed(machine: &Machine, bot: &Bot) {
    let started = Instant::now();
    machine.runtime.block_on(async {
        let store = bot.store().await;
        while store.interrupted().await.unwrap().is_empty() {
            assert!(started.elapsed() < LIMIT, "its lease never runs out");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        store.close().await;
    });
}
