//! All presets: those that are built in and the user's.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::fault::Fault;
use super::near::nearest;
use super::record::Preset;
use super::{compose, folder, policy, read};
use crate::compose::policy::Scope;
use crate::domain::finding::Finding;
use crate::domain::name::PresetName;

/// The files of `presets/`, in the order in which they are listed.
const FILES: [(&str, &str); 9] = [
    ("postgres", include_str!("../../../presets/postgres.toml")),
    ("pgvector", include_str!("../../../presets/pgvector.toml")),
    ("redis", include_str!("../../../presets/redis.toml")),
    ("mysql", include_str!("../../../presets/mysql.toml")),
    ("sqlserver", include_str!("../../../presets/sqlserver.toml")),
    ("azurite", include_str!("../../../presets/azurite.toml")),
    (
        "mcp-stateless",
        include_str!("../../../presets/mcp-stateless.toml"),
    ),
    (
        "mcp-multitenant-fake",
        include_str!("../../../presets/mcp-multitenant-fake.toml"),
    ),
    (
        "mcp-health-check",
        include_str!("../../../presets/mcp-health-check.toml"),
    ),
];

/// The presets that are built in.
pub fn built_in() -> Result<Vec<Preset>, Box<Fault>> {
    let each = FILES
        .iter()
        .map(|(name, text)| read::preset(&format!("presets/{name}.toml"), text));
    each.collect()
}

/// A preset, and where it comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What it is.
    pub preset: Preset,
    /// The user's file; `None`: it is built in.
    pub file: Option<PathBuf>,
    /// In what it reaches beyond its container, and is only warned of.
    pub warnings: Vec<Finding>,
}

/// What can be asked for, and what can't for the faults of its file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalog {
    /// The presets, those built in first, each kind in its order.
    pub entries: Vec<Entry>,
    /// Why some of the user's can't be used.
    pub faults: Vec<Fault>,
}

/// No preset has that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "There is no preset {given}. {}",
    .fault.as_deref().map_or_else(|| there_are(.known, .unusable.as_deref(), .instead), Fault::to_string)
)]
pub struct UnknownPreset {
    /// What was asked for.
    pub given: PresetName,
    /// Those that there are.
    pub known: Vec<String>,
    /// What is wrong with the file of that name.
    pub fault: Option<Box<Fault>>,
    /// A file that might have had it.
    pub unusable: Option<String>,
    /// The nearest, or the first.
    pub instead: String,
}

impl Catalog {
    /// Those built in, and those in `folder`. A fault keeps only its own file out.
    pub fn load(folder: Option<&Path>, allowed_roots: &[PathBuf]) -> Result<Self, Box<Fault>> {
        let entry = |preset| Entry {
            preset,
            file: None,
            warnings: Vec::new(),
        };
        let mut catalog = Self {
            entries: built_in()?.into_iter().map(entry).collect(),
            faults: Vec::new(),
        };
        if let Some(folder) = folder {
            let (texts, mut faults) = folder::texts(folder);
            catalog.faults.append(&mut faults);
            catalog.add_all(texts, &Scope::of_roots(allowed_roots));
        }
        Ok(catalog)
    }

    /// And those in a project's compose files, each with its text.
    #[must_use]
    pub fn and_of_project(
        mut self,
        files: &[(PathBuf, String)],
        allowed_roots: &[PathBuf],
    ) -> Self {
        let scope = Scope::of_roots(allowed_roots);
        for (file, text) in files {
            let shown = file.display().to_string();
            let (presets, faults) = compose::presets(&shown, text);
            self.faults.extend(faults);
            for preset in presets {
                match self.judged(file, preset, (&shown, text), &scope) {
                    Ok(entry) => match compose::reaches_out(&shown, &entry) {
                        None => self.entries.push(entry),
                        Some(fault) => self.faults.push(fault),
                    },
                    Err(fault) => self.faults.push(*fault),
                }
            }
        }
        self
    }

