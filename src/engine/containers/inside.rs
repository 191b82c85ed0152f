//! A container seen by a process in it: where its folders lie on the machine, and how it reaches that.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use bollard::models::{ContainerInspectResponse, MountPoint};

use crate::engine::connection::Engine;
use crate::engine::error::EngineError;

/// A container as the process in it needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inside {
    /// The full id.
    pub id: String,
    /// The addresses at which its networks' gateways, which are the machine, are reached. Empty on the machine's own network.
    pub gateways: Vec<IpAddr>,
    /// Places in the container and what of the machine is mounted there.
    mounts: Vec<(PathBuf, PathBuf)>,
}

impl Engine {
    /// The container whose id is, or begins with, `id`; `None` where there is none.
    pub async fn inside(&self, id: &str) -> Result<Option<Inside>, EngineError> {
        match self.inspect_raw(id).await {
            Ok(said) => Ok(Some(inside(said)).filter(|found| found.id.starts_with(id))),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Inside {
    /// Where a path of the container lies on the machine; `None` where it is the container's own.
    #[must_use]
    pub fn on_machine(&self, path: &Path) -> Option<PathBuf> {
        let over = self
            .mounts
            .iter()
            .filter_map(|(place, source)| Some((path.strip_prefix(place).ok()?, source)));
        // The deepest mount is the one that is seen.
        let (rest, source) = over.min_by_key(|(rest, _)| rest.components().count())?;
        Some(if rest.as_os_str().is_empty() {
            source.clone()
        } else {
            source.join(rest)
        })
    }
}

fn inside(said: ContainerInspectResponse) -> Inside {
    let networks = said
        .network_settings
        .and_then(|settings| settings.networks)
        .unwrap_or_default();
    let gateways = networks
        .into_values()
        .flat_map(|network| [network.gateway, network.ipv6_gateway])
        .filter_map(|gateway| gateway?.parse().ok());
    let mounted = |mount: MountPoint| Some((mount.destination?.into(), mount.source?.into()));
    Inside {
        id: said.id.unwrap_or_default(),
        gateways: gateways.collect(),
        mounts: said
            .mounts
            .unwrap_or_default()
            .into_iter()
            .filter_map(mounted)
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_looked_up_by_the_deepest_mount_over_it() {
        let mounts = [("/data", "/srv/volume"), ("/data/cache", "/tmp/cache")];
        let inside = Inside {
            id: "0".to_owned(),
            gateways: vec![],
            mounts: mounts
                .map(|(place, source)| (place.into(), source.into()))
                .to_vec(),
        };
        let at = |path: &str| inside.on_machine(Path::new(path));
        assert_eq!(at("/data"), Some("/srv/volume".into()));
        assert_eq!(at("/data/cache/x"), Some("/tmp/cache/x".into()));
        assert_eq!(at("/database"), None);
    }
}
