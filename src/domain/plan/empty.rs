//! Plans that change nothing.

use super::{Change, Gate, Plan};
use crate::domain::action::Action;
use crate::domain::files::FileDiff;
use crate::domain::name::{CodebaseName, ProjectName};

impl Plan {
    /// One that changes nothing yet, for the rest to be put in.
    #[must_use]
    pub fn empty(codebase: CodebaseName, project: ProjectName, action: Action, gate: Gate) -> Self {
        Self {
            codebase,
            project,
            action,
            source: None,
            live: None,
            services: vec![],
            files: FileDiff::default(),
            link: None,
            networks: vec![],
            volumes: vec![],
            instances: vec![],
            pruned: vec![],
            findings: vec![],
            warnings: vec![],
            gate,
        }
    }

    /// Whether carrying it out would change nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.action != Action::CodebaseRemove
            && self.files.is_empty()
            && self.link.is_none()
            && self.networks.is_empty()
            && self.volumes.is_empty()
            && self.instances.is_empty()
            && self.pruned.is_empty()
            && self
                .services
                .iter()
                .all(|service| service.change == Change::Keep)
    }
}
