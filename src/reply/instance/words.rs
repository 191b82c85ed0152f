//! What several answers about instances say in the same words.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::domain::instance::{Mode, Served};
use crate::domain::name::{InstanceName, PresetName, VersionName};
use crate::reply::block::{Block, Reply};
use crate::reply::words::{size, span};

/// `postgres 16, fast`
pub(super) fn what(preset: &PresetName, version: &VersionName, mode: Mode) -> String {
    format!("{preset} {version}, {mode}")
}

/// `127.0.0.1:5432`, `blob 127.0.0.1:10000, queue 127.0.0.1:10001`.
pub(super) fn served(ports: &[Served]) -> String {
    let port = |port: &Served| {
        let name = port.name.as_ref().map(|name| format!("{name} "));
        let address = if port.host_ip.contains(':') {
            format!("[{}]", port.host_ip)
        } else {
            port.host_ip.clone()
        };
        let protocol = if port.protocol == "tcp" {
            String::new()
        } else {
            format!("/{}", port.protocol)
        };
        format!(
            "{}{address}:{}{protocol}",
            name.unwrap_or_default(),
            port.host
        )
    };
    let ports: Vec<String> = ports.iter().map(port).collect();
    if ports.is_empty() {
        "nowhere".to_owned()
    } else {
        ports.join(", ")
    }
}

/// `850 ms`, `3.2 s`, `1 min 5 s`.
pub(super) fn exactly(ms: u64) -> String {
    match ms {
        1000..10_000 => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
        _ => span(Duration::from_millis(ms)),
    }
}

/// A limit as people set it: `256 MB`, `2 GB`.
pub(super) fn limit(bytes: u64) -> String {
    const MB: u64 = 1 << 20;
    const GB: u64 = 1 << 30;
    if bytes > 0 && bytes.is_multiple_of(GB) {
        format!("{} GB", bytes / GB)
    } else if bytes > 0 && bytes.is_multiple_of(MB) {
        format!("{} MB", bytes / MB)
    } else {
        size(bytes)
    }
}

/// How to connect.
pub(super) fn connect(
    reply: Reply,
    name: &InstanceName,
    connections: &BTreeMap<String, String>,
) -> Reply {
    let mut all = connections.iter();
    let lines: Vec<String> = match (all.next(), all.next()) {
        (None, _) => return reply,
        (Some((_, only)), None) => vec![only.clone()],
        _ => {
            let line = |(name, value): (&String, &String)| format!("{name}: {value}");
            connections.iter().map(line).collect()
        }
    };
    reply
        .with(Block::Heading(format!("Connect to {name}")))
        .with(Block::Code(lines.join("\n")))
        .text("This is shown once.")
}

/// Where it is shown how to connect, where it isn't here; `which` are meant.
pub(super) fn connect_elsewhere(reply: Reply, which: &[&InstanceName]) -> Reply {
    let inspect = match which {
        [] => return reply,
        [only] => format!("/docker-inspect {only}"),
        _ => "/docker-inspect NAME".to_owned(),
    };
    reply.text(format!(
        "How to connect, with passwords, is shown once, in a private chat or at the terminal: {inspect}"
    ))
}

/// The last lines of something, where there are any.
pub(super) fn last_lines(reply: Reply, name: &InstanceName, lines: &[String]) -> Reply {
    if lines.is_empty() {
        return reply;
    }
    reply
        .with(Block::Heading(format!("Last lines of {name}")))
        .with(Block::Code(lines.join("\n")))
}
