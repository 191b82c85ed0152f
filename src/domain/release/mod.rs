//! A release: what one deploy put into production, kept so that it can be put back.

pub mod drift;
pub mod mounted;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::files::{Manifest, RelativePath};
use crate::domain::name::{CodebaseName, OperationId, ServiceName};
use crate::domain::plan::SourceState;

/// A release on record. Its [`ReleaseContent`] is kept apart, since it is large.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Release {
    /// Whose release it is.
    pub codebase: CodebaseName,
    /// Its number within the codebase: 1, 2, 3, … A number isn't used twice.
    pub number: i64,
    /// The operation that made it.
    pub operation: OperationId,
    /// Where it stands.
    pub state: ReleaseState,
    /// Where its files came from, if any moved.
    pub source: Option<SourceState>,
    /// The image id of each service.
    pub images: BTreeMap<ServiceName, String>,
    /// Compose's config hash of each service.
    pub config_hashes: BTreeMap<ServiceName, String>,
    /// When it was recorded, by the store's clock.
    pub recorded_at: DateTime<Utc>,
    /// When it last went live, by the store's clock; `None`: never.
    pub live_at: Option<DateTime<Utc>>,
}

impl Release {
    /// As it is named to people.
    #[must_use]
    pub fn named(&self) -> NamedRelease {
        NamedRelease {
            number: self.number,
            source: self.source.clone(),
        }
    }
}

/// A release as it is named to people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedRelease {
    /// Its number.
    pub number: i64,
    /// Where its files came from, if any moved.
    pub source: Option<SourceState>,
}

/// Where a release stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseState {
    /// Being deployed; not yet verified.
    Candidate,
    /// What production runs. A codebase has one at most.
    Live,
    /// It was live.
    Superseded,
    /// Its deploy failed and was undone.
    RolledBack,
}

/// A release that is about to be recorded.
#[derive(Debug, Clone)]
pub struct NewRelease {
    /// Whose release it is.
    pub codebase: CodebaseName,
    /// The operation that makes it.
    pub operation: OperationId,
    /// Where its files come from, if any move.
    pub source: Option<SourceState>,
    /// The image id of each service.
    pub images: BTreeMap<ServiceName, String>,
    /// Compose's config hash of each service.
    pub config_hashes: BTreeMap<ServiceName, String>,
    /// What it takes to put it back.
    pub content: ReleaseContent,
}

/// What it takes to put a release back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseContent {
    /// The canonical Compose model.
    pub model: CanonicalModel,
    /// The files of the production path.
    pub manifest: Manifest,
    /// Those of them that were there already, just so, before Hailer first came: they are not its own to delete.
    pub found: BTreeSet<RelativePath>,
    /// What stood in production, not put there by Hailer, and was overwritten. Its contents are kept as long as the release is.
    pub replaced: Manifest,
}

impl ReleaseContent {
    /// What Hailer has put into production: the manifest without what it found there.
    #[must_use]
    pub fn owned(&self) -> Manifest {
        let own = self
            .manifest
            .0
            .iter()
            .filter(|(path, _)| !self.found.contains(path));
        Manifest(own.cloned().collect())
    }
}

/// A Compose model as canonical JSON. It holds values of the environment: it can't be printed, and is stored sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct CanonicalModel(pub Vec<u8>);

impl fmt::Debug for CanonicalModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CanonicalModel({} bytes)", self.0.len())
    }
}
