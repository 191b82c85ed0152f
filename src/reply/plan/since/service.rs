//! What has changed of the services since a plan was shown.

use std::collections::BTreeSet;

use crate::domain::plan::{Change, ImagePlan, Reason, ServicePlan};
use crate::reply::plan::NAMES;
use crate::reply::words::{few, short_id};

pub(super) fn services(shown: &[ServicePlan], now: &[ServicePlan], lines: &mut Vec<String>) {
    let find = |all: &'_ [ServicePlan], name: &ServicePlan| {
        all.iter().find(|one| one.service == name.service).cloned()
    };
    for before in shown {
        match find(now, before) {
            Some(after) => service(before, &after, lines),
            None => lines.push(format!("{} is no longer part of it", before.service)),
        }
    }
    for new in now.iter().filter(|new| find(shown, new).is_none()) {
        lines.push(format!("{} has come to it", new.service));
    }
}

fn service(shown: &ServicePlan, now: &ServicePlan, lines: &mut Vec<String>) {
    if shown == now {
        return;
    }
    let name = &now.service;
    let known = lines.len();
    if shown.containers != now.containers {
        lines.push(containers(shown, now));
    }
    if shown.image != now.image {
        lines.push(image(shown, now));
    }
    let (before, after) = (keys(shown), keys(now));
    let keys: Vec<&str> = before.symmetric_difference(&after).copied().collect();
    if !keys.is_empty() {
        lines.push(format!("{name}: environment {}", few(&keys, NAMES)));
    }
    let files: Vec<&str> = mounted(shown)
        .symmetric_difference(&mounted(now))
        .copied()
        .collect();
    if !files.is_empty() {
        lines.push(format!(
            "{name}: mounted file {} changed",
            few(&files, NAMES)
        ));
    }
    if shown.replicas != now.replicas {
        let (before, after) = (shown.replicas, now.replicas);
        lines.push(format!("{name}: {before} → {after} containers"));
    }
    if shown.config_hash != now.config_hash && keys.is_empty() {
        lines.push(format!("{name}: its definition changed"));
    }
    if shown.change != now.change {
        let (before, after) = (verb(shown.change), verb(now.change));
        lines.push(format!("{name}: {before} → {after}"));
    }
    if shown.downtime != now.downtime {
        lines.push(format!("{name}: another downtime is expected"));
    }
    if lines.len() == known {
        lines.push(format!("{name}: changes for another reason"));
    }
}

fn containers(shown: &ServicePlan, now: &ServicePlan) -> String {
    let name = &now.service;
    match (shown.containers.as_slice(), now.containers.as_slice()) {
        (_, []) => format!("{name}: its container is gone"),
        ([], _) => format!("{name}: it has a container now"),
        (before, after) if before.len() != after.len() => {
            format!(
                "{name}: it had {} containers and has {}",
                before.len(),
                after.len()
            )
        }
        _ => format!("{name}: its container was replaced"),
    }
}

fn image(shown: &ServicePlan, now: &ServicePlan) -> String {
    let name = &now.service;
    let words = |image: &Option<ImagePlan>| match image {
        None => "none".to_owned(),
        Some(ImagePlan::Present { id, .. }) => short_id(id).to_owned(),
        Some(ImagePlan::Pull {
            reference, digest, ..
        }) => format!("{reference}@{}, to be pulled", short_id(digest)),
        Some(ImagePlan::Build { inputs, .. }) => format!("a build of {}", short_id(inputs)),
    };
    format!(
        "image of {name}: {} → {}",
        words(&shown.image),
        words(&now.image)
    )
}

pub(super) fn keys(service: &ServicePlan) -> BTreeSet<&str> {
    let keys = service.reasons.iter().filter_map(|reason| match reason {
        Reason::Environment { keys } => Some(keys),
        _ => None,
    });
    keys.flatten().map(String::as_str).collect()
}

fn mounted(service: &ServicePlan) -> BTreeSet<&str> {
    let paths = service.reasons.iter().filter_map(|reason| match reason {
        Reason::MountedFile { path } => Some(path.as_str()),
        _ => None,
    });
    paths.collect()
}

const fn verb(change: Change) -> &'static str {
    match change {
        Change::Keep => "keep",
        Change::Create => "create",
        Change::Recreate => "recreate",
        Change::Remove => "remove",
        Change::Restart => "restart",
        Change::Start => "start",
        Change::Stop => "stop",
    }
}
