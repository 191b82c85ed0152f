//! New images that do no good: production is the old version again, to the byte and to the container.

use super::Scene;
use crate::bot::Bot;
use crate::census::Act;
use crate::draw::Run;
use crate::machine::Machine;
use crate::recovery::recover;
use crate::run::{Came, Shown, judged, struck};
use crate::shape::Shape;

/// What the broken version does by itself.
const CRASH: &str = "[crash, '1']";

/// It has failed, and the old version is verified again.
const ROLLED_BACK: i32 = 6;

pub(super) const CRASHES_AT_ONCE: Scene = failing("CrashesAtOnce", |machine, run| {
    deployed(machine, run, CRASH)
});

pub(super) const HANGS_UNHEALTHY: Scene = failing("HangsUnhealthy", |machine, run| {
    let hangs = "[hang]\n    healthcheck: { test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 1s, retries: 3 }";
    deployed(machine, run, hangs)
});

/// One second before it would be trusted.
pub(super) const DIES_AT_SECOND_9: Scene = failing("DiesAtSecond9", |machine, run| {
    deployed(machine, run, "[crash, '7', '9']")
});

const fn failing(name: &'static str, play: fn(&mut Machine, &Run) -> Option<Shown>) -> Scene {
    Scene {
        name,
        shape: Shape::Site,
        act: Act::FailingDeploy,
        points: &["start_container:1:acted", "gate:1:intended"],
        play,
    }
}

fn deployed(machine: &mut Machine, run: &Run, command: &str) -> Option<Shown> {
    judged(machine, run, |machine, run, bot| {
        fails(machine, run, bot, command)
    })
}

fn fails(machine: &mut Machine, run: &Run, bot: &Bot, command: &str) -> Option<Came> {
    bot.replace(CRASH, command);
    // As long as it is where nobody says anything: ten seconds.
    bot.says("/docker-config unset stability_window");
    let ended = struck(machine, run, bot)?;
    let code = ended.status.and_then(|status| status.code());
    let good = code == run.point.is_none().then_some(ROLLED_BACK);
    let found = (!good).then(|| format!("what fails ended with {code:?}"));
    Some(Came {
        ended,
        recovery: recover(machine, bot),
        found: found.into_iter().collect(),
    })
}
