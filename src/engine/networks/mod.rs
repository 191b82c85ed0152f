//! Networks of a project: what is there, making them as the model says, taking away what is the project's own.

mod definition;

pub use definition::Network;

use bollard::models::NetworkCreateRequest;
use bollard::query_parameters::{InspectNetworkOptions, ListNetworksOptions};

use definition::ipam;

use super::connection::Engine;
use super::error::{Call, EngineError};
use super::spec::{has_label, owned_labels};
use crate::compose::model::Model;
use crate::domain::journal::Intent;
use crate::domain::name::ProjectName;

impl Engine {
    /// The project's networks, sorted by name.
    pub async fn project_networks(
        &self,
        project: &ProjectName,
    ) -> Result<Vec<Network>, EngineError> {
        let call = Call::new("list the networks of project", project.as_str());
        let options = ListNetworksOptions {
            filters: Some(has_label(project.as_str())),
        };
        let listed = self
            .read(call, || self.docker().list_networks(Some(options.clone())))
            .await?;
        let names = listed.into_iter().filter_map(|network| network.name);
        let mut networks = Vec::new();
        for name in names {
            networks.extend(self.network(&name).await?);
        }
        networks.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(networks)
    }

    /// The network with exactly this name; `None` where there is none.
    pub async fn network(&self, name: &str) -> Result<Option<Network>, EngineError> {
        let call = Call::new("inspect network", name);
        let found = self
            .read(call, || {
                self.docker()
                    .inspect_network(name, None::<InspectNetworkOptions>)
            })
            .await;
        match found {
            // The engine takes the beginning of an id for a name too.
            Ok(said) => Ok(Some(Network::new(said)).filter(|network| network.name == name)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Creates the network with this key in the model. `Conflict` where its name is taken: engines before 25.0 would make
    /// a second one of the same name.
    pub async fn create_network(
        &self,
        intent: &Intent,
        model: &Model,
        key: &str,
    ) -> Result<(), EngineError> {
        let wanted = model
            .networks
            .get(key)
            .ok_or_else(|| EngineError::Unsupported {
                path: format!("networks.{key}"),
                reason: "there is no such network".to_owned(),
            })?;
        let call = Call::new("create network", &wanted.name);
        if self.network(&wanted.name).await?.is_some() {
            return Err(EngineError::Conflict {
                call,
                reason: "a network of this name is there already".to_owned(),
            });
        }
        let request = NetworkCreateRequest {
            name: wanted.name.clone(),
            driver: wanted.driver.clone(),
            internal: Some(wanted.internal),
            attachable: Some(wanted.attachable),
            enable_ipv6: wanted.enable_ipv6,
            options: Some(wanted.driver_opts.clone().into_iter().collect()),
            ipam: ipam(&wanted.ipam),
            labels: Some(owned_labels(
                intent,
                model,
                ("network", key),
                &wanted.labels,
            )),
            ..NetworkCreateRequest::default()
        };
        self.change_once(intent, call, self.docker().create_network(request))
            .await
            .map(|_| ())
    }

    /// Removes a network of the project. One that is gone is fine; one that isn't the project's is a `Conflict`.
    pub async fn remove_network(
        &self,
        intent: &Intent,
        project: &ProjectName,
        name: &str,
    ) -> Result<(), EngineError> {
        let call = Call::new("remove network", name);
        let Some(network) = self.network(name).await? else {
            return Ok(());
        };
        if !network.belongs_to(project) {
            return Err(call.not_of(project));
        }
        let removed = self
            .change(intent, call, || self.docker().remove_network(&network.id))
            .await;
        match removed {
            Err(error) if error.is_not_found() => Ok(()),
            other => other,
        }
    }
}
