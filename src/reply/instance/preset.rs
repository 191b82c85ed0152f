//! What instances can be made of.

use serde::Serialize;

use crate::reply::block::{Block, Cell, Reply, Tone};
use crate::reply::words::count;

/// A preset in the list.
#[derive(Debug, Clone, Serialize)]
pub struct PresetLine {
    /// What it is asked for by.
    pub name: String,
    /// What it is, in a line.
    pub about: String,
    /// The version where none is asked for.
    pub default_version: String,
    /// All versions.
    pub versions: Vec<String>,
    /// The user's file; `None`: it is built in.
    pub file: Option<String>,
}

/// All that is said of one preset.
#[derive(Debug, Clone)]
pub struct PresetSheet {
    /// What it is asked for by.
    pub name: String,
    /// What it is, in a line.
    pub about: String,
    /// The user's file; `None`: it is built in.
    pub file: Option<String>,
    /// What it is in every mode.
    pub facts: Vec<(String, String)>,
    /// The names of what differs from mode to mode.
    pub differing: Vec<String>,
    /// Each mode with that.
    pub modes: Vec<(String, Vec<String>)>,
    /// In what it reaches beyond its container.
    pub warnings: Vec<String>,
}

/// Every preset, and what can't be used.
#[must_use]
pub fn presets(lines: &[PresetLine], faults: &[String]) -> Reply {
    let own = lines.iter().filter(|line| line.file.is_some()).count();
    let own = match own {
        0 => String::new(),
        own => format!(", {own} of your own"),
    };
    let unusable = match faults.len() {
        0 => String::new(),
        1 => "; 1 thing can't be used".to_owned(),
        several => format!("; {several} things can't be used"),
    };
    let rows = lines.iter().map(|line| {
        let versions = line.versions.iter().map(|version| {
            let is_default = *version == line.default_version && line.versions.len() > 1;
            format!("{version}{}", if is_default { "*" } else { "" })
        });
        let versions = versions.collect::<Vec<_>>().join(" ");
        [&line.name, &versions, &line.about]
            .map(Cell::plain)
            .to_vec()
    });
    let header = ["preset", "versions", "what it is"].map(str::to_owned);
    let mut reply = Reply::done(format!("{}{own}{unusable}", count(lines.len(), "preset")))
        .with(Block::Table {
            header: header.to_vec(),
            rows: rows.collect(),
        })
        .data_of(&serde_json::json!({ "presets": lines, "faults": faults }));
    if !faults.is_empty() {
        reply = reply
            .toned(Tone::Warn)
            .with(Block::Heading("What can't be used".to_owned()))
            .with(Block::List(faults.to_vec()));
    }
    match lines.first() {
        Some(first) => reply.then("Show one", format!("/docker-presets show {}", first.name)),
        None => reply,
    }
}

/// One preset, whole.
#[must_use]
pub fn preset(sheet: &PresetSheet) -> Reply {
    let mut facts = sheet.facts.clone();
    facts.extend(
        sheet
            .file
            .iter()
            .map(|file| ("file".to_owned(), file.clone())),
    );
    let header = std::iter::once("mode".to_owned()).chain(sheet.differing.iter().cloned());
    let rows = sheet.modes.iter().map(|(mode, values)| {
        let mode = std::iter::once(Cell::plain(format!("--{mode}")));
        mode.chain(values.iter().map(Cell::plain)).collect()
    });
    let reply = Reply::done(format!("{}: {}", sheet.name, sheet.about))
        .with(Block::Facts(facts))
        .with(Block::Table {
            header: header.collect(),
            rows: rows.collect(),
        });
    if sheet.warnings.is_empty() {
        return reply;
    }
    reply
        .toned(Tone::Warn)
        .with(Block::Heading("It reaches beyond its container".to_owned()))
        .with(Block::List(sheet.warnings.clone()))
}
