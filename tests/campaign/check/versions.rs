//! The versions: production is whole the one before, the new one, or the earlier one.

use std::collections::BTreeMap;
use std::process::Command;

use hailer::domain::journal::OperationState;

use super::{Seen, differences, engine, linked, registry};
use crate::bot::Bot;
use crate::census::Act;
use crate::draw::Run;
use crate::machine::{Machine, said};
use crate::production::{Container, read};
use crate::shape::Shape;

/// The old version, to the byte and to the container.
pub(super) fn unchanged(seen: &Seen<'_>) -> Vec<String> {
    let (before, after) = (seen.before, seen.after);
    let mut found = differences("file", &before.files, &after.files);
    found.extend(differences(
        "beside production",
        &before.beside,
        &after.beside,
    ));
    found.extend(differences("tag", &before.images, &after.images));
    found.extend(registry::unchanged(seen));
    let mut expected = before.containers.clone();
    let untouched = seen.operation.state != OperationState::RolledBack;
    // From its snapshot on a deploy knows what ran.
    let knows = seen.run.act.makes_a_release() && !seen.run.is_at("snapshot");
    for (name, container) in &mut expected {
        let Some(now) = after.containers.get(name) else {
            continue;
        };
        container.exit = now.exit;
        if (untouched && !knows) || seen.run.is_last() {
            forgive(seen.run, container, now.running);
        }
    }
    found.extend(differences("container", &expected, &after.containers));
    let gone = before.anonymous.difference(&after.anonymous);
    found.extend(gone.map(|volume| format!("anonymous volume {volume} is gone")));
    let new = after.anonymous.difference(&before.anonymous);
    let left = new.filter(|volume| !engine::forgot(seen, volume));
    found.extend(left.map(|volume| format!("anonymous volume {volume} is left over")));
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

pub(super) fn done(seen: &Seen<'_>) -> Vec<String> {
    match seen.run.act {
        Act::FailingDeploy => vec!["what fails was called done".to_owned()],
        Act::Deploy => new_version(seen),
        Act::Rollback => earlier_version(seen),
        Act::Restart | Act::Start => running_again(seen, true),
        Act::Stop => running_again(seen, false),
        Act::Create | Act::Reset | Act::Destroy => vec!["a project has no such act".to_owned()],
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
    found.extend(linked::earlier_release(seen, &expected.beside));
    found.extend(registry::same_images(seen));
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
    let mut found = differences("file", &new_files(seen), &after.files);
    match bot.shape {
        Shape::Linked => found.extend(linked::new_release(seen)),
        Shape::Registry => found.extend(registry::new_images(seen)),
        Shape::Shop | Shape::Data | Shape::Site | Shape::Instance => {}
    }
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
        let tag = match bot.shape {
            Shape::Registry => format!("{}-{service}:latest", bot.repository),
            _ => format!("{}-{service}:latest", bot.project),
        };
        if let Some(tagged) = after.images.get(&tag).filter(|id| **id != container.image) {
            found.push(format!(
                "{name} runs {}, {tag} is {tagged}",
                container.image
            ));
        }
    }
    found
}

/// What production holds of the new version, and what it alone has.
fn new_files(seen: &Seen<'_>) -> BTreeMap<String, String> {
    let (bot, before) = (seen.bot, &seen.before.files);
    let mut files = BTreeMap::new();
    read(&bot.path("workspace"), &bot.path("workspace"), &mut files);
    match bot.shape {
        Shape::Linked => return linked::as_released(&files, before),
        // What the compose file doesn't name stays behind.
        Shape::Registry => files.retain(|path, _| path == "compose.yaml"),
        Shape::Shop | Shape::Data | Shape::Site | Shape::Instance => {}
    }
    files.insert(".env".to_owned(), before[".env"].clone());
    files
}

/// What the official tool would do to make production what its files say: nothing, if all is of the new version.
fn recreated(machine: &Machine, bot: &Bot) -> Vec<String> {
    let output = Command::new("docker")
        .args(["compose", "-p", &bot.project, "--dry-run"])
        .args(["create", "--no-build"])
        .env("DOCKER_HOST", machine.dockerd.host())
        .current_dir(bot.path("production"))
        // A shell that went there has it, also where production is a link.
        .env("PWD", bot.path("production"))
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
