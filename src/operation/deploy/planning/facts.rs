//! Everything that a plan is made from, as it was found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::compose::model::mount::MountKind;
use crate::compose::model::service::Service;
use crate::compose::{Document, Model};
use crate::domain::action::Action;
use crate::domain::container::{Container, HealthState, State};
use crate::domain::files::link::LinkPlan;
use crate::domain::files::{FileDiff, RelativePath};
use crate::domain::finding::{Finding, Level};
use crate::domain::name::{CodebaseName, ServiceName};
use crate::domain::plan::{Gate, LiveSource, SourceState};
use crate::domain::release::mounted::MountedFiles;
use crate::operation::deploy::images::Images;
use crate::sync::is_shared;

use super::findings::BothProfiles;
use super::handover::Wishes;

/// What was found.
pub(in crate::operation::deploy) struct Facts {
    pub(in crate::operation::deploy) codebase: CodebaseName,
    /// What was asked for: a deploy, or a rollback.
    pub(in crate::operation::deploy) action: Action,
    /// The services that the codebase acts on; empty: all.
    pub(in crate::operation::deploy) own_services: Vec<ServiceName>,
    /// In which order the codebase wants services to be replaced.
    pub(in crate::operation::deploy) wishes: Wishes,
    pub(in crate::operation::deploy) source: SourceState,
    /// What is live, held against that source.
    pub(in crate::operation::deploy) live: Option<LiveSource>,
    pub(in crate::operation::deploy) model: Model,
    /// The model as it is kept with a release.
    pub(in crate::operation::deploy) document: Document,
    /// The JSON that the Compose binary must print once the files are in place; `None` where it can't be foreseen.
    pub(in crate::operation::deploy) foreseen: Option<serde_json::Value>,
    /// The model of the live release, or, before the first deploy, of what stands in production.
    pub(in crate::operation::deploy) model_before: Option<Model>,
    pub(in crate::operation::deploy) config_hashes: BTreeMap<ServiceName, String>,
    pub(in crate::operation::deploy) containers: Vec<Container>,
    /// The images that services will run, and the tags that follow them.
    pub(in crate::operation::deploy) images: Images,
    /// Services that run to their end instead of staying up.
    pub(in crate::operation::deploy) one_shots: BTreeSet<ServiceName>,
    pub(in crate::operation::deploy) files: FileDiff,
    /// What the files hold that services mount, as it will be, and as it was when the live release was deployed.
    pub(in crate::operation::deploy) mounted: MountedFiles,
    pub(in crate::operation::deploy) mounted_before: MountedFiles,
    /// How production_path will be pointed; `None` where it stays, or is no link.
    pub(in crate::operation::deploy) link: Option<LinkPlan>,
    /// What lives on from release to release, where production_path is a link.
    pub(in crate::operation::deploy) shared: Vec<RelativePath>,
    pub(in crate::operation::deploy) missing_networks: Vec<String>,
    pub(in crate::operation::deploy) missing_volumes: Vec<String>,
    pub(in crate::operation::deploy) findings: Vec<(Finding, Level)>,
    /// What seccomp profiles hold that services name.
    pub(in crate::operation::deploy) profiles: BothProfiles,
    pub(in crate::operation::deploy) warnings: Vec<String>,
    pub(in crate::operation::deploy) gate: Gate,
}

impl Facts {
    /// The containers of a service, by number.
    pub(in crate::operation::deploy) fn containers_of(
        &self,
        service: &ServiceName,
    ) -> Vec<&Container> {
        self.containers
            .iter()
            .filter(|container| container.service() == Some(service.as_str()))
            .collect()
    }

    /// The number of a container within its service.
    pub(in crate::operation::deploy) fn number_of(&self, id: &str) -> Option<u32> {
        self.containers
            .iter()
            .find(|container| container.id == id)
            .map(Container::number)
    }

    /// Whether a container ran. One that is being restarted or is frozen lives too.
    pub(in crate::operation::deploy) fn ran(&self, id: &str) -> bool {
        let own = self.containers.iter().find(|container| container.id == id);
        own.is_some_and(|own| own.state.lives())
    }

    /// Whether a container ran, and its healthcheck, if it has one, did not fail.
    pub(in crate::operation::deploy) fn ran_well(&self, id: &str) -> bool {
        let own = self.containers.iter().find(|container| container.id == id);
        own.is_some_and(|own| own.state == State::Running && own.health != HealthState::Unhealthy)
    }

    /// How often the engine has restarted a container; 0 for one that is new.
    pub(in crate::operation::deploy) fn restarts_of(&self, id: &str) -> u64 {
        self.containers
            .iter()
            .find(|container| container.id == id)
            .map_or(0, |container| container.restarts)
    }

    /// Whether this deploy may touch the service, when `named` were asked for.
    pub(in crate::operation::deploy) fn may_touch(
        &self,
        service: &ServiceName,
        named: &[ServiceName],
    ) -> bool {
        may_touch(&self.own_services, service, named)
    }

    /// Whether the service mounts from the release folder, and production_path will lead to another one.
    pub(in crate::operation::deploy) fn changes_folder_of(&self, service: &Service) -> bool {
        let from_release = |path: &String| {
            // The whole folder is no relative path, and is not shared.
            RelativePath::new(path.as_str()).map_or(true, |path| !is_shared(&path, &self.shared))
        };
        self.link.is_some() && self.mounted_paths(service).iter().any(from_release)
    }

    /// What the service mounts of the project's folder, relative to it; the folder itself is "".
    pub(in crate::operation::deploy) fn mounted_paths(&self, service: &Service) -> Vec<String> {
        let binds = service
            .volumes
            .iter()
            .filter(|mount| mount.kind == MountKind::Bind)
            .filter_map(|mount| mount.source.as_deref());
        let secrets = service
            .secrets
            .iter()
            .filter_map(|used| self.model.secrets.get(&used.source)?.file.as_deref());
        let configs = service
            .configs
            .iter()
            .filter_map(|used| self.model.configs.get(&used.source)?.file.as_deref());
        binds
            .chain(secrets)
            .chain(configs)
            .filter_map(|path| {
                Path::new(path)
                    .strip_prefix(&self.model.origin.directory)
                    .ok()
            })
            .map(|path| path.to_string_lossy().into_owned())
            .collect()
    }
}

/// Whether a deploy of `named` services, empty: all, may touch this one, where the codebase acts on `own`, empty: all.
pub(in crate::operation::deploy) fn may_touch(
    own: &[ServiceName],
    service: &ServiceName,
    named: &[ServiceName],
) -> bool {
    let holds = |list: &[ServiceName]| list.is_empty() || list.contains(service);
    holds(own) && holds(named)
}
