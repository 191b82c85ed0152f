//! What becomes of instances and of what they have left, and what nobody gets back.

use crate::domain::action::Action;
use crate::domain::plan::{InstanceChange, InstancePlan, Plan, Pruned, PrunedKind};
use crate::reply::block::{Block, Cell, Tone};
use crate::reply::words::{count, few, size};

use super::NAMES;

/// Whether the plan is about instances and nothing else.
pub(super) fn is_about(plan: &Plan) -> bool {
    !plan.instances.is_empty() || !plan.pruned.is_empty() || plan.codebase.is_instances()
}

/// `would destroy 2 instances`, `would remove 3 images`
pub(super) fn headline(plan: &Plan) -> String {
    const ORDER: [InstanceChange; 5] = [
        InstanceChange::Destroy,
        InstanceChange::Replace,
        InstanceChange::Reset,
        InstanceChange::Stop,
        InstanceChange::Restart,
    ];
    let of = |change: InstanceChange| {
        plan.instances
            .iter()
            .filter(|one| one.change == change)
            .count()
    };
    let changed = ORDER
        .into_iter()
        .map(|change| (verb(change).0, of(change), "instance"));
    let left = |kind: PrunedKind| plan.pruned.iter().filter(|one| one.kind == kind).count();
    let removed =
        [PrunedKind::Image, PrunedKind::Volume].map(|kind| ("remove", left(kind), noun(kind)));
    let parts: Vec<String> = changed
        .chain(removed)
        .filter(|(_, number, _)| *number > 0)
        .map(|(verb, number, noun)| format!("{verb} {}", count(number, noun)))
        .collect();
    format!("would {}", parts.join(", "))
}

pub(super) fn blocks(plan: &Plan) -> Vec<Block> {
    let mut blocks = instances(&plan.instances);
    blocks.extend(pruned(&plan.pruned));
    blocks
}

fn instances(instances: &[InstancePlan]) -> Vec<Block> {
    if instances.is_empty() {
        return vec![];
    }
    let mut blocks = vec![Block::Table {
        header: ["instance", "what happens", "owner", "now"]
            .map(str::to_owned)
            .to_vec(),
        rows: instances.iter().map(row).collect(),
    }];
    let lost: Vec<String> = instances
        .iter()
        .flat_map(|one| {
            one.loses
                .iter()
                .map(|what| format!("{} loses {what}", one.name))
        })
        .collect();
    if !lost.is_empty() {
        blocks.push(Block::Heading("Lost, and nobody gets it back".to_owned()));
        blocks.push(Block::List(lost));
    }
    let kept: Vec<&String> = instances.iter().flat_map(|one| &one.keeps).collect();
    if !kept.is_empty() {
        blocks.push(Block::Facts(vec![(
            "volumes that stay".to_owned(),
            few(&kept, NAMES),
        )]));
    }
    blocks
}

fn row(one: &InstancePlan) -> Vec<Cell> {
    let (verb, tone) = verb(one.change);
    let now = match (&one.container, one.running) {
        (None, _) => "no container",
        (Some(_), true) => "running",
        (Some(_), false) => "stopped",
    };
    vec![
        Cell::plain(one.name.as_str()),
        Cell::toned(verb, tone),
        Cell::plain(&one.owner),
        Cell::plain(now),
    ]
}

/// What becomes of it, in a word.
pub(in crate::reply) const fn verb(change: InstanceChange) -> (&'static str, Tone) {
    match change {
        InstanceChange::Stop => ("stop", Tone::Warn),
        InstanceChange::Restart => ("restart", Tone::Warn),
        InstanceChange::Reset => ("reset", Tone::Bad),
        InstanceChange::Replace => ("replace", Tone::Bad),
        InstanceChange::Destroy => ("destroy", Tone::Bad),
    }
}

/// What it is, in a word.
pub(in crate::reply) const fn noun(kind: PrunedKind) -> &'static str {
    match kind {
        PrunedKind::Image => "image",
        PrunedKind::Volume => "volume",
    }
}

