//! What must hold after every run: production is one whole version, nothing is left over, and the truth was told.

mod engine;
mod instance;
mod linked;
mod registry;
mod told;
mod versions;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::Path;

use hailer::domain::journal::OperationState;
use hailer::domain::operation::Operation;

use crate::bot::Bot;
use crate::draw::Run;
use crate::machine::Machine;
use crate::production::Production;
use crate::running::Ended;
use crate::shape::Shape;
pub(crate) use engine::cannot_start;
pub(crate) use told::rest;
use versions::{done, unchanged};

/// What was seen at the end of a run.
pub(crate) struct Seen<'a> {
    pub(crate) machine: &'a Machine,
    pub(crate) run: &'a Run,
    pub(crate) bot: &'a Bot,
    pub(crate) before: &'a Production,
    pub(crate) after: &'a Production,
    pub(crate) operation: &'a Operation,
    /// What the disturbed one said.
    pub(crate) ended: &'a Ended,
    /// What was said of how it ended.
    pub(crate) told: &'a Ended,
    pub(crate) recovered: bool,
    pub(crate) rest: Vec<String>,
}

pub(crate) fn violations(seen: &Seen<'_>) -> Vec<String> {
    let mut found = seen.rest.clone();
    if seen.run.shape == Shape::Instance {
        found.extend(instance::violations(seen));
        found.extend(told::told(seen));
        return found;
    }
    match seen.operation.state {
        OperationState::Done => found.extend(done(seen)),
        OperationState::RolledBack | OperationState::Untouched | OperationState::Cancelled => {
            found.extend(unchanged(seen));
        }
        state => found.push(format!(
            "it ended as {}: {:?}",
            state.as_str(),
            seen.operation.outcome
        )),
    }
    found.extend(leftovers(seen));
    found.extend(told::told(seen));
    found
}

fn leftovers(seen: &Seen<'_>) -> Vec<String> {
    let after = seen.after;
    let containers = after.containers.keys();
    let temporary = containers.filter(|name| !name.starts_with(&seen.bot.project));
    let tags = after.images.keys();
    let private = tags.filter(|tag| tag.starts_with("hailer.build"));
    let names = temporary.chain(private).cloned();
    let files = after.files.keys().cloned();
    let hidden = files
        .chain(after.beside.keys().cloned())
        .chain(beside(seen.bot.home.path()));
    let hidden = hidden.filter(|path| path.contains(".hailer"));
    names
        .chain(hidden)
        .map(|name| format!("left over: {name}"))
        .collect()
}

fn beside(folder: &Path) -> impl Iterator<Item = String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap())
}

fn differences<T: PartialEq + Debug>(
    what: &str,
    expected: &BTreeMap<String, T>,
    there: &BTreeMap<String, T>,
) -> Vec<String> {
    let names = expected
        .keys()
        .chain(there.keys().filter(|name| !expected.contains_key(*name)));
    names
        .filter(|name| expected.get(*name) != there.get(*name))
        .map(|name| {
            let (expected, there) = (expected.get(name), there.get(name));
            format!("{what} {name}: expected {expected:?}, there is {there:?}")
        })
        .collect()
}
