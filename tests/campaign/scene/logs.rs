//! Containers that say far too much: deploys and `/docker-logs` don't wait for the end of it.

use std::thread;
use std::time::{Duration, Instant};

use super::Scene;
use crate::begin::With;
use crate::bot::Bot;
use crate::census::Act;
use crate::draw::Run;
use crate::machine::Machine;
use crate::recovery::recover;
use crate::run::{Came, judged, judged_from, struck};
use crate::shape::Shape;

const GOOD: &str = "[serve, '81']";

/// It never ends. Of what it says the engine keeps ten megabytes: disks aren't what is tried here.
const FLOODS: &str = "[chatter, '18446744073709551615', '200']
    logging: { driver: json-file, options: { max-size: 10m } }";

/// A million lines of a thousand bytes.
const GIGABYTE: &str = "[chatter, '1000000', '1000']";
/// Of those on stdout.
const LAST_LINE: &str = "line 999999 ";

/// Who asks for lines has them within this, however many there are and however many come.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// A gigabyte is written through an engine on a busy machine.
const WRITTEN_WITHIN: Duration = Duration::from_mins(5);

pub(super) const FLOODING: Scene = Scene {
    name: "Flooding",
    shape: Shape::Site,
    act: Act::Deploy,
    points: &["gate:1:intended"],
    play: |machine, run| judged(machine, run, floods),
};

pub(super) const GIGABYTE_OF_LOG: Scene = Scene {
    name: "GigabyteOfLog",
    shape: Shape::Site,
    act: Act::Deploy,
    points: &["gate:1:intended"],
    play: |machine, run| judged_from(machine, run, wrote_a_gigabyte, deployed),
};

/// The new version floods from its first moment.
fn floods(machine: &mut Machine, run: &Run, bot: &Bot) -> Option<Came> {
    bot.replace(GOOD, FLOODS);
    let mut found = Vec::new();
    let ended = thread::scope(|scope| {
        // There may be no container at this moment: then that is the answer.
        let asking = scope.spawn(|| asks(bot, "while-deploying", false));
        let ended = struck(machine, run, bot);
        found.extend(asking.join().unwrap());
        ended
    })?;
    let recovery = recover(machine, bot);
    found.extend(asks(bot, "flooded", true));
    Some(Came {
        ended,
        recovery,
        found,
    })
}

/// What runs before has a gigabyte of log.
fn wrote_a_gigabyte(machine: &Machine, bot: &Bot) {
    bot.replace(GOOD, GIGABYTE);
    bot.says(bot.shape.deploy());
    bot.replace(GIGABYTE, GOOD);
    let container = format!("{}-front", bot.project);
    let started = Instant::now();
    // The engine reads the two streams apart: the last lines may all be of the other one.
    while !machine
        .docker(&["logs", "--tail", "10000", &container])
        .contains(LAST_LINE)
    {
        assert!(started.elapsed() < WRITTEN_WITHIN, "its log never ends");
        thread::sleep(Duration::from_millis(500));
    }
}

fn deployed(machine: &mut Machine, run: &Run, bot: &Bot) -> Option<Came> {
    let found = asks(bot, "before", true);
    let ended = struck(machine, run, bot)?;
    Some(Came {
        ended,
        recovery: recover(machine, bot),
        found,
    })
}

/// Asks for lines, and says what was wrong with the answer.
fn asks(bot: &Bot, name: &str, must_be_told: bool) -> Vec<String> {
    let asked = Instant::now();
    let line = "/docker-logs web 100 --in shop";
    let answer = bot.begin_with(line, name, &With::default()).wait();
    let took = asked.elapsed();
    let told = answer.status.is_some_and(|status| status.success());
    let mut found = Vec::new();
    if took > ANSWERED_WITHIN {
        let took = took.as_secs_f32();
        found.push(format!("{line} was answered after {took:.1} s"));
    }
    if must_be_told && !told {
        found.push(format!("{line} was answered with {}", answer.words()));
    }
    found
}
