//! Volumes of the project (Compose spec, "volumes").

use std::collections::BTreeMap;

use serde::Deserialize;

/// A volume of the project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Its name in the engine (`shop_data`); always there after loading.
    pub name: String,
    /// Its driver; `None`: "local".
    pub driver: Option<String>,
    /// Options for the driver. A `device` that binds a folder is production's, absolute.
    #[serde(default)]
    pub driver_opts: BTreeMap<String, String>,
    /// Whether it must be there already, and isn't ours.
    #[serde(default)]
    pub external: bool,
    /// Its own labels, without Compose's.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
}
