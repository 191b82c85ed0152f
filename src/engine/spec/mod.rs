//! From a service of the Compose model to what the engine creates, a file per concern.
//!
//! The result is what `docker compose up` would have created: the same labels, names and options, so that the official
//! tool afterwards sees its own project. Pure: what a seccomp profile holds was read by whoever judged it. A key that
//! the connected engine would silently ignore is `Unsupported`, never skipped.

mod coverage;
mod files;
mod health;
mod identity;
mod mounts;
mod networking;
mod ports;
mod process;
mod resources;
mod security;

pub(super) use files::{Upload, uploads};
pub(super) use identity::{ANONYMOUS_LABEL, OPERATION_LABEL, has_label, owned_labels};
pub(super) use mounts::Inherited;
pub(super) use networking::{endpoint, further_networks};

use std::collections::BTreeMap;

use bollard::models::{ContainerCreateBody, HostConfig, NetworkingConfig};

use super::error::EngineError;
use crate::compose::model::Model;
use crate::compose::model::service::Service;
use crate::compose::newer::{self, ApiVersion, NeedsEngine};
use crate::compose::policy::Profiles;
use crate::domain::journal::Intent;
use crate::domain::name::{CodebaseName, ServiceName};

/// A container to create for a service.
#[derive(Debug, Clone, Copy)]
pub struct NewContainer<'a> {
    /// The project.
    pub model: &'a Model,
    /// The service's name.
    pub name: &'a ServiceName,
    /// The service.
    pub service: &'a Service,
    /// Its number within the service, from 1.
    pub number: u32,
    /// What it is called at first: its final name, or a temporary one while another container has that.
    pub container_name: &'a str,
    /// The image to run, as `docker inspect` shall show it: "shop-api", or its id where no name stands for it.
    pub image: &'a str,
    /// The id of that image (`sha256:…`); Compose compares it.
    pub image_id: &'a str,
    /// Compose's config hash of the service; Compose compares it.
    pub config_hash: &'a str,
    /// The container that it takes the place of, whose anonymous volumes it takes over.
    pub replaces: Option<&'a str>,
    /// The ids of the containers of services whose network, IPC or PID namespace is shared (`network_mode: service:db`).
    pub namespaces: &'a BTreeMap<ServiceName, String>,
    /// What the files of seccomp profiles hold that services name.
    pub profiles: &'a Profiles,
    /// Whose it is.
    pub codebase: &'a CodebaseName,
}

impl NewContainer<'_> {
    /// `project-service-N`, or the `container_name` of the file.
    #[must_use]
    pub fn final_name(&self) -> String {
        match &self.service.container_name {
            Some(name) => name.clone(),
            None => format!(
                "{}-{}-{}",
                self.model.origin.project, self.name, self.number
            ),
        }
    }

    /// A refusal of one of the service's keys.
    fn unsupported(&self, key: &str, reason: impl Into<String>) -> EngineError {
        EngineError::Unsupported {
            path: format!("services.{}.{key}", self.name),
            reason: reason.into(),
        }
    }
}

/// Refuses what this engine would ignore without a word.
fn check_age(new: &NewContainer<'_>, api: ApiVersion) -> Result<(), EngineError> {
    let mut needs = newer::service_needs(new.name, new.service);
    if new.service.mac_address.is_some() {
        // Older engines take it at another place in the request, which bollard doesn't fill any more.
        needs.push(NeedsEngine {
            path: format!("services.{}.mac_address", new.name),
            api: ApiVersion {
                major: 1,
                minor: 44,
            },
            engine: "25.0",
        });
    }
    match needs.into_iter().find(|need| need.api > api) {
        None => Ok(()),
        Some(NeedsEngine {
            path,
            api: least,
            engine,
        }) => Err(EngineError::Unsupported {
            path,
            reason: format!(
                "it needs Docker Engine {engine} or newer (API {least}), and this one speaks API {api}"
            ),
        }),
    }
}

/// What the engine is asked to create.
pub(super) fn body(
    intent: &Intent,
    new: &NewContainer<'_>,
    inherited: &Inherited,
    api: ApiVersion,
) -> Result<ContainerCreateBody, EngineError> {
    let mut body = without_labels(new, inherited, api)?;
    body.labels = Some(identity::container_labels(intent, new));
    if let Some(host) = &mut body.host_config {
        mounts::label_anonymous(intent, host);
    }
    Ok(body)
}

/// The same before there is an operation whose labels it could have: `Unsupported` for a key that can't be carried out.
pub(super) fn without_labels(
    new: &NewContainer<'_>,
    inherited: &Inherited,
    api: ApiVersion,
) -> Result<ContainerCreateBody, EngineError> {
    check_age(new, api)?;
    let mut body = ContainerCreateBody {
        image: Some(new.image.to_owned()),
        ..ContainerCreateBody::default()
    };
    let mut host = HostConfig::default();
    process::fill(new, &mut body, &mut host)?;
    health::fill(new, &mut body);
    ports::fill(new, &mut body, &mut host)?;
    mounts::fill(new, inherited, &mut host)?;
    security::fill(new, &mut host)?;
    resources::fill(new, &mut host);
    let primary = networking::fill(new, &mut host)?;
    body.networking_config = primary.map(|primary| NetworkingConfig {
        endpoints_config: Some([(primary.network, primary.settings)].into()),
    });
    body.host_config = Some(host);
    Ok(body)
}
