//! Secrets and configs: files that are given to containers (Compose spec, "secrets" and "configs").

use std::collections::BTreeMap;

use serde::Deserialize;

use super::value::{Mode, Sensitive};

/// A secret or config of the project. Exactly one of `file`, `environment` and `content` says what is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileObject {
    /// Its full name (`shop_token`).
    pub name: Option<String>,
    /// A file of the host: absolute, production's.
    pub file: Option<String>,
    /// The variable that holds it. After loading, its value stands in `content` too.
    pub environment: Option<String>,
    /// The text itself.
    pub content: Option<Sensitive>,
    /// Labels; carried for Swarm, without effect here.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
}

/// A service's use of a secret or config.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileReference {
    /// The key of the secret or config in the model.
    pub source: String,
    /// Where in the container; `None`: `/run/secrets/<source>` for a secret, `/<source>` for a config.
    pub target: Option<String>,
    /// The owner's numeric id.
    pub uid: Option<String>,
    /// The group's numeric id.
    pub gid: Option<String>,
    /// Permission bits; `None`: 0o444.
    pub mode: Option<Mode>,
}
