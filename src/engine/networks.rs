//! Networks of a project: what is there, making them as the model says, taking away what is the project's own.

use std::collections::BTreeMap;

use bollard::models::{Ipam, IpamConfig, NetworkCreateRequest, NetworkInspect};
use bollard::query_parameters::{InspectNetworkOptions, ListNetworksOptions};

use super::connection::{CALL_LIMIT, Engine};
use super::containers::PROJECT_LABEL;
use super::error::{Call, EngineError};
use super::spec::{has_label, owned_labels};
use crate::compose::model::Model;
use crate::compose::model::network as model;
use crate::domain::journal::Intent;
use crate::domain::name::ProjectName;

/// A network that the engine has.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// Its id.
    pub id: String,
    /// Its name (`shop_default`).
    pub name: String,
    /// Its driver.
    pub driver: String,
    /// Every label.
    pub labels: BTreeMap<String, String>,
    /// The ids of the containers that run in it, sorted. Listings leave it empty.
    pub containers: Vec<String>,
    said: NetworkInspect,
}

impl Network {
    fn new(said: NetworkInspect) -> Self {
        let mut containers: Vec<String> = said
            .containers
            .clone()
            .unwrap_or_default()
            .into_keys()
            .collect();
        containers.sort();
        Self {
            id: said.id.clone().unwrap_or_default(),
            name: said.name.clone().unwrap_or_default(),
            driver: said.driver.clone().unwrap_or_default(),
            labels: said
                .labels
                .clone()
                .unwrap_or_default()
                .into_iter()
                .collect(),
            containers,
            said,
        }
    }

    /// Whether it is the project's, by its label.
    #[must_use]
    pub fn belongs_to(&self, project: &ProjectName) -> bool {
        self.labels.get(PROJECT_LABEL).map(String::as_str) == Some(project.as_str())
    }

    /// The keys in which the network differs from its definition. What the definition leaves to the engine never differs.
    #[must_use]
    pub fn differences(&self, wanted: &model::Network) -> Vec<&'static str> {
        let model::Network {
            name: _,
            driver,
            driver_opts,
            ipam,
            external: _,
            internal,
            attachable,
            enable_ipv6,
            labels: _,
        } = wanted;
        let said = &self.said;
        let options = said.options.clone().unwrap_or_default();
        let mut differing = Vec::new();
        let mut compare = |key, same: bool| {
            if !same {
                differing.push(key);
            }
        };
        compare(
            "driver",
            driver.as_ref().is_none_or(|driver| *driver == self.driver),
        );
        let has = |(key, value): (&String, &String)| options.get(key) == Some(value);
        compare("driver_opts", driver_opts.iter().all(has));
        compare("internal", *internal == said.internal.unwrap_or(false));
        compare(
            "attachable",
            *attachable == said.attachable.unwrap_or(false),
        );
        let ipv6 = said.enable_ipv6.unwrap_or(false);
        compare(
            "enable_ipv6",
            enable_ipv6.is_none_or(|wanted| wanted == ipv6),
        );
        compare("ipam", same_pools(ipam, said.ipam.as_ref()));
        differing
    }
}

/// Whether each pool of the definition is there, as far as the definition says anything of it.
fn same_pools(wanted: &model::Ipam, said: Option<&Ipam>) -> bool {
    let there = said
        .and_then(|ipam| ipam.config.clone())
        .unwrap_or_default();
    let driver = said.and_then(|ipam| ipam.driver.as_ref());
    let same_driver = wanted.driver.is_none() || wanted.driver.as_ref() == driver;
    let given = |wanted: &Option<String>, said: &Option<String>| wanted.is_none() || wanted == said;
    same_driver
        && wanted.config.iter().all(|pool| {
            there.iter().any(|said| {
                given(&pool.subnet, &said.subnet)
                    && given(&pool.gateway, &said.gateway)
                    && given(&pool.ip_range, &said.ip_range)
            })
        })
}

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
            return Err(EngineError::Conflict {
                call,
                reason: format!("it does not belong to project {project}"),
            });
        }
        let removed = self
            .change(intent, (call, CALL_LIMIT), || {
                self.docker().remove_network(&network.id)
            })
            .await;
        match removed {
            Err(error) if error.is_not_found() => Ok(()),
            other => other,
        }
    }
}

fn ipam(wanted: &model::Ipam) -> Option<Ipam> {
    let pools = wanted.config.iter().map(|pool| IpamConfig {
        subnet: pool.subnet.clone(),
        gateway: pool.gateway.clone(),
        ip_range: pool.ip_range.clone(),
        auxiliary_addresses: Some(pool.aux_addresses.clone().into_iter().collect()),
    });
    let asked = wanted.driver.is_some() || !wanted.config.is_empty() || !wanted.options.is_empty();
    asked.then(|| Ipam {
        driver: wanted.driver.clone(),
        config: Some(pools.collect()),
        options: Some(wanted.options.clone().into_iter().collect()),
    })
}
