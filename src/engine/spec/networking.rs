//! Which networks the container is in, and under which names it is found there.

use bollard::models::{EndpointIpamConfig, EndpointSettings, HostConfig};

use super::NewContainer;
use super::process::some;
use super::security::namespace;
use crate::compose::model::network::ServiceNetwork;
use crate::engine::error::EngineError;

/// A container's place in one network.
#[derive(Debug)]
pub(in crate::engine) struct Endpoint {
    /// The network's name in the engine.
    pub(in crate::engine) network: String,
    pub(in crate::engine) settings: EndpointSettings,
}

/// Fills in the first network; the others are joined after the creation (engines before 25.0 take one only).
pub(super) fn fill(
    new: &NewContainer<'_>,
    host: &mut HostConfig,
) -> Result<Option<Endpoint>, EngineError> {
    let service = new.service;
    host.dns = some(&service.dns);
    host.dns_search = some(&service.dns_search);
    host.dns_options = some(&service.dns_opt);
    // The model has "host=ip", as newer Compose versions write it; the engine takes "host:ip".
    let hosts = service
        .extra_hosts
        .iter()
        .map(|host| host.replacen('=', ":", 1));
    host.extra_hosts = some(&hosts.collect::<Vec<_>>());
    host.links = some(&links(new));
    if service.network_mode.is_some() {
        host.network_mode = namespace(new, "network_mode", service.network_mode.as_deref())?;
        if service.mac_address.is_some() {
            // Its place in the request went with API 1.44, and networks that a mode names have no settings of their own.
            return Err(new.unsupported("mac_address", "it can't be set along with network_mode"));
        }
        return Ok(None);
    }
    let Some(first) = joined(new).into_iter().next() else {
        host.network_mode = Some("none".to_owned());
        return Ok(None);
    };
    let endpoint = endpoint(new, first)?;
    host.network_mode = Some(endpoint.network.clone());
    Ok(Some(endpoint))
}

/// The keys of the service's networks, in the order in which they are joined; without any, the project's default.
fn joined<'a>(new: &NewContainer<'a>) -> Vec<&'a str> {
    let named = new.service.networks_by_priority();
    if named.is_empty() && new.model.networks.contains_key("default") {
        vec!["default"]
    } else {
        named
    }
}

/// The container's place in the network with this key in the model.
pub(in crate::engine) fn endpoint(
    new: &NewContainer<'_>,
    key: &str,
) -> Result<Endpoint, EngineError> {
    let unknown = || new.unsupported(&format!("networks.{key}"), "there is no such network");
    let network = new.model.networks.get(key).ok_or_else(unknown)?;
    let none = ServiceNetwork::default();
    let of = new.service.networks.get(key).and_then(Option::as_ref);
    let ServiceNetwork {
        aliases,
        ipv4_address,
        ipv6_address,
        link_local_ips,
        mac_address,
        priority: _,
    } = of.unwrap_or(&none);
    // The service's own MAC address is that of its first network.
    let first = joined(new).first() == Some(&key);
    let service_mac = new.service.mac_address.as_ref().filter(|_| first);
    let mac_address = mac_address.as_ref().or(service_mac);
    let addressed = ipv4_address.is_some() || ipv6_address.is_some() || !link_local_ips.is_empty();
    let names = [new.final_name(), new.name.to_string()];
    Ok(Endpoint {
        network: network.name.clone(),
        settings: EndpointSettings {
            aliases: Some(names.into_iter().chain(aliases.iter().cloned()).collect()),
            links: some(&links(new)),
            mac_address: mac_address.cloned(),
            ipam_config: addressed.then(|| EndpointIpamConfig {
                ipv4_address: ipv4_address.clone(),
                ipv6_address: ipv6_address.clone(),
                link_local_ips: some(link_local_ips),
            }),
            ..EndpointSettings::default()
        },
    })
}

/// The networks that are joined after the creation, by key.
pub(in crate::engine) fn further_networks<'a>(new: &NewContainer<'a>) -> Vec<&'a str> {
    if new.service.network_mode.is_some() {
        return Vec::new();
    }
    joined(new).into_iter().skip(1).collect()
}

/// `container:alias` for each container of a linked service (docker/compose, `getLinks`). The engine resolves them when
/// they are asked for, so a container that is replaced meanwhile is found under its name again.
fn links(new: &NewContainer<'_>) -> Vec<String> {
    let mut links = Vec::new();
    for link in &new.service.links {
        let (service, alias) = link.split_once(':').unwrap_or((link, link));
        let linked = new
            .model
            .services
            .iter()
            .find(|(name, _)| name.as_str() == service);
        let Some((_, definition)) = linked else {
            continue;
        };
        for number in 1..=definition.replicas() {
            let long = format!("{}-{service}-{number}", new.model.origin.project);
            let container = definition.container_name.as_ref().unwrap_or(&long);
            let names = [
                alias.to_owned(),
                format!("{service}-{number}"),
                long.clone(),
            ];
            links.extend(names.map(|name| format!("{container}:{name}")));
        }
    }
    links
}