/// Every one by its name: nothing goes that was only counted.
fn pruned(pruned: &[Pruned]) -> Vec<Block> {
    if pruned.is_empty() {
        return vec![];
    }
    let row = |one: &Pruned| {
        vec![
            Cell::plain(noun(one.kind)),
            Cell::plain(&one.name),
            Cell::plain(one.bytes.map_or_else(|| "?".to_owned(), size)),
            Cell::plain(one.of.as_deref().unwrap_or("–")),
        ]
    };
    let known: u64 = pruned.iter().filter_map(|one| one.bytes).sum();
    let unknown = pruned.iter().filter(|one| one.bytes.is_none()).count();
    let room = match unknown {
        0 => size(known),
        unknown => format!("{} and {unknown} of unknown size", size(known)),
    };
    let mut blocks = vec![
        Block::Table {
            header: ["kind", "name", "size", "data of"]
                .map(str::to_owned)
                .to_vec(),
            rows: pruned.iter().map(row).collect(),
        },
        Block::Facts(vec![("room that makes".to_owned(), room)]),
    ];
    let lost: Vec<String> = pruned
        .iter()
        .filter(|one| one.kind == PrunedKind::Volume)
        .map(|one| format!("all that is in the volume {}", one.name))
        .collect();
    if !lost.is_empty() {
        blocks.push(Block::Heading("Lost, and nobody gets it back".to_owned()));
        blocks.push(Block::List(lost));
    }
    blocks
}

/// How it is verified; `None` where nothing runs afterwards.
pub(super) fn gate(plan: &Plan, deadline: &str) -> Option<String> {
    let runs = |one: &InstancePlan| {
        matches!(
            one.change,
            InstanceChange::Restart | InstanceChange::Reset | InstanceChange::Replace
        )
    };
    if plan.instances.iter().any(runs) {
        return Some(format!("each ready within {deadline}"));
    }
    (plan.action == Action::Stop).then(|| "every container stopped".to_owned())
}

/// How what becomes of instances differs from what was shown.
pub(super) fn changes(shown: &Plan, now: &Plan, lines: &mut Vec<String>) {
    for before in &shown.instances {
        match now.instances.iter().find(|one| one.name == before.name) {
            Some(after) => changed(before, after, lines),
            None => lines.push(format!("{} is no longer part of it", before.name)),
        }
    }
    let is_new = |one: &&InstancePlan| shown.instances.iter().all(|before| before.name != one.name);
    for new in now.instances.iter().filter(is_new) {
        lines.push(format!("{} has come to it", new.name));
    }
    let is_same = |one: &Pruned, other: &Pruned| (one.kind, &one.name) == (other.kind, &other.name);
    let has = |all: &[Pruned], one: &Pruned| all.iter().any(|other| is_same(one, other));
    for gone in shown.pruned.iter().filter(|one| !has(&now.pruned, one)) {
        lines.push(format!("{} {} would stay now", noun(gone.kind), gone.name));
    }
    for new in now.pruned.iter().filter(|one| !has(&shown.pruned, one)) {
        lines.push(format!("{} {} would go too", noun(new.kind), new.name));
    }
    for after in &now.pruned {
        let before = shown.pruned.iter().find(|one| is_same(one, after));
        if before.is_some_and(|before| before != after) {
            lines.push(format!(
                "{} {} is another one, or of another size",
                noun(after.kind),
                after.name
            ));
        }
    }
}

fn changed(shown: &InstancePlan, now: &InstancePlan, lines: &mut Vec<String>) {
    let name = &now.name;
    let before = lines.len();
    match (&shown.container, &now.container) {
        (before, after) if before == after => {}
        (Some(_), None) => lines.push(format!("{name}: its container is gone")),
        (None, _) => lines.push(format!("{name}: it has a container now")),
        (Some(_), Some(_)) => lines.push(format!("{name}: its container was replaced")),
    }
    if shown.change != now.change {
        let (before, after) = (verb(shown.change).0, verb(now.change).0);
        lines.push(format!("{name}: {before} → {after}"));
    }
    if shown.owner != now.owner {
        lines.push(format!(
            "{name}: it was {}'s, and is {}'s",
            shown.owner, now.owner
        ));
    }
    if shown.running != now.running {
        let is = if now.running {
            "runs now"
        } else {
            "doesn't run any more"
        };
        lines.push(format!("{name}: it {is}"));
    }
    for new in now.loses.iter().filter(|what| !shown.loses.contains(what)) {
        lines.push(format!("{name}: it would lose {new}"));
    }
    for gone in shown.loses.iter().filter(|what| !now.loses.contains(what)) {
        lines.push(format!("{name}: it would no longer lose {gone}"));
    }
    if shown.keeps != now.keeps {
        lines.push(format!("{name}: other volumes stay"));
    }
    debug_assert!(shown == now || lines.len() > before, "every field is told");
}
