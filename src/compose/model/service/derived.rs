//! What follows from the keys of a service.

use super::Service;
use crate::domain::name::{ProjectName, ServiceName};

impl Service {
    /// How many containers it has: `scale`, else `deploy.replicas`, else one.
    #[must_use]
    pub fn replicas(&self) -> u32 {
        self.scale
            .or_else(|| self.deploy.as_ref().and_then(|deploy| deploy.replicas))
            .unwrap_or(1)
    }

    /// The image that its containers run: its own, or the name that Compose gives to what it builds (`project-service`).
    #[must_use]
    pub fn image_reference(&self, project: &ProjectName, name: &ServiceName) -> String {
        self.image
            .clone()
            .unwrap_or_else(|| format!("{project}-{name}"))
    }

    /// Its networks in the order in which they are joined: higher priority first, then by name.
    #[must_use]
    pub fn networks_by_priority(&self) -> Vec<&str> {
        let mut networks: Vec<(i64, &str)> = self
            .networks
            .iter()
            .map(|(name, network)| {
                let priority = network.as_ref().map_or(0, |network| network.priority);
                (-priority, name.as_str())
            })
            .collect();
        networks.sort_unstable();
        networks.into_iter().map(|(_, name)| name).collect()
    }

    /// The service whose namespace a mode such as `network_mode: service:db` names.
    #[must_use]
    pub fn shared_service(mode: Option<&str>) -> Option<&str> {
        mode?.strip_prefix("service:")
    }
}
