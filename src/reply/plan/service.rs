//! What becomes of each service, and why.

use crate::domain::plan::{BuildChange, Change, Downtime, ImagePlan, Moved, Reason, ServicePlan};
use crate::reply::block::{Block, Cell, Tone};
use crate::reply::words::{count, few, seconds, short_id};

use super::NAMES;

/// A row for each service that changes; the ones that stay are only named.
pub(super) fn blocks(services: &[ServicePlan]) -> Vec<Block> {
    let (kept, changing): (Vec<_>, Vec<_>) = services
        .iter()
        .partition(|service| service.change == Change::Keep);
    let mut blocks = Vec::new();
    if !changing.is_empty() {
        blocks.push(Block::Table {
            header: ["service", "what happens", "why", "downtime"]
                .map(str::to_owned)
                .to_vec(),
            rows: changing.iter().map(|service| row(service)).collect(),
        });
    }
    if !kept.is_empty() {
        let names: Vec<&str> = kept.iter().map(|kept| kept.service.as_str()).collect();
        blocks.push(Block::Facts(vec![("kept".to_owned(), few(&names, 8))]));
    }
    blocks
}

fn row(service: &ServicePlan) -> Vec<Cell> {
    let reasons: Vec<String> = service.reasons.iter().map(reason).collect();
    vec![
        Cell::plain(service.service.as_str()),
        what(service),
        Cell::plain(reasons.join("; ")),
        downtime(&service.downtime),
    ]
}

/// What becomes of it, in a word or two.
pub(in crate::reply) const fn verb(service: &ServicePlan) -> (&'static str, Tone) {
    match service.change {
        Change::Keep => ("keep", Tone::Plain),
        Change::Create if service.one_shot => ("run once", Tone::Plain),
        Change::Recreate if service.one_shot => ("run again", Tone::Plain),
        Change::Create => ("create", Tone::Good),
        Change::Recreate => ("recreate", Tone::Warn),
        Change::Remove => ("remove", Tone::Bad),
        Change::Restart => ("restart", Tone::Warn),
        Change::Start => ("start", Tone::Good),
        Change::Stop => ("stop", Tone::Bad),
    }
}

fn what(service: &ServicePlan) -> Cell {
    let (verb, tone) = verb(service);
    let mut text = verb.to_owned();
    if service.replicas > 1 {
        text.push_str(" ×");
        text.push_str(&service.replicas.to_string());
    }
    match &service.image {
        Some(ImagePlan::Build { bases, push, .. }) if service.change != Change::Keep => {
            text.push_str(if *push { ", build and push" } else { ", build" });
            let missing: Vec<_> = bases.iter().filter(|base| base.id.is_none()).collect();
            if !missing.is_empty() {
                let names: Vec<_> = missing.iter().map(|base| base.reference.as_str()).collect();
                text.push_str(", pull ");
                text.push_str(&few(&names, NAMES));
            }
        }
        Some(ImagePlan::Pull { .. }) if service.change != Change::Keep => text.push_str(", pull"),
        Some(_) | None => {}
    }
    Cell::toned(text, tone)
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::Asked => "asked for".to_owned(),
        Reason::Missing => "has no container".to_owned(),
        Reason::Orphaned => "no longer in the compose file".to_owned(),
        Reason::NotRunning => "not running".to_owned(),
        Reason::Image { from, to } => format!("image {} → {}", image(from), image(to)),
        Reason::Build { changed } => build(changed),
        Reason::BaseImage {
            reference,
            from,
            to,
        } => format!(
            "base image {reference} moved: {} → {}",
            image(from),
            image(to)
        ),
        Reason::Environment { keys } => format!("environment: {}", few(keys, NAMES)),
        Reason::Ports { moved } => all_moved("port", moved),
        Reason::Mounts { moved } => all_moved("mount", moved),
        Reason::Definition { keys } if keys.is_empty() => "made from another definition".to_owned(),
        Reason::Definition { keys } => format!("{} changed", few(keys, NAMES)),
        Reason::MountedFile { path } => format!("config file changed: {path}"),
        Reason::ReleaseFolder => "mounts from the release folder, which changes".to_owned(),
        Reason::Dependency { service } => format!("{service} changes"),
        Reason::Scale { from, to } => format!("{from} → {}", count(*to as usize, "container")),
        Reason::RunsAgain => "runs at each deploy".to_owned(),
    }
}

/// `its build changed: Dockerfile, api/main.py, argument VERSION`
fn build(changed: &BuildChange) -> String {
    let files = changed.files.iter().cloned();
    let arguments = changed.arguments.iter();
    let arguments = arguments.map(|name| format!("argument {name}"));
    let all = files.chain(arguments).chain(changed.keys.iter().cloned());
    let all: Vec<String> = all.collect();
    if all.is_empty() {
        "its build changed".to_owned()
    } else {
        format!("its build changed: {}", few(&all, NAMES))
    }
}

fn all_moved(what: &str, moved: &[Moved]) -> String {
    let each = moved.iter().map(|moved| match (&moved.from, &moved.to) {
        (Some(from), Some(to)) => format!("{what} {from} → {to}"),
        (Some(from), None) => format!("{what} {from} goes"),
        (None, to) => format!("{what} {} is new", to.as_deref().unwrap_or_default()),
    });
    few(&each.collect::<Vec<_>>(), NAMES)
}

/// Ids are cut, references stay.
fn image(name: &str) -> &str {
    if name.starts_with("sha256:") {
        short_id(name)
    } else {
        name
    }
}

fn downtime(downtime: &Downtime) -> Cell {
    match downtime {
        Downtime::None => Cell::toned("none", Tone::Good),
        Downtime::BriefErrors { why } => {
            Cell::toned(format!("brief errors possible: {why}"), Tone::Warn)
        }
        Downtime::Interrupted { why, stop_secs } => {
            let within = stop_secs.map(|secs| format!(" ({} at most)", seconds(secs)));
            let within = within.unwrap_or_default();
            let told = format!("down while stopping{within} and starting: {why}");
            Cell::toned(told, Tone::Warn)
        }
        Downtime::Down => Cell::toned("stays down", Tone::Bad),
    }
}
