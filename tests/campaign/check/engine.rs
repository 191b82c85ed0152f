//! What isn't Hailer's. An engine that is ended while it starts a container may keep a remnant of that, and can't start it any
//! more, whoever asks. Then the old version can't be put back, and what is asked of Hailer is to say so. And one that is ended
//! while it creates a container keeps the anonymous volumes that it has made, and may forget whose they are.

use std::process::Command;

use hailer::domain::journal::OperationState;
use hailer::domain::outcome::Outcome;

use super::{Seen, told};
use crate::machine::said;

/// What an engine says of a container of whose earlier life something is left (containerd, `ErrAlreadyExists`).
const REMNANT: [&str; 2] = ["task", "already exists"];

/// Whether production isn't whole because the engine can't start a container of it. It is tried with the official tool.
pub(crate) fn cannot_start(seen: &Seen<'_>) -> bool {
    let failed =
        seen.operation.state == OperationState::Failed && seen.run.fault.stops_containers();
    let Some(Outcome::Failed { why, .. }) = &seen.operation.outcome else {
        return false;
    };
    let blames_it = failed && REMNANT.iter().all(|part| why.contains(part));
    blames_it && told::told(seen).is_empty() && a_container_cannot_be_started(seen)
}

fn a_container_cannot_be_started(seen: &Seen<'_>) -> bool {
    let down = seen.after.containers.iter().filter(|(name, container)| {
        let before = seen.before.containers.get(*name);
        !container.running && before.is_some_and(|before| before.running)
    });
    down.map(|(name, _)| {
        let started = Command::new("docker")
            .args(["start", name])
            .env("DOCKER_HOST", seen.machine.dockerd.host())
            .output();
        said(&started.unwrap())
    })
    .any(|said| REMNANT.iter().all(|part| said.contains(part)))
}

/// Whether the engine knows nothing of a volume any more, which it made for a container and then ended.
pub(crate) fn forgot(seen: &Seen<'_>, volume: &str) -> bool {
    let labels = ["volume", "inspect", "--format", "{{json .Labels}}", volume];
    let labels = seen.machine.docker(&labels);
    seen.run.fault.stops_containers() && matches!(labels.trim(), "null" | "{}")
}
