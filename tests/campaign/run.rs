//! One run: a fresh project, an operation, a fault at a point, Hailer again, and a look at all that must hold.

use std::panic::{self, AssertUnwindSafe};
use std::thread;
use std::time::Duration;

use crate::begin::With;
use crate::bot::{Bot, Ground};
use crate::check::{self, Seen};
use crate::draw::Run;
use crate::fault::Fault;
use crate::machine::Machine;
use crate::production::Production;
use crate::recovery::{Recovery, recover, recover_from_ahead};
use crate::running::Ended;
use crate::scene;

/// What `docs/ARCHITECTURE.md` promises: from when Hailer is back until production serves one whole version, verified.
const WHOLE_WITHIN: Duration = Duration::from_mins(1);

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
    pub(crate) fn failed(why: String) -> Self {
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
    match run.fault {
        Fault::Scene(name) => scene::named(name).play(machine, run),
        Fault::BotFrozen => judged(machine, run, frozen),
        _ => judged(machine, run, disturbed),
    }
}

/// What has happened to an operation.
pub(crate) struct Came {
    /// The one that it happened to.
    pub(crate) ended: Ended,
    pub(crate) recovery: Recovery,
    /// What must hold beside all that always must.
    pub(crate) found: Vec<String>,
}

/// What happens is judged by what there was and what there is. `None` where nothing did.
pub(crate) fn judged(
    machine: &mut Machine,
    run: &Run,
    happens: impl FnOnce(&mut Machine, &Run, &Bot) -> Option<Came>,
) -> Option<Shown> {
    judged_from(machine, run, |_, _| (), happens)
}

/// The same, where something is made ready before.
pub(crate) fn judged_from(
    machine: &mut Machine,
    run: &Run,
    ready: impl FnOnce(&Machine, &Bot),
    happens: impl FnOnce(&mut Machine, &Run, &Bot) -> Option<Came>,
) -> Option<Shown> {
    let bot = begin(machine, run);
    ready(machine, &bot);
    let before = Production::observe(machine, &bot);
    let Some(came) = happens(machine, run, &bot) else {
        bot.remove(machine);
        return None;
    };
    let Recovery { open, again, took } = came.recovery;
    let ended = came.ended;
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
    let mut found = came.found;
    found.extend(check::violations(&seen));
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
    if found.is_empty() && after == before && run.fault.leaves_all_alone() {
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
    let what = (run.shape, run.act);
    if let Some(ready) = machine.ready.take() {
        if ready.is_for(what, run.sqlite) && run.fault.leaves_all_alone() {
            return ready;
        }
        ready.remove(machine);
    }
    let ground = Ground {
        sqlite: run.sqlite,
        small_disk: run.fault == Fault::DiskFull,
        variables: run.fault.clock(),
    };
    Bot::new(machine, what, &ground)
}

/// `None` where it ended before it came to the point.
fn disturbed(machine: &mut Machine, run: &Run, bot: &Bot) -> Option<Came> {
    let ended = struck(machine, run, bot)?;
    let recovery = match run.fault {
        Fault::ClockAhead => recover_from_ahead(machine, bot),
        _ => recover(machine, bot),
    };
    Some(Came {
        ended,
        recovery,
        found: vec![],
    })
}

/// The operation, and the fault at its point, if it has one. `None` as above.
pub(crate) fn struck(machine: &mut Machine, run: &Run, bot: &Bot) -> Option<Ended> {
    let with = With {
        point: run.point.as_deref(),
        killed: run.fault.kills(),
        variables: run.fault.variables(machine, bot),
    };
    let mut running = bot.begin(&with);
    if with.killed {
        let ended = running.wait();
        let killed = ended.status.and_then(|status| status.code()).is_none();
        return (killed == with.point.is_some()).then_some(ended);
    }
    let point = running.at_point()?;
    if let Some(after) = run.strikes_within() {
        drop(point);
        thread::sleep(after);
        if running.has_ended() {
            return None;
        }
        run.fault.strike(machine);
    } else {
        run.fault.strike(machine);
        drop(point);
    }
    run.fault.mend_soon(machine);
    let ended = running.wait();
    run.fault.mend(machine);
    Some(ended)
}

/// It stands still at the point while another takes over, and then goes on. `None` as above.
fn frozen(machine: &mut Machine, run: &Run, bot: &Bot) -> Option<Came> {
    let mut running = bot.begin(&With {
        point: run.point.as_deref(),
        ..With::default()
    });
    let point = running.at_point()?;
    running.freeze();
    drop(point);
    let recovery = recover(machine, bot);
    running.thaw();
    Some(Came {
        ended: running.wait(),
        recovery,
        found: vec![],
    })
}
