//! The Compose model, typed: what `config --format json` prints, with a field for every key that Hailer carries out.
//!
//! It never reads a compose file; the binary has done that. A key without a field here is an error that names it.

pub mod build;
pub mod definition;
pub mod dependency;
pub mod deploy;
pub mod device;
pub mod file_object;
pub mod healthcheck;
pub mod mount;
pub mod network;
pub mod port;
pub mod service;
pub mod ulimit;
pub mod value;
pub mod volume;

use std::collections::BTreeMap;

use self::file_object::FileObject;
use self::network::Network;
use self::service::Service;
use self::volume::Volume;
use super::load::{Inputs, Origin};
use crate::domain::name::ServiceName;

/// A resolved project. All paths in it are production's, whatever folder it was loaded from.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Where it comes from: the project, its folder, its files and the Compose version.
    pub origin: Origin,
    /// What the binary read and which services it left out.
    pub inputs: Inputs,
    /// Its services that are switched on.
    pub services: BTreeMap<ServiceName, Service>,
    /// Its networks, by key.
    pub networks: BTreeMap<String, Network>,
    /// Its volumes, by key.
    pub volumes: BTreeMap<String, Volume>,
    /// Its secrets, by key.
    pub secrets: BTreeMap<String, FileObject>,
    /// Its configs, by key.
    pub configs: BTreeMap<String, FileObject>,
    /// What Compose warned of ("The \"TAG\" variable is not set …") and which keys have no effect here.
    pub warnings: Vec<String>,
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::{Value, json};

    use super::Model;
    use crate::compose::load::{Document, Included, Inputs, Origin};
    use crate::compose::{ComposeError, Version};
    use crate::domain::name::ProjectName;

    /// A document of the project "shop" in /srv/shop, as Compose 2.26.1 would have printed it.
    pub(in crate::compose) fn document(json: Value) -> Document {
        Document {
            json,
            origin: Origin {
                project: ProjectName::new("shop").unwrap(),
                directory: "/srv/shop".into(),
                files: vec!["/srv/shop/compose.yaml".into()],
                env_files: Vec::new(),
                version: Version::new(2, 26, 1),
            },
            inputs: Inputs {
                files: Some(Vec::new()),
                included: Included::default(),
                disabled: Vec::new(),
                inside_tree: true,
            },
            warnings: Vec::new(),
        }
    }

    /// The model of a whole project.
    pub(crate) fn whole(project: Value) -> Model {
        Model::of_document(document(project)).unwrap()
    }

    /// A model of these services, or why there is none.
    pub(in crate::compose) fn try_model(services: &Value) -> Result<Model, ComposeError> {
        Model::of_document(document(json!({ "services": services })))
    }

    /// A model of these services.
    pub(crate) fn model(services: &Value) -> Model {
        try_model(services).unwrap()
    }
}
