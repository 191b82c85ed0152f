//! A hundred yeses to one preview, all at once, each from a process of its own.

use std::process::ExitStatus;

use super::Scene;
use crate::begin::With;
use crate::bot::Bot;
use crate::census::Act;
use crate::draw::Run;
use crate::machine::Machine;
use crate::recovery::recover;
use crate::run::{Came, judged};
use crate::running::{Ended, Running};
use crate::shape::Shape;

const YESES: usize = 100;

pub(super) const HUNDRED_YESES: Scene = Scene {
    name: "HundredYeses",
    shape: Shape::Site,
    act: Act::Restart,
    points: &["start_container:1:acted"],
    play: |machine, run| judged(machine, run, said_at_once),
};

/// Who comes to the point is killed there, whichever it is.
fn said_at_once(machine: &mut Machine, run: &Run, bot: &Bot) -> Option<Came> {
    let before = operations(machine, bot);
    let preview = bot.shows(Act::Restart.line(run.shape));
    let words = preview.words();
    let (_, code) = words
        .split_once("/confirm ")
        .unwrap_or_else(|| panic!("{words}"));
    let yes = format!("/confirm {}", code.split(' ').next().unwrap());
    let with = With {
        point: run.point.as_deref(),
        killed: true,
        ..With::default()
    };
    let said = (0..YESES).map(|number| bot.begin_with(&yes, &format!("yes-{number}"), &with));
    let said: Vec<_> = said.collect();
    let answers: Vec<_> = said.into_iter().map(Running::wait).collect();
    let total = answers.len();
    let late = answers.iter().filter(|answer| was_late(&answer.words()));
    let late = late.count();
    let mut acted = answers;
    acted.retain(|answer| !changed_nothing(&answer.words()));
    let mut found = Vec::new();
    let begun = operations(machine, bot) - before;
    let others = total - acted.len();
    if late > total / 2 {
        found.push(format!("only {} of {total} yeses met", total - late));
    }
    if begun != 1 || acted.len() != 1 {
        found.push(format!(
            "of {total} yeses {begun} began an operation, and {others} were told that theirs changed nothing"
        ));
        let answers = acted.iter().map(Ended::words);
        found.extend(answers.map(|answer| format!("a yes: {answer}")));
    }
    acted.sort_by_key(|answer| good(answer.status));
    let ended = acted
        .pop()
        .unwrap_or_else(|| panic!("nobody was the first"));
    met(run, &ended).then(|| Came {
        ended,
        recovery: recover(machine, bot),
        found,
    })
}

/// A killed one has acted more than one that was refused, and one that came to its end most of all.
fn good(status: Option<ExitStatus>) -> u8 {
    match status.map(|status| status.code()) {
        Some(Some(0)) => 2,
        Some(None) => 1,
        _ => 0,
    }
}

/// Whether it was killed where it had to be.
fn met(run: &Run, ended: &Ended) -> bool {
    let killed = ended.status.is_some_and(|status| status.code().is_none());
    killed == run.point.is_some()
}

/// So many at once are more than a database lets in within its time: who comes too late for that is told so.
fn changed_nothing(answer: &str) -> bool {
    was_late(answer) || answer.contains("this was already confirmed by")
}

fn was_late(answer: &str) -> bool {
    answer.contains("is busy") && answer.contains("try again")
}

fn operations(machine: &Machine, bot: &Bot) -> usize {
    machine.runtime.block_on(async {
        let store = bot.store().await;
        let all = store.recent_operations(&bot.codebase(), 1000).await;
        store.close().await;
        all.unwrap().len()
    })
}
