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
    let open = is_open(machine, bot);
    if open {
        lapsed(machine, bot);
    }
    let again = bot.how_is_it();
    let took = back.elapsed();
    Recovery { open, again, took }
}

/// The same after one whose clock was ahead: the lease that this made too long is cut by whoever looks first.
pub(crate) fn recover_from_ahead(machine: &Machine, bot: &Bot) -> Recovery {
    let back = Instant::now();
    let open = is_open(machine, bot);
    let mut again = bot.how_is_it();
    if open && is_open(machine, bot) {
        lapsed(machine, bot);
        again = bot.how_is_it();
    }
    let took = back.elapsed();
    Recovery { open, again, took }
}

fn is_open(machine: &Machine, bot: &Bot) -> bool {
    let (operation, _) = bot.last(machine);
    matches!(
        operation.state,
        OperationState::Running | OperationState::Queued
    )
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
