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

/// What `docs/ARCHITECTURE.md` promises: from when Hailer is back until production serves one whole version, verified.
const WHOLE_WITHIN: Duration = Duration::from_mins(1);

/// Longer than a lease, and than PostgreSQL takes to be back.
const LIMIT: Duration = Duration::from_secs(30);

/// Which step finds out that a version fails differs by milliseconds, so that a point may not be met at once.
const TRIES: usize = 3;

/// What a run has shown.
#[derive(Default)]
pub(crate) struct Shown {
    pub(crate) violations: Vec<String>,
    /// Whether the engine can't start what ran before, whoever asks it.
    pub(crate) engine_broke: bool,
    /// From when Hailer was back until production was verified, where an operation had been interrupted.
    pub(crate) whole_after: Option<Duration>,
}

impl Shown {
    fn failed(why: String) -> Self {
        Self {
            violations: vec![why],
            ..Self::default()
        }
    }
}

/// Says what was violated, and how long recovery took.
pub(crate) fn run(machine: &mut Machine, run: &Run) -> Shown {
    let tries = || (0..TRIES).find_map(|_| play(machine, run));
    match panic::catch_unwind(AssertUnwindSafe(tries)) {
        Ok(Some(shown)) => shown,
        Ok(None) => Shown::failed("it never came to the point".to_owned()),
        Err(why) => {
            machine.clear();
            let why = why
                .downcast_ref::<String>()
                .map(String::as_str)
                .or_else(|| why.downcast_ref::<&str>().copied());
            Shown::failed(format!("the run itself failed: {}", why.unwrap_or("?")))
        }
    }
}

/// `None` where it ended before it came to the point.
fn play(machine: &mut Machine, run: &Run) -> Option<Shown> {
    let bot = begin(machine, run);
    let before = Production::observe(machine, &bot);
    let came = match run.fault {
        Fault::BotFrozen => frozen(machine, run, &bot),
        _ => disturbed(machine, run, &bot).map(|ended| (ended, recover(machine, &bot))),
    };
    let Some((ended, Recovery { open, again, took })) = came else {
        bot.remove(machine);
        return None;
    };
    // A frozen one may hold the row of the lock: nobody can take over then, and it goes on when it wakes.
    let recovered = open && !again.words().contains("can't be put right yet");
    let whole_after = open.then_some(took);
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
        told: if recovered { &again } else { &ended },
        recovered,
        rest: check::rest(machine, &bot),
    };
    if check::cannot_start(&seen) {
        bot.remove(machine);
        return Some(Shown {
            engine_broke: true,
            ..Shown::default()
        });
    }
    let mut found = check::violations(&seen);
    if let Some(slow) = whole_after.filter(|took| *took > WHOLE_WITHIN) {
        let (slow, most) = (slow.as_secs_f32(), WHOLE_WITHIN.as_secs());
        found.push(format!(
            "production was whole after {slow:.1} s, not within {most}"
        ));
    }
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
    Some(Shown {
        violations: found,
        whole_after,
        ..Shown::default()
    })
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
    /// How long that took from when it was back, the rest of the lease included.
    took: Duration,
}

/// Hailer again.
fn recover(machine: &Machine, bot: &Bot) -> Recovery {
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
