//! The images and volumes of instances.

use serde::Serialize;
use serde_json::json;

use super::words::exactly;
use crate::domain::name::{InstanceName, PresetName};
use crate::reply::block::{Block, Cell, Reply, Tone};
use crate::reply::words::{count, size};

/// An image of presets.
#[derive(Debug, Clone, Serialize)]
pub struct ImageLine {
    /// Its reference.
    pub reference: String,
    /// Whose it is.
    pub presets: Vec<PresetName>,
    /// How big, bytes; `None` where it isn't here.
    pub bytes: Option<u64>,
    /// How many instances run it.
    pub instances: usize,
}

/// The images of presets, and which are here.
#[must_use]
pub fn images(lines: &[ImageLine]) -> Reply {
    let here: Vec<u64> = lines.iter().filter_map(|line| line.bytes).collect();
    let sum = size(here.iter().sum());
    let headline = format!(
        "{} of {} here, {sum}",
        here.len(),
        count(lines.len(), "image")
    );
    let rows = lines.iter().map(|line| {
        let presets: Vec<&str> = line.presets.iter().map(AsRef::as_ref).collect();
        let here = line.bytes.map_or_else(
            || Cell::plain("not here"),
            |bytes| Cell::toned(size(bytes), Tone::Good),
        );
        vec![
            Cell::plain(&line.reference),
            Cell::plain(presets.join(", ")),
            here,
            Cell::plain(line.instances.to_string()),
        ]
    });
    let reply = Reply::done(headline).toned(Tone::Plain);
    let reply = if lines.is_empty() {
        reply
    } else {
        reply.with(Block::Table {
            header: ["image", "preset", "size", "instances"]
                .map(str::to_owned)
                .to_vec(),
            rows: rows.collect(),
        })
    };
    let missing = lines
        .iter()
        .find(|line| line.bytes.is_none())
        .and_then(|line| line.presets.first());
    let reply = match missing {
        Some(preset) => reply.then("Pull it", format!("/docker-images pull {preset}")),
        None => reply,
    };
    reply.data(json!({ "images": lines }))
}

/// A volume of an instance.
#[derive(Debug, Clone, Serialize)]
pub struct VolumeLine {
    /// Its name on the engine.
    pub name: String,
    /// Whose data it holds; `None` where nothing says.
    pub instance: Option<InstanceName>,
    /// Whose that is, by the name that people see.
    pub owner: Option<String>,
    /// Whether the instance is there.
    pub in_use: bool,
    /// How big, bytes; `None` where the engine doesn't say.
    pub bytes: Option<u64>,
}

/// The volumes of instances, also of those that are gone.
#[must_use]
pub fn volumes(lines: &[VolumeLine]) -> Reply {
    let left = lines.iter().filter(|line| !line.in_use).count();
    let headline = match (lines.len(), left) {
        (0, _) => "no volumes".to_owned(),
        (all, 0) => count(all, "volume"),
        (all, left) => format!("{}, {left} of no instance", count(all, "volume")),
    };
    let reply = Reply::done(headline).toned(Tone::Plain);
    let rows = lines.iter().map(|line| {
        let whose = line.instance.as_ref().map_or("?", AsRef::as_ref);
        let state = if line.in_use {
            Cell::toned("in use", Tone::Good)
        } else {
            Cell::toned("left", Tone::Warn)
        };
        vec![
            Cell::plain(&line.name),
            Cell::plain(whose),
            Cell::plain(line.owner.as_deref().unwrap_or("?")),
            state,
            Cell::plain(line.bytes.map_or_else(|| "?".to_owned(), size)),
        ]
    });
    let reply = if lines.is_empty() {
        reply
    } else {
        reply.with(Block::Table {
            header: ["volume", "instance", "owner", "state", "size"]
                .map(str::to_owned)
                .to_vec(),
            rows: rows.collect(),
        })
    };
    let reply = if left > 0 {
        reply.then("Remove what is left", "/docker-volumes prune")
    } else {
        reply
    };
    reply.data(json!({ "volumes": lines }))
}

/// An image that was to be pulled.
#[derive(Debug, Clone, Serialize)]
pub struct Pulled {
    /// Its reference.
    pub reference: String,
    /// Whose it is.
    pub preset: PresetName,
    /// What became of it.
    #[serde(flatten)]
    pub pull: Pull,
}

/// What became of a pull.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Pull {
    /// What is here is what the registry has.
    Same,
    /// It was pulled.
    New {
        /// How big it is, bytes.
        bytes: Option<u64>,
        /// How long that took, milliseconds.
        took_ms: u64,
    },
    /// It failed.
    Failed {
        /// What went wrong, why, and what to do; redacted.
        why: String,
    },
}

/// What became of all that was to be pulled.
#[must_use]
pub fn pulled(all: &[Pulled]) -> Reply {
    let number = |wanted: fn(&Pull) -> bool| all.iter().filter(|one| wanted(&one.pull)).count();
    let failed = number(|pull| matches!(pull, Pull::Failed { .. }));
    let same = number(|pull| matches!(pull, Pull::Same));
    let new = all.len() - failed - same;
    let mut parts = vec![format!("{} pulled", count(new, "image"))];
    if same > 0 {
        parts.push(format!("{same} here already"));
    }
    if failed > 0 {
        parts.push(format!("{failed} failed"));
    }
    let headline = parts.join(", ");
    let reply = if failed > 0 {
        Reply::failed(headline)
    } else {
        Reply::done(headline)
    };
    let rows = all.iter().map(|one| {
        let became = match &one.pull {
            Pull::Same => Cell::plain("here already"),
            Pull::New { bytes, took_ms } => {
                let size = bytes
                    .map(|bytes| format!("{}, ", size(bytes)))
                    .unwrap_or_default();
                Cell::toned(format!("pulled: {size}{}", exactly(*took_ms)), Tone::Good)
            }
            Pull::Failed { why } => Cell::toned(format!("failed: {why}"), Tone::Bad),
        };
        vec![
            Cell::plain(one.preset.as_str()),
            Cell::plain(&one.reference),
            became,
        ]
    });
    reply
        .with(Block::Table {
            header: ["preset", "image", "what became of it"]
                .map(str::to_owned)
                .to_vec(),
            rows: rows.collect(),
        })
        .then("Images", "/docker-images")
        .data(json!({ "images": all }))
}
