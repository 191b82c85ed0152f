//! What is different now from what somebody was shown, a line each. Pure: it looks at the two plans and at nothing else.

mod service;

use std::collections::{BTreeMap, BTreeSet};

use super::{NAMES, instance};
use crate::domain::files::{FileChange, FileDiff};
use crate::domain::plan::{Gate, GithubSource, LiveSource, Plan, SourceState};
use crate::reply::words::{few, short_commit, version};
use service::services;

/// How `now` differs from the plan that was `shown`. Empty where the two are the same.
#[must_use]
pub fn changes_since(shown: &Plan, now: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    source(shown.source.as_ref(), now.source.as_ref(), &mut lines);
    live(shown.live.as_ref(), now.live.as_ref(), &mut lines);
    services(&shown.services, &now.services, &mut lines);
    instance::changes(shown, now, &mut lines);
    files(&shown.files, &now.files, &mut lines);
    if shown.link != now.link {
        lines.push("where production leads, or will lead, is another folder".to_owned());
    }
    named("network", &shown.networks, &now.networks, &mut lines);
    named("volume", &shown.volumes, &now.volumes, &mut lines);
    said(shown, now, &mut lines);
    gate(&shown.gate, &now.gate, &mut lines);
    if lines.is_empty() && shown.digest() != now.digest() {
        lines.push("something that isn't listed here".to_owned());
    }
    lines
}

fn source(shown: Option<&SourceState>, now: Option<&SourceState>, lines: &mut Vec<String>) {
    if shown == now {
        return;
    }
    if let (Some(SourceState::Github(before)), Some(SourceState::Github(after))) = (shown, now) {
        return github(before, after, lines);
    }
    let at = |source: &SourceState| match source {
        SourceState::Workspace { path, .. } => (path.clone(), version(source.version())),
        SourceState::Github(source) => (source.repository.to_string(), String::new()),
        // Releases have no folder that tells them apart.
        SourceState::Release { number, .. } => (String::new(), format!("release {number}")),
    };
    match (shown.map(at), now.map(at)) {
        (Some(before), Some(after)) if before == after => {}
        (Some((folder, before)), Some((same, after))) if folder == same => {
            lines.push(format!("the source: {before} → {after}"));
        }
        _ => lines.push("the source is another one".to_owned()),
    }
}

/// Both commits of what moved meanwhile. That another title was given to it is no change.
fn github(shown: &GithubSource, now: &GithubSource, lines: &mut Vec<String>) {
    let (before, after) = (short_commit(&shown.commit), short_commit(&now.commit));
    if shown.repository != now.repository || shown.asked() != now.asked() {
        lines.push("the source is another one".to_owned());
    } else if before != after {
        let what = now.asked();
        lines.push(format!("{what} was at {before}, and is at {after} now"));
    }
    let holds = |source: &GithubSource| source.pull.as_ref().is_some_and(|pull| pull.holds);
    if holds(shown) != holds(now) {
        lines.push("whether production is held afterwards for this pull request".to_owned());
    }
}

fn live(shown: Option<&LiveSource>, now: Option<&LiveSource>, lines: &mut Vec<String>) {
    let release = |live: Option<&LiveSource>| match live {
        Some(live) => format!("release {}", live.release),
        None => "none that is known by its commit".to_owned(),
    };
    let (before, after) = (release(shown), release(now));
    if before != after {
        lines.push(format!("what is live: {before} → {after}"));
    }
}

fn files(shown: &FileDiff, now: &FileDiff, lines: &mut Vec<String>) {
    let (before, after) = (by_path(shown), by_path(now));
    let paths: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let changed: Vec<&str> = paths
        .into_iter()
        .filter(|path| before.get(path) != after.get(path))
        .collect();
    if !changed.is_empty() {
        lines.push(format!("files changed: {}", few(&changed, NAMES)));
    } else if shown != now {
        lines.push("files changed that stay as they are".to_owned());
    }
}

fn by_path(diff: &FileDiff) -> BTreeMap<&str, &FileChange> {
    let all = diff.added.iter().chain(&diff.changed).chain(&diff.deleted);
    all.map(|change| (change.path.as_str(), change)).collect()
}

fn named(what: &str, shown: &[String], now: &[String], lines: &mut Vec<String>) {
    for gone in shown.iter().filter(|name| !now.contains(name)) {
        lines.push(format!("{what} {gone} needn't be made any more"));
    }
    for new in now.iter().filter(|name| !shown.contains(name)) {
        lines.push(format!("{what} {new} would be made"));
    }
}

/// What the policy and the plan warn of.
fn said(shown: &Plan, now: &Plan, lines: &mut Vec<String>) {
    for (finding, level) in now
        .findings
        .iter()
        .filter(|one| !shown.findings.contains(one))
    {
        let (path, what) = (&finding.path, &finding.what);
        lines.push(format!("the policy now has for {path}: {what} ({level})"));
    }
    for (gone, _) in shown
        .findings
        .iter()
        .filter(|one| !now.findings.contains(one))
    {
        lines.push(format!("the policy had for {}: {}", gone.path, gone.what));
    }
    for new in now
        .warnings
        .iter()
        .filter(|one| !shown.warnings.contains(one))
    {
        lines.push(format!("a new warning: {new}"));
    }
    for gone in shown
        .warnings
        .iter()
        .filter(|one| !now.warnings.contains(one))
    {
        lines.push(format!("no longer warned of: {gone}"));
    }
}

fn gate(shown: &Gate, now: &Gate, lines: &mut Vec<String>) {
    let mut changed = |what: &str, before: &str, after: &str| {
        if before != after {
            lines.push(format!("the gate's {what}: {before} → {after}"));
        }
    };
    let seconds = |secs: u64| format!("{secs} s");
    changed(
        "deadline",
        &seconds(shown.deadline_secs),
        &seconds(now.deadline_secs),
    );
    changed(
        "stability window",
        &seconds(shown.stability_secs),
        &seconds(now.stability_secs),
    );
    let probe = |gate: &Gate| gate.probe.clone().unwrap_or_else(|| "none".to_owned());
    changed("probe", &probe(shown), &probe(now));
}

#[cfg(test)]
mod tests;
