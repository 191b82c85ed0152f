//! Containers as people ask for them: one line that sums up, then the worst first.

mod drift;
mod grade;
mod overview;
mod row;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::domain::container::{Container, HealthState, State, Usage};
use crate::domain::hold::Hold;
use crate::domain::name::CodebaseName;
use crate::domain::release::drift::Drift;

use super::block::{Block, Reply, Status};
use super::hold::hold_line;
use grade::{Grade, grade_of};

pub(super) use grade::state_cell;
pub use overview::overview;

/// What is known of a project.
#[derive(Debug, Clone, Copy)]
pub struct ProjectStatus<'a> {
    /// Whose it is.
    pub codebase: &'a CodebaseName,
    /// Its containers, one-offs left out.
    pub containers: &'a [Container],
    /// CPU and memory by container id; empty where they weren't measured.
    pub usage: &'a BTreeMap<String, Usage>,
    /// The release that is live, as it is shown.
    pub release: Option<&'a str>,
    /// How what runs differs from the live release.
    pub drift: &'a [Drift],
    /// Who keeps it as it is, if anybody.
    pub hold: Option<&'a Hold>,
    /// Now, by the engine's clock.
    pub now: DateTime<Utc>,
}

/// The answer to `/docker-status`.
#[must_use]
pub fn status(project: &ProjectStatus<'_>) -> Reply {
    let mut containers: Vec<&Container> = project.containers.iter().collect();
    containers.sort_by(|a, b| {
        let place = |container: &Container| {
            (
                std::cmp::Reverse(grade_of(container)),
                container.service().map(str::to_owned),
                container.number(),
            )
        };
        place(a).cmp(&place(b))
    });
    let mut reply = Reply::new(Status::Done, sum(project.containers))
        .about(project.codebase)
        .toned(grade::worst(project.containers).tone());
    if !containers.is_empty() {
        reply = reply.with(row::table(&containers, project));
    }
    let release = project
        .release
        .map(|release| ("release".to_owned(), release.to_owned()));
    let hold = project
        .hold
        .map(|hold| ("held by".to_owned(), hold_line(hold, project.now)));
    let facts: Vec<_> = release.into_iter().chain(hold).collect();
    if !facts.is_empty() {
        reply = reply.with(Block::Facts(facts));
    }
    if !project.drift.is_empty() {
        reply = reply
            .with(Block::Heading("Changed since the last deploy".to_owned()))
            .with(Block::List(project.drift.iter().map(drift::line).collect()));
    }
    let worst = containers
        .first()
        .filter(|worst| grade_of(worst) == Grade::Broken);
    if let Some(service) = worst.and_then(|worst| worst.service()) {
        reply = reply.then("Logs", format!("/docker-logs {service}"));
    }
    let rows: Vec<Value> = containers
        .iter()
        .map(|container| row_data(container, project))
        .collect();
    reply.data(json!({
        "codebase": project.codebase,
        "release": project.release,
        "hold": project.hold,
        "drift": project.drift,
        "containers": rows,
    }))
}

/// `3 of 3 running, healthy`; worst first where something isn't.
fn sum(containers: &[Container]) -> String {
    if containers.is_empty() {
        return "no containers".to_owned();
    }
    let number = |wanted: &dyn Fn(&Container) -> bool| {
        containers
            .iter()
            .filter(|container| wanted(container))
            .count()
    };
    // What ran to its end is neither missing nor running.
    let ended = number(&|c| grade_of(c) == Grade::Ended);
    let running = number(&|c| c.state == State::Running);
    let stay = containers.len() - ended;
    let health = |wanted: HealthState| number(&|c| c.state == State::Running && c.health == wanted);
    let unhealthy = health(HealthState::Unhealthy);
    let starting = health(HealthState::Starting);
    let mut parts = Vec::new();
    if unhealthy > 0 {
        parts.push(format!("{unhealthy} unhealthy"));
    }
    parts.push(if stay == 0 {
        "none running".to_owned()
    } else {
        format!("{running} of {stay} running")
    });
    if starting > 0 {
        parts.push(format!("{starting} starting"));
    }
    let healthy = health(HealthState::Healthy);
    if running > 0 && running == stay && healthy > 0 && unhealthy + starting == 0 {
        parts.push("healthy".to_owned());
    }
    if ended > 0 {
        parts.push(format!("{ended} ran to the end"));
    }
    parts.join(", ")
}

fn row_data(container: &Container, project: &ProjectStatus<'_>) -> Value {
    json!({
        "name": container.name,
        "id": container.id,
        "service": container.service(),
        "number": container.number(),
        "state": container.state,
        "health": container.health,
        "started": container.started,
        "finished": container.finished,
        "exit_code": container.exit_code,
        "oom_killed": container.oom_killed,
        "restarts": container.restarts,
        "ports": container.ports,
        "image": container.image,
        "image_id": container.image_id,
        "usage": project.usage.get(&container.id),
    })
}

#[cfg(test)]
mod tests;
