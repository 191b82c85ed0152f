//! Networks: what the project defines, and how a service joins them (Compose spec, "networks").

use std::collections::BTreeMap;

use serde::Deserialize;

/// A network of the project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Its name in the engine (`shop_default`); always there after loading.
    pub name: String,
    /// Its driver; `None`: the engine's default.
    pub driver: Option<String>,
    /// Options for the driver.
    #[serde(default)]
    pub driver_opts: BTreeMap<String, String>,
    /// How addresses are given out.
    #[serde(default)]
    pub ipam: Ipam,
    /// Whether it must be there already, and isn't ours.
    #[serde(default)]
    pub external: bool,
    /// Whether it has no way out.
    #[serde(default)]
    pub internal: bool,
    /// Whether containers outside the project may join.
    #[serde(default)]
    pub attachable: bool,
    /// Always true where it is there: a network without IPv4 is refused.
    pub enable_ipv4: Option<bool>,
    /// Whether it has IPv6; `None`: the engine's default.
    pub enable_ipv6: Option<bool>,
    /// Its own labels, without Compose's.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
}

/// How a network's addresses are given out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ipam {
    /// Its driver; `None`: the engine's default.
    pub driver: Option<String>,
    /// The pools.
    #[serde(default)]
    pub config: Vec<IpamPool>,
    /// Options for the driver.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}

/// One range of addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IpamPool {
    /// The range, CIDR.
    pub subnet: Option<String>,
    /// The gateway's address.
    pub gateway: Option<String>,
    /// The part of the range that containers get addresses from, CIDR.
    pub ip_range: Option<String>,
    /// Addresses that are taken, by name.
    #[serde(default)]
    pub aux_addresses: BTreeMap<String, String>,
}

/// How a service joins one network.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceNetwork {
    /// More names in the network's DNS, beside the service's own.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// A fixed address.
    pub ipv4_address: Option<String>,
    /// A fixed address.
    pub ipv6_address: Option<String>,
    /// Link-local addresses.
    #[serde(default)]
    pub link_local_ips: Vec<String>,
    /// A fixed MAC address. Engine API 1.44.
    pub mac_address: Option<String>,
    /// The order in which networks are joined: higher first, then by name.
    #[serde(default)]
    pub priority: i64,
}
