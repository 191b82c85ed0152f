//! Devices: those of the host that are named by path, and those that a driver hands out (Compose spec, "devices", "gpus").

use std::collections::BTreeMap;

use serde::Deserialize;

/// A device of the host in a container.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "DeviceForm")]
pub struct Device {
    /// Its path on the host.
    pub source: String,
    /// Its path in the container.
    pub target: String,
    /// What may be done with it: letters of "rwm".
    pub permissions: String,
}

/// How Compose writes a device: `SOURCE[:TARGET[:PERMISSIONS]]` in older versions, an object in newer ones.
#[derive(Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "expected SOURCE:TARGET:PERMISSIONS, or an object of source, target and permissions"
)]
enum DeviceForm {
    Short(String),
    Long {
        source: String,
        target: Option<String>,
        permissions: Option<String>,
    },
}

impl From<DeviceForm> for Device {
    fn from(form: DeviceForm) -> Self {
        let (source, target, permissions) = match form {
            DeviceForm::Short(text) => {
                let mut parts = text.splitn(3, ':').map(str::to_owned);
                let source = parts.next().unwrap_or_default();
                (source, parts.next(), parts.next())
            }
            DeviceForm::Long {
                source,
                target,
                permissions,
            } => (source, target, permissions),
        };
        Self {
            target: target.unwrap_or_else(|| source.clone()),
            permissions: permissions.unwrap_or_else(|| "rwm".to_owned()),
            source,
        }
    }
}

/// Devices that a driver hands out; also an entry of `gpus`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceRequest {
    /// What they must be able to do ("gpu").
    #[serde(default)]
    pub capabilities: Vec<String>,
    /// The driver; `None`: any that has the capabilities.
    pub driver: Option<String>,
    /// How many; `-1`: all. `None` with no `device_ids`: all.
    pub count: Option<i64>,
    /// Which ones.
    #[serde(default)]
    pub device_ids: Vec<String>,
    /// Options for the driver.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
}
