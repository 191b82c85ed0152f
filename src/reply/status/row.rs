//! A container as a row of a table.

use chrono::{DateTime, Utc};

use crate::domain::container::{Container, PublishedPort, State, Usage};
use crate::reply::block::{Block, Cell, Tone};
use crate::reply::words::{ago, size, span};

use super::ProjectStatus;
use super::grade::state_cell;

/// The table of `containers`, in their order; with CPU and memory where they were measured.
pub(super) fn table(containers: &[&Container], project: &ProjectStatus<'_>) -> Block {
    let measured = !project.usage.is_empty();
    let mut header = vec!["service", "state", "uptime", "restarts", "ports", "image"];
    if measured {
        header.extend(["cpu", "memory"]);
    }
    let rows = containers
        .iter()
        .map(|container| {
            let mut row = vec![
                Cell::plain(service_name(container, containers)),
                state_cell(container.state, container.health, container.exit_code),
                Cell::plain(uptime(container, project.now)),
                restarts(container),
                Cell::plain(ports(&container.ports)),
                Cell::plain(&container.image),
            ];
            if measured {
                row.extend(usage(project.usage.get(&container.id)));
            }
            row
        })
        .collect();
    Block::Table {
        header: header.into_iter().map(str::to_owned).collect(),
        rows,
    }
}

/// `web`, or `web 2` where the service has several containers.
fn service_name(container: &Container, all: &[&Container]) -> String {
    let Some(service) = container.service() else {
        return container.name.clone();
    };
    let replicas = all
        .iter()
        .filter(|other| other.service() == Some(service))
        .count();
    if replicas > 1 {
        format!("{service} {}", container.number())
    } else {
        service.to_owned()
    }
}

/// How long it has run, or how long ago it ended.
fn uptime(container: &Container, now: DateTime<Utc>) -> String {
    match (container.state, container.started, container.finished) {
        (State::Running | State::Paused, Some(started), _) => (now - started)
            .to_std()
            .map_or_else(|_| "0 s".to_owned(), span),
        (State::Exited | State::Dead, _, Some(finished)) => ago(finished, now),
        _ => "–".to_owned(),
    }
}

fn restarts(container: &Container) -> Cell {
    let mut text = container.restarts.to_string();
    if container.oom_killed {
        text.push_str(", out of memory");
    }
    let tone = if container.oom_killed || container.restarts > 0 {
        Tone::Warn
    } else {
        Tone::Plain
    };
    Cell::toned(text, tone)
}

/// `8080→80`, with the address where only one host address is bound; IPv6's repetition of IPv4's is left out.
fn ports(ports: &[PublishedPort]) -> String {
    let mut shown: Vec<String> = Vec::new();
    for port in ports {
        let address = match port.host_ip.as_str() {
            "" | "0.0.0.0" | "::" => String::new(),
            ip if ip.contains(':') => format!("[{ip}]:"),
            ip => format!("{ip}:"),
        };
        let protocol = match port.protocol.as_str() {
            "tcp" => String::new(),
            other => format!("/{other}"),
        };
        let text = format!(
            "{address}{}→{}{protocol}",
            port.host_port, port.container_port
        );
        if !shown.contains(&text) {
            shown.push(text);
        }
    }
    if shown.is_empty() {
        "–".to_owned()
    } else {
        shown.join(", ")
    }
}

fn usage(usage: Option<&Usage>) -> [Cell; 2] {
    usage.map_or_else(
        || [Cell::plain("–"), Cell::plain("–")],
        |usage| {
            [
                Cell::plain(format!("{:.1} %", usage.cpu_percent)),
                Cell::plain(format!(
                    "{} of {}",
                    size(usage.memory_bytes),
                    size(usage.memory_limit)
                )),
            ]
        },
    )
}
