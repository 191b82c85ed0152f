//! What must hold after every run: production is one whole version, nothing is left over, and the truth was told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use hailer::domain::audit::{AuditFilter, Verdict};
use hailer::domain::journal::OperationState;
use hailer::domain::name::ProjectName;
use hailer::domain::operation::Operation;

use crate::bot::{Bot, Ended};
use crate::census::Act;
use crate::draw::Run;
use crate::fault::Fault;
use crate::machine::{Machine, said};
use crate::production::{Container, Production, read};

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
    found.extend(told(seen));
    found
}

/// The old version, to the byte and to the container.
fn unchanged(seen: &Seen<'_>) -> Vec<String> {
    let (before, after) = (seen.before, seen.after);
    let mut found = differences("file", &before.files, &after.files);
    found.extend(differences("tag", &before.images, &after.images));
    let mut expected = before.containers.clone();
    let untouched = seen.operation.state != OperationState::RolledBack;
    for (name, container) in &mut expected {
        let Some(now) = after.containers.get(name) else {
            continue;
        };
        container.exit = now.exit;
        if untouched || seen.run.is_last() {
            forgive(seen.run, container, now.running);
        }
    }
    found.extend(differences("container", &expected, &after.containers));
    found
}

/// What a daemon's end does to containers that Hailer isn't at work on, or no longer: without a restart policy they stay
/// down, and a policy may bring back what was stopped.
fn forgive(run: &Run, container: &mut Container, running: bool) {
    let policy = container.policy.split(':').next();
    let may_differ = if container.running {
        matches!(policy, Some("no" | "on-failure"))
    } else {
        policy == Some("always")
    };
    if run.fault.stops_containers() && may_differ {
        container.running = running;
    }
}

fn done(seen: &Seen<'_>) -> Vec<String> {
    match seen.run.act {
        Act::FailingDeploy => vec!["what fails was called done".to_owned()],
        Act::Deploy => new_version(seen),
        Act::Rollback => earlier_version(seen),
        Act::Restart | Act::Start => running_again(seen, true),
        Act::Stop => running_again(seen, false),
    }
}

/// The same containers; all that have no one-shot's life run, or none does.
fn running_again(seen: &Seen<'_>, running: bool) -> Vec<String> {
    let mut expected = seen.before.clone();
    for (name, container) in &mut expected.containers {
        container.running = running && container.service != "job";
        if let Some(now) = seen.after.containers.get(name) {
            container.exit = now.exit;
            if seen.run.is_last() {
                forgive(seen.run, container, now.running);
            }
        }
    }
    let mut found = differences("container", &expected.containers, &seen.after.containers);
    found.extend(differences("file", &expected.files, &seen.after.files));
    found.extend(differences("tag", &expected.images, &seen.after.images));
    found
}

/// What ran before, in other containers; of files and images all that it had.
fn earlier_version(seen: &Seen<'_>) -> Vec<String> {
    let after = seen.after;
    let Some(mut expected) = seen.bot.earlier.clone() else {
        return vec!["it isn't known what was there before".to_owned()];
    };
    for (name, container) in &mut expected.containers {
        if let Some(now) = after.containers.get(name) {
            container.id.clone_from(&now.id);
            if seen.run.is_last() {
                forgive(seen.run, container, now.running);
            }
            if !now.running && container.service != "job" {
                container.exit = now.exit;
            }
        }
    }
    let mut found = differences("container", &expected.containers, &after.containers);
    // A folder that has become empty stays: production may have it for something.
    let files = |all: &BTreeMap<String, String>| {
        let mut files = all.clone();
        files.retain(|_, what| !what.ends_with(" folder"));
        files
    };
    found.extend(differences(
        "file",
        &files(&expected.files),
        &files(&after.files),
    ));
    // Of what is kept for later rollbacks nothing goes.
    let kept = |tag: &str| tag.starts_with("hailer.kept/");
    let mut tags = expected.images;
    tags.retain(|tag, _| !kept(tag));
    let before = seen.before.images.clone();
    tags.extend(before.into_iter().filter(|(tag, _)| kept(tag)));
    found.extend(differences("tag", &tags, &after.images));
    found.extend(recreated(seen.machine, seen.bot));
    found
}

