//! A case, as `tests/data/policy/README.md` describes it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

/// One project, and what is to be found in it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) name: String,
    service: Option<String>,
    #[serde(default)]
    top: String,
    compose: Option<String>,
    #[serde(default)]
    pub(super) files: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) links: BTreeMap<String, String>,
    #[serde(default)]
    found: Vec<String>,
    refused: Option<String>,
}

/// What becomes of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// What the policy finds: kind and place.
    Found(Vec<String>),
    /// Why it isn't loaded, or a part of that.
    Refused(String),
}

impl Outcome {
    /// Nothing was found.
    pub(super) const fn none() -> Self {
        Self::Found(Vec::new())
    }

    /// Whether `seen` is what was expected.
    pub(super) fn is(&self, seen: &Self) -> bool {
        match (self, seen) {
            (Self::Refused(part), Self::Refused(whole)) => whole.contains(part),
            _ => self == seen,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

/// All cases of a kind; their names begin with their file's.
pub(super) fn all(kind: &str) -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/policy");
    let mut all = Vec::new();
    for entry in fs::read_dir(folder.join(kind)).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let cases: Cases =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        all.extend(cases.case.into_iter().map(|case| Case {
            name: format!("{file}, {}", case.name),
            ..case
        }));
    }
    all
}

impl Case {
    /// What is to become of it.
    pub(super) fn expected(&self) -> Outcome {
        match &self.refused {
            Some(part) => Outcome::Refused(part.clone()),
            None => Outcome::Found(self.found.clone()),
        }
    }

    /// Whether it is one service, which may as well be one of several in a project.
    pub(super) fn can_stand_beside_others(&self) -> bool {
        let nothing_else = self.top.is_empty() && self.files.is_empty() && self.links.is_empty();
        self.service.is_some() && nothing_else && self.refused.is_none()
    }

    /// The compose file, where it has one by its default name. `service` is what its service is called.
    pub(super) fn compose_file(&self, service: &str) -> Option<String> {
        let Some(keys) = &self.service else {
            return self.compose.clone();
        };
        let head = format!("{}\nservices:\n", self.top);
        Some(head + &self::service(service, keys))
    }

    /// Its service as one entry of `services`.
    pub(super) fn entry(&self, service: &str) -> String {
        self::service(service, self.service.as_deref().unwrap_or_default())
    }
}

fn service(name: &str, keys: &str) -> String {
    if let Some(keys) = keys.strip_prefix('{') {
        return format!("  {name}: {{image: api, {keys}\n");
    }
    let mut entry = format!("  {name}:\n    image: api\n");
    for line in keys.lines() {
        entry.push_str("    ");
        entry.push_str(line);
        entry.push('\n');
    }
    entry
}
