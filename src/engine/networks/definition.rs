//! A network as it is, beside what the model says of it.

use std::collections::BTreeMap;

use bollard::models::{Ipam, IpamConfig, NetworkInspect};

use crate::compose::model::network as model;
use crate::domain::name::ProjectName;
use crate::engine::containers::PROJECT_LABEL;

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
    pub(super) fn new(said: NetworkInspect) -> Self {
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
            enable_ipv4: _,
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

/// The addresses that the engine is asked for; `None` leaves them to it.
pub(super) fn ipam(wanted: &model::Ipam) -> Option<Ipam> {
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
