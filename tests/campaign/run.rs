//! One run: a fresh project, an operation, a fault at a point, Hailer again, and a look at all that must hold.

use std::panic::{self, AssertUnwindSafe};
use std::time::{Duration, Instant};

use hailer::domain::journal::OperationState;

use crate::bot::Bot;
use crate::check::{self, Seen};
use crate::draw::Run;
use crate::fault::Fault;
use crate::machine::Machine;
use crate::production::Production;
use crate::running::Ended;

/// Longer than a lease, and than PostgreSQL takes to be back.
const LIMIT: Duration = Duration::from_secs(30);

/// Which step finds out that a version fails differs by milliseconds, so that a point may not be met at once.
const TRIES: usize = 3;

/// Says what was violated.
pub(crate) fn run(machine: &mut Machine, run: &Run) -> Vec<String> {
    let tries = || (0..TRIES).find_map(|_| play(machine, run));
    match panic::catch_unwind(AssertUnwindSafe(tries)) {
        Ok(Some(found)) => found,
        Ok(None) => vec!["it never came to the point".to_owned()],
        Err(why) => {
            machine.clear();
            let why = why
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| why.downcast_ref::<&str>().copied());
            vec![format!("the run itself failed: {}", why.unwrap_or("?"))]
        }
    }
}

/// `None` where it ended before it came to the point.
fn play(machine: &mut Machine, run: &Run) -> Option<Vec<String>> {
    let bot = begin(machine, run);
    let before = Production::observe(machine, &bot);
    let came = match run.fault {
        Fault::BotFrozen => frozen(machine, run, &bot),
        _ => disturbed(machine, run, &bot).map(|ended| (ended, recover(machine, &bot))),
    };
    let Some((ended, Recovery { open, again })) = came else {
        bot.remove(machine);
        return None;
    };
    let (operation, journal) = bot.last(machine);
    let after = Production::observe(machine, &bot);
    let seen = Seen {
        machine,
        run,
        bot: &bot,
        before: &before,
        after: &after,
        operation: &operation,
        ended: &ended,
        // Who was interrupted is told by the one who recovers.
        told: if open { &again } else { &ended },
        recovered: open,
        rest: check::rest(machine, &bot),
    };
    let mut found = check::violations(&seen);
    if !found.is_empty() {
        found.push(format!("it said: {}", ended.words()));
        found.push(format!("again it said: {}", again.words()));
        let steps = journal
            .iter()
            .map(|record| format!("{:?} {:?} {:?}", record.state, record.step, record.detail));
        found.extend(steps);
    }
    if found.is_empty() && after == before {
        machine.ready = Some(bot);
    } else {
        bot.remove(machine);
    }
    Some(found)
}

/// The project of the run before, if that left all exactly as this one has to find it; else a fresh one.
fn begin(machine: &mut Machine, run: &Run) -> Bot {
    if let Some(ready) = machine.ready.take() {
        if ready.is_for((run.shape, run.act), run.sqlite) {
            return ready;
        }
        ready.remove(machine);
    }
    Bot::new(machine, (run.shape, run.act), run.sqlite)
}

/// `None` where it ended before it came to the point.
fn disturbed(machine: &mut Machine, run: &Run, bot: &Bot) -> Option<Ended> {
    let killed = run.fault == Fault::BotKilled;
    let mut running = bot.begin(Some((&run.point, killed)));
    if killed {
        let ended = running.wait();
        let code = ended.status.and_then(|status| status.code());
        return code.is_none().then_some(ended);
    }
    let point = running.at_point()?;
    run.fault.strike(machine);
    drop(point);
    let ended = running.wait();
    run.fault.mend(machine);
    Some(ended)
}

/// It stands still at the point while another takes over, and then goes on. `None` as above.
fn frozen(machine: &Machine, run: &Run, bot: &Bot) -> Option<(Ended, Recovery)> {
    let mut running = bot.begin(Some((&run.point, false)));
    let point = running.at_point()?;
    running.freeze();
    drop(point);
    let recovery = recover(machine, bot);
    running.thaw();
    Some((running.wait(), recovery))
}

/// What another Hailer found, and what it said.
struct Recovery {
    /// Whether the operation hadn't ended.
    open: bool,
    again: Ended,
}

/// Hailer again.
fn recover(machine: &Machine, bot: &Bot) -> Recovery {
    let (operation, _) = bot.last(machine);
    let open = matches!(
        operation.state,
        OperationState::Running | OperationState::Queued
    );
    if open {
        lapsed(machine, bot);
    }
    let again = bot.answers("/docker-status --in shop");
    Recovery { open, again }
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
