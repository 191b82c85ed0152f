//! From a preset and what was asked for to what is created. Pure: what has to be drawn or looked for is handed in.

mod storage;
mod unresolved;

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;

use super::near::nearest;
use super::record::{Preset, Version};
use super::spec::{Published, Spec, Value};
use super::value::{Mode, Restart};
use super::variable::{Discovered, Variable};
use crate::domain::name::{VariableName, VersionName};
use crate::instance::label;
use storage::in_memory;

pub(in crate::instance::preset) use storage::mounts;
pub use unresolved::Unresolved;

/// What somebody asks of a preset.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The version, or one of its other names; `None`: the preset's default.
    pub version: Option<String>,
    /// How much it minds its data.
    pub mode: Mode,
    /// An image in place of the preset's.
    pub image: Option<String>,
    /// Variables, over those of the preset.
    pub environment: BTreeMap<VariableName, SecretString>,
    /// The machine's port for the preset's first one.
    pub port: Option<u16>,
    /// Whether its ports are served on every interface.
    pub public: bool,
}

/// What has to be drawn and looked for before an instance can be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Secrets to draw, with their length.
    pub generated: BTreeMap<VariableName, u8>,
    /// What to look for.
    pub discovered: BTreeSet<Discovered>,
}

/// What was drawn and found.
#[derive(Debug, Clone, Default)]
pub struct Supplied {
    /// Secrets.
    pub secrets: BTreeMap<VariableName, SecretString>,
    /// What was looked for.
    pub discovered: BTreeMap<Discovered, String>,
}

impl Preset {
    /// What has to be drawn and looked for: what isn't given.
    #[must_use]
    pub fn needs(&self, wanted: &Wanted) -> Needs {
        let mut needs = Needs::default();
        let missing = self
            .environment
            .iter()
            .filter(|(name, _)| !wanted.environment.contains_key(*name));
        for (name, variable) in missing {
            match variable {
                Variable::Generated { length } => {
                    needs.generated.insert(name.clone(), *length);
                }
                Variable::Discovered(what) => {
                    needs.discovered.insert(*what);
                }
                Variable::Literal(_) | Variable::Given { .. } => {}
            }
        }
        needs
    }

    /// What is created.
    pub fn resolve(&self, wanted: &Wanted, supplied: &Supplied) -> Result<Spec, Unresolved> {
        let (name, version) = self.version(wanted.version.as_deref())?;
        let data = version.data.as_deref().or(self.data.as_deref());
        let mode = self.modes.of(wanted.mode);
        let mut health = self.health.clone();
        if let (Some(health), Some(test)) = (&mut health, &version.health) {
            health.test.clone_from(test);
        }
        Ok(Spec {
            preset: self.name.clone(),
            version: name.clone(),
            mode: wanted.mode,
            image: wanted
                .image
                .clone()
                .unwrap_or_else(|| self.image_of(name, version)),
            data: data.map(str::to_owned),
            command: mode.command.as_ref().or(self.command.as_ref()).cloned(),
            environment: self.values(wanted, supplied)?,
            unnamed: self.unnamed(wanted),
            ports: self.published(wanted.port)?,
            public: wanted.public,
            health,
            mounts: mounts(
                mode.volumes.as_ref().unwrap_or(&self.volumes),
                wanted.mode,
                data,
            ),
            tmpfs: in_memory(mode.tmpfs.as_ref().unwrap_or(&self.tmpfs), data),
            files: self.files.clone(),
            limits: mode.limits.over(self.limits),
            security: self.security.clone(),
            network: self.network.clone(),
            restart: mode.restart.unwrap_or(Restart::usual(wanted.mode)),
            labels: self.labels_of(name),
            connect: self.connect.clone(),
            host: self.host.clone(),
            traced: self.logs.is_some(),
        })
    }

