//! What an instance comes to: everything that an engine has to know, resolved.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use secrecy::SecretString;
use serde::Serialize;

use super::record::{Health, HostCommand, Limits, Security};
use super::template::Template;
use super::value::{FileMode, Mode, Network, PartName, Protocol, Restart, Size};
use crate::domain::name::{PresetName, VariableName, VersionName};

/// All but what a URL may have anywhere as it is (RFC 3986, unreserved characters).
const IN_URL: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// One instance, before it has a name and a port that is free.
#[derive(Debug, Clone)]
pub struct Spec {
    /// The preset.
    pub preset: PresetName,
    /// The version, by its own name.
    pub version: VersionName,
    /// How much it minds its data.
    pub mode: Mode,
    /// The image.
    pub image: String,
    /// The command; `None`: the image's.
    pub command: Option<Vec<String>>,
    /// Where its data lies in the container, if it has any; absolute.
    pub data: Option<String>,
    /// Its variables.
    pub environment: BTreeMap<VariableName, Value>,
    /// Those of them that were given, and that the preset doesn't name.
    pub unnamed: BTreeSet<VariableName>,
    /// What it serves.
    pub ports: Vec<Published>,
    /// Whether its ports are served on every interface; else on 127.0.0.1 alone.
    pub public: bool,
    /// How it is known to work; `None`: it runs.
    pub health: Option<Health>,
    /// What is mounted.
    pub mounts: Vec<Mount>,
    /// What is kept in memory.
    pub tmpfs: Vec<InMemory>,
    /// Files that are put into it before it starts, by their path.
    pub files: BTreeMap<String, String>,
    /// What it may use.
    pub limits: Limits,
    /// What it may do.
    pub security: Security,
    /// What it is attached to; `None`: the engine's default.
    pub network: Option<Network>,
    /// Whether the engine starts it again.
    pub restart: Restart,
    /// Its labels: the preset's, and those of ours that don't depend on its name.
    pub labels: BTreeMap<String, String>,
    /// How it is reached, by what that is called.
    pub connect: BTreeMap<String, Template>,
    /// How it runs where there is no engine.
    pub host: Option<HostCommand>,
    /// Whether its log lines go to ours.
    pub traced: bool,
}

/// The value of a variable.
#[derive(Clone)]
pub enum Value {
    /// As anybody may see it.
    Plain(String),
    /// A secret.
    Secret(SecretString),
}

impl Value {
    /// The text, for the engine and for whoever may see it.
    #[must_use]
    pub fn expose(&self) -> &str {
        use secrecy::ExposeSecret;
        match self {
            Self::Plain(text) => text,
            Self::Secret(secret) => secret.expose_secret(),
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => text.fmt(f),
            Self::Secret(_) => f.write_str("<secret>"),
        }
    }
}

/// A port, and where it is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Published {
    /// What it is called, where there are several.
    pub name: Option<PartName>,
    /// The container's port.
    pub container: u16,
    /// The machine's, if it is free.
    pub preferred: u16,
    /// What is spoken on it.
    pub protocol: Protocol,
}

/// What is mounted where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mount {
    /// What.
    pub source: Source,
    /// Where in the container; absolute.
    pub target: String,
    /// Whether the container may not write there.
    pub read_only: bool,
}

/// What is mounted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A volume of the instance's own.
    Volume {
        /// What it is called within the instance.
        name: PartName,
        /// Whether it outlives the instance.
        kept: bool,
    },
    /// A folder or file of this machine; absolute.
    Host(String),
}

/// A folder that is kept in memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InMemory {
    /// Where in the container; absolute.
    pub target: String,
    /// How large it may grow.
    pub size: Option<Size>,
    /// Its permission bits.
    pub mode: Option<FileMode>,
}

impl InMemory {
    /// As the engine is told: "size=104857600,mode=1777".
    #[must_use]
    pub fn options(&self) -> String {
        let size = self.size.map(|size| format!("size={}", size.0));
        let mode = self.mode.map(|mode| format!("mode={mode}"));
        let all: Vec<_> = size.into_iter().chain(mode).collect();
        all.join(",")
    }
}

impl Spec {
    /// How it is reached at `host`, with `ports` of this machine in the order of its own. These may hold passwords.
    pub fn connections(
        &self,
        host: &str,
        ports: &[u16],
    ) -> Result<BTreeMap<String, SecretString>, super::Unfilled> {
        let filled = self.connect.iter().map(|(called, template)| {
            let value = |place: &str| self.value_of(place, host, ports, template.is_url());
            Ok((called.clone(), template.fill(value)?))
        });
        filled.collect()
    }

    /// Its command and its check as programs of this machine that serve at `ports`; `None`: it runs on an engine only.
    pub fn on_host(&self, ports: &[u16]) -> Result<Option<[Vec<String>; 2]>, super::Unfilled> {
        use secrecy::ExposeSecret;
        let Some(host) = &self.host else {
            return Ok(None);
        };
        let fill = |words: &[Template]| {
            let words = words.iter().map(|template| {
                let value =
                    |place: &str| self.value_of(place, "127.0.0.1", ports, template.is_url());
                Ok(template.fill(value)?.expose_secret().to_owned())
            });
            words.collect::<Result<Vec<_>, super::Unfilled>>()
        };
        Ok(Some([fill(&host.command)?, fill(&host.health)?]))
    }

    /// What stands at a place of a template.
    pub(super) fn value_of(
        &self,
        place: &str,
        host: &str,
        ports: &[u16],
        in_url: bool,
    ) -> Option<String> {
        use percent_encoding::utf8_percent_encode;
        if place == "host" {
            return Some(host.to_owned());
        }
        if place == "port" {
            return ports.first().map(u16::to_string);
        }
        if let Some(name) = place.strip_prefix("port.") {
            let is_it =
                |port: &Published| port.name.as_ref().is_some_and(|own| own.as_str() == name);
            let index = self.ports.iter().position(is_it)?;
            return ports.get(index).map(u16::to_string);
        }
        let (_, value) = self
            .environment
            .iter()
            .find(|(name, _)| name.as_str() == place)?;
        Some(if in_url {
            utf8_percent_encode(value.expose(), IN_URL).to_string()
        } else {
            value.expose().to_owned()
        })
    }
}