    fn add_all(&mut self, texts: BTreeMap<PathBuf, String>, scope: &Scope) {
        let mut own: BTreeMap<PresetName, Vec<(Entry, String)>> = BTreeMap::new();
        for (file, text) in texts {
            match self.read(&file, &text, scope) {
                Ok(entry) => {
                    let same = own.entry(entry.preset.name.clone()).or_default();
                    same.push((entry, text));
                }
                Err(fault) => self.faults.push(*fault),
            }
        }
        for same in own.into_values() {
            match <[_; 1]>::try_from(same) {
                Ok([(entry, _)]) => self.entries.push(entry),
                // Which is meant can't be known, so neither is used.
                Err(several) => self.faults.extend(twice(&several)),
            }
        }
    }

    fn read(&self, file: &Path, text: &str, scope: &Scope) -> Result<Entry, Box<Fault>> {
        let shown = file.display().to_string();
        let preset = read::preset(&shown, text)?;
        self.judged(file, preset, (&shown, text), scope)
    }

    fn judged(
        &self,
        file: &Path,
        preset: Preset,
        (shown, text): (&str, &str),
        scope: &Scope,
    ) -> Result<Entry, Box<Fault>> {
        let name = &preset.name;
        if let Some(other) = self.entries.iter().find(|entry| entry.preset.name == *name) {
            let problem = match &other.file {
                None => format!("{name} is built in"),
                Some(file) => format!("{name} is also the name in {}", file.display()),
            };
            return Err(at_name(shown, text, problem));
        }
        let warnings = policy::judged(&preset, scope).map_err(|wrong| wrong.fault(shown, text))?;
        Ok(Entry {
            preset,
            file: Some(file.to_owned()),
            warnings,
        })
    }

    /// The preset of that name.
    pub fn find(&self, name: &PresetName) -> Result<&Entry, UnknownPreset> {
        let found = self.entries.iter().find(|entry| entry.preset.name == *name);
        found.ok_or_else(|| {
            let known = || self.entries.iter().map(|entry| entry.preset.name.as_str());
            let first = known().next().unwrap_or_default();
            UnknownPreset {
                given: name.clone(),
                instead: nearest(name.as_str(), known()).unwrap_or(first).to_owned(),
                known: known().map(str::to_owned).collect(),
                fault: self.fault_of(name).cloned().map(Box::new),
                unusable: self.faults.first().map(|fault| fault.file.clone()),
            }
        })
    }

    fn fault_of(&self, name: &PresetName) -> Option<&Fault> {
        let stem = |fault: &Fault| Path::new(&fault.file).file_stem().map(ToOwned::to_owned);
        let mut faults = self.faults.iter();
        faults.find(|fault| stem(fault).is_some_and(|stem| stem == name.as_str()))
    }
}

fn there_are(known: &[String], unusable: Option<&str>, instead: &str) -> String {
    let unusable = unusable.map(|file| format!(" {file} can't be used."));
    format!(
        "There are {}.{} Ask for {instead}.",
        known.join(", "),
        unusable.unwrap_or_default()
    )
}

fn at_name(file: &str, text: &str, problem: String) -> Box<Fault> {
    let wrong = read::Wrong {
        at: vec!["name".into()],
        problem,
        expected: Some("a name that no other preset has".to_owned()),
        fix: "Choose another name".to_owned(),
    };
    wrong.fault(file, text)
}

/// The same name in several files.
fn twice(several: &[(Entry, String)]) -> Vec<Fault> {
    let file = |entry: &Entry| {
        entry
            .file
            .as_ref()
            .map_or_else(String::new, |file| file.display().to_string())
    };
    let files: Vec<_> = several.iter().map(|(entry, _)| file(entry)).collect();
    let faults = several.iter().map(|(entry, text)| {
        let own = file(entry);
        let others: Vec<_> = files
            .iter()
            .filter(|other| **other != own)
            .cloned()
            .collect();
        let problem = format!(
            "{} is also the name in {}",
            entry.preset.name,
            others.join(", ")
        );
        *at_name(&own, text, problem)
    });
    faults.collect()
}