    /// The version that is meant.
    fn version(&self, given: Option<&str>) -> Result<(&VersionName, &Version), Unresolved> {
        let given = given.unwrap_or(self.default_version.as_str());
        let is_it = |(name, version): &(&VersionName, &Version)| {
            name.as_str() == given || version.aliases.iter().any(|alias| alias.as_str() == given)
        };
        self.versions.iter().find(is_it).ok_or_else(|| {
            let known = || self.versions.keys().map(VersionName::as_str);
            Unresolved::UnknownVersion {
                preset: self.name.clone(),
                given: given.to_owned(),
                instead: nearest(given, known())
                    .unwrap_or(self.default_version.as_str())
                    .to_owned(),
                known: known().map(str::to_owned).collect(),
            }
        })
    }

    /// The image of a version.
    #[must_use]
    pub fn image_of(&self, name: &VersionName, version: &Version) -> String {
        let tag = version.tag.as_ref().unwrap_or(name);
        self.image.to_string().replace("{version}", tag.as_str())
    }

    fn values(
        &self,
        wanted: &Wanted,
        supplied: &Supplied,
    ) -> Result<BTreeMap<VariableName, Value>, Unresolved> {
        let mut values = BTreeMap::new();
        for (name, variable) in &self.environment {
            if !wanted.environment.contains_key(name) {
                values.insert(name.clone(), self.value(name, variable, supplied)?);
            }
        }
        // What somebody types may be a secret, whatever it is called.
        let given = wanted.environment.iter();
        values.extend(given.map(|(name, value)| (name.clone(), Value::Secret(value.clone()))));
        Ok(values)
    }

    fn unnamed(&self, wanted: &Wanted) -> BTreeSet<VariableName> {
        let given = wanted.environment.keys();
        given
            .filter(|name| !self.environment.contains_key(*name))
            .cloned()
            .collect()
    }

    fn value(
        &self,
        name: &VariableName,
        variable: &Variable,
        supplied: &Supplied,
    ) -> Result<Value, Unresolved> {
        let found = match variable {
            Variable::Literal(text) => Some(Value::Plain(text.clone())),
            Variable::Generated { .. } => supplied.secrets.get(name).cloned().map(Value::Secret),
            Variable::Discovered(what) => supplied.discovered.get(what).cloned().map(Value::Plain),
            Variable::Given { about } => {
                return Err(Unresolved::NotGiven {
                    preset: self.name.clone(),
                    name: name.clone(),
                    about: about.clone(),
                });
            }
        };
        found.ok_or_else(|| Unresolved::NotSupplied {
            preset: self.name.clone(),
            name: name.clone(),
        })
    }

    /// The ports. Where another is wanted for the first, the others keep their distance to it.
    fn published(&self, first: Option<u16>) -> Result<Vec<Published>, Unresolved> {
        let usual = |port: &super::Port| i32::from(port.host.unwrap_or(port.container));
        let Some(own) = self.ports.first().map(usual) else {
            return match first {
                Some(_) => Err(Unresolved::NoPorts {
                    preset: self.name.clone(),
                }),
                None => Ok(Vec::new()),
            };
        };
        let moved = first.map_or(0, |first| i32::from(first) - own);
        let highest = self.ports.iter().map(usual).max().unwrap_or(own);
        let published = self.ports.iter().map(|port| {
            let preferred = u16::try_from(usual(port) + moved)
                .ok()
                .filter(|port| *port > 0)?;
            Some(Published {
                name: port.name.clone(),
                container: port.container,
                preferred,
                protocol: port.protocol,
            })
        });
        published
            .collect::<Option<_>>()
            .ok_or_else(|| Unresolved::NoRoom {
                preset: self.name.clone(),
                given: first.unwrap_or_default(),
                count: self.ports.len(),
                highest: i32::from(u16::MAX) - (highest - own),
            })
    }

    fn labels_of(&self, version: &VersionName) -> BTreeMap<String, String> {
        let ours = [
            (label::MANAGED, "true".to_owned()),
            (label::PRESET, self.name.to_string()),
            (label::VERSION, version.to_string()),
        ];
        let ours = ours.map(|(name, value)| (name.to_owned(), value));
        self.labels.clone().into_iter().chain(ours).collect()
    }
}