fn new_version(seen: &Seen<'_>) -> Vec<String> {
    let (bot, after) = (seen.bot, seen.after);
    let mut files = BTreeMap::new();
    read(&bot.path("workspace"), &bot.path("workspace"), &mut files);
    files.insert(".env".to_owned(), seen.before.files[".env"].clone());
    let mut found = differences("file", &files, &after.files);
    let expected: BTreeMap<_, _> = bot
        .shape
        .policies()
        .iter()
        .map(|(name, policy)| (format!("{}-{name}", bot.project), (*policy).to_owned()))
        .collect();
    let there = after.containers.iter();
    let there: BTreeMap<_, _> = there
        .map(|(name, container)| (name.clone(), container.policy.clone()))
        .collect();
    found.extend(differences("restart policy", &expected, &there));
    found.extend(recreated(seen.machine, bot));
    for (name, container) in &after.containers {
        let service = &container.service;
        let mut expected = container.clone();
        expected.running = service != "job";
        if seen.run.is_last() {
            forgive(seen.run, &mut expected, container.running);
        }
        if container.running != expected.running || (service == "job" && container.exit != 0) {
            found.push(format!("{name} is not as it should be: {container:?}"));
        }
        let tag = format!("{}-{service}:latest", bot.project);
        if let Some(tagged) = after.images.get(&tag).filter(|id| **id != container.image) {
            found.push(format!(
                "{name} runs {}, {tag} is {tagged}",
                container.image
            ));
        }
    }
    found
}

/// What the official tool would do to make production what its files say: nothing, if all is of the new version.
fn recreated(machine: &Machine, bot: &Bot) -> Vec<String> {
    let output = Command::new("docker")
        .args(["compose", "-p", &bot.project, "--dry-run"])
        .args(["create", "--no-build"])
        .env("DOCKER_HOST", machine.dockerd.host())
        .current_dir(bot.path("production"))
        .output()
        .unwrap();
    let said = said(&output);
    assert!(output.status.success(), "docker compose create: {said}");
    // "Created" is also said of one that is there and has ended.
    let changes = said.lines().map(str::trim_end);
    let changes = changes.filter(|line| line.ends_with("Recreate") || line.ends_with("Creating"));
    changes
        .map(|line| format!("docker compose would still change: {line}"))
        .collect()
}

fn leftovers(seen: &Seen<'_>) -> Vec<String> {
    let after = seen.after;
    let containers = after.containers.keys();
    let temporary = containers.filter(|name| !name.starts_with(&seen.bot.project));
    let tags = after.images.keys();
    let private = tags.filter(|tag| tag.starts_with("hailer.build"));
    let names = temporary.chain(private).cloned();
    let files = after.files.keys().cloned();
    let hidden = files.chain(beside(seen.bot.home.path()));
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

/// What the store still holds that it should not, and whether the end is on record once.
pub(crate) fn rest(machine: &Machine, bot: &Bot) -> Vec<String> {
    let (operation, _) = bot.last(machine);
    machine.runtime.block_on(async {
        let store = bot.store().await;
        let project = ProjectName::new(&bot.project).unwrap();
        let mut found = Vec::new();
        if let Some(busy) = store.busy(&project).await.unwrap() {
            found.push(format!("the project is locked: {busy}"));
        }
        for interrupted in store.interrupted().await.unwrap() {
            found.push(format!("still interrupted: {}", interrupted.id));
        }
        let filter = AuditFilter {
            denied_only: false,
            codebase: None,
            limit: 50,
        };
        let audit = store.audit(&filter).await.unwrap();
        let ends = audit.iter().filter(|entry| {
            entry.audited.verdict == Verdict::Ended
                && entry.audited.detail["operation"] == operation.id.as_str()
        });
        let ends = ends.count();
        if ends != 1 {
            found.push(format!("its end is {ends} times in the audit"));
        }
        store.close().await;
        found
    })
}

/// Whether what was said is how it ended.
fn told(seen: &Seen<'_>) -> Vec<String> {
    let (state, said) = (seen.operation.state, &seen.told.said);
    let Some(status) = seen.told.status else {
        return vec!["it never ended".to_owned()];
    };
    let stopped_acting = "has taken operation";
    if seen.run.fault == Fault::BotFrozen
        && seen.recovered
        && !squeezed(&seen.ended.said).contains(stopped_acting)
    {
        return vec!["the frozen one did not say that it was taken over".to_owned()];
    }
    let good = if seen.recovered {
        let words = match state {
            OperationState::Done => "and is finished now",
            OperationState::RolledBack => "and production was put back",
            OperationState::Untouched | OperationState::Cancelled => "before anything changed",
            _ => "was interrupted",
        };
        squeezed(said).contains(words)
    } else {
        let code = match state {
            OperationState::Done => 0,
            OperationState::RolledBack => 6,
            _ => 5,
        };
        // Who was killed after the end could say nothing more.
        status.code().is_none_or(|told| told == code)
    };
    if good {
        vec![]
    } else {
        vec![format!(
            "it ended as {} and {status} was told",
            state.as_str()
        )]
    }
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn differences<T: PartialEq + std::fmt::Debug>(
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
