//! What is there, in the words of the reply.

use chrono::{DateTime, Utc};

use super::exposed;
use crate::domain::container::Check;
use crate::domain::instance::{self, Life};
use crate::operation::instance::{Looked, OwnImage, OwnVolume, Whole};
use crate::reply::{
    self, Condition, ImageLine, InstanceLine, InstanceSheet, Redactor, Reply, VolumeLine,
};

pub(in crate::router::instance) fn listed(
    all: &[Looked],
    hidden: usize,
    now: DateTime<Utc>,
) -> Reply {
    let lines: Vec<_> = all.iter().map(line).collect();
    reply::instances(&lines, hidden, now)
}

pub(super) fn line(looked: &Looked) -> InstanceLine {
    let Looked {
        instance,
        condition,
        seen,
    } = looked;
    let killed = seen.as_ref().filter(|seen| seen.container.oom_killed);
    InstanceLine {
        name: instance.name.clone(),
        condition: match (instance.life, condition) {
            (Life::Kept, _) => Condition::Kept,
            (_, instance::Condition::Starting) => Condition::Starting,
            (_, instance::Condition::Healthy) => Condition::Healthy,
            (_, instance::Condition::Unhealthy) => Condition::Unhealthy,
            (_, instance::Condition::Stopped) => Condition::Stopped,
            (_, instance::Condition::Failed) => Condition::Failed,
        },
        preset: instance.made.preset.clone(),
        version: instance.made.version.clone(),
        mode: instance.made.mode,
        ports: instance.made.ports.clone(),
        volumes: instance.made.volumes.clone(),
        owner: instance.owner.display_name.clone(),
        created_at: instance.created_at,
        expires_at: instance.expires_at,
        with_bot: instance.made.with_bot,
        killed_at: killed.and_then(|seen| seen.container.memory_limit),
        seen: seen.clone(),
    }
}

pub(in crate::router::instance) fn inspected(whole: &Whole, now: DateTime<Utc>) -> Reply {
    let looked = &whole.looked;
    let container = looked.seen.as_ref().map(|seen| &seen.container);
    let redactor = Redactor::builder().build();
    let check = whole
        .health
        .as_ref()
        .and_then(|health| health.last_check.as_ref());
    let sheet = InstanceSheet {
        line: line(looked),
        image: looked.instance.made.image.clone(),
        container: looked.instance.container.clone(),
        started: container.and_then(|container| container.started),
        finished: container.and_then(|container| container.finished),
        exit_code: container.and_then(|container| container.exit_code),
        restarts: container.map_or(0, |container| container.restarts),
        last_check: check.map(|check| Check {
            output: redactor.redact(&check.output).into_owned(),
            ..check.clone()
        }),
        labels: container.map_or(0, |container| container.labels.len()),
        connections: whole.connections.as_ref().map(exposed),
        still_to_show: whole.still_to_show,
    };
    reply::inspect(&sheet, now)
}

pub(in crate::router::instance) fn images(all: &[OwnImage]) -> Reply {
    let lines = all.iter().map(|image| ImageLine {
        reference: image.reference.clone(),
        presets: image.presets.clone(),
        bytes: image.there.as_ref().map(|there| there.size),
        instances: image.instances,
    });
    reply::images(&lines.collect::<Vec<_>>())
}

pub(in crate::router::instance) fn volumes(all: &[OwnVolume]) -> Reply {
    let lines = all.iter().map(|volume| VolumeLine {
        name: volume.name.clone(),
        instance: volume.of.as_ref().and_then(|of| of.parse().ok()),
        owner: volume
            .instance
            .as_ref()
            .map(|instance| instance.owner.display_name.clone())
            .or_else(|| volume.owner.clone()),
        in_use: volume
            .instance
            .as_ref()
            .is_some_and(|instance| instance.life != Life::Kept),
        bytes: None,
    });
    reply::volumes(&lines.collect::<Vec<_>>())
}
