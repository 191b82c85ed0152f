//! In which order containers are acted on. Here by the labels that Compose puts on them: no compose file is needed.

pub(super) mod awaited;
pub(super) mod turns;

use std::collections::{BTreeMap, BTreeSet};

use super::OperationError;
use crate::compose::model::dependency::Condition;
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::container::Container;
use crate::domain::name::ServiceName;
use crate::domain::plan::one_shot::{self, WrongLabel};
use turns::After;

/// Who depends on whom, from `com.docker.compose.depends_on`: `api:service_healthy:false,db:service_started:true`.
pub(super) struct Dependencies(BTreeMap<ServiceName, BTreeMap<ServiceName, Condition>>);

impl Dependencies {
    /// Of these containers. A dependency that has no container is left out: there is nothing to wait for.
    pub(super) fn of(containers: &[Container]) -> Self {
        let present: BTreeSet<_> = containers.iter().filter_map(service).collect();
        let mut all = BTreeMap::new();
        for container in containers {
            let Some(name) = service(container) else {
                continue;
            };
            let label = container
                .labels
                .get("com.docker.compose.depends_on")
                .map_or("", String::as_str);
            let own: &mut BTreeMap<_, _> = all.entry(name).or_default();
            own.extend(
                label
                    .split(',')
                    .filter_map(dependency)
                    .filter(|(on, _)| present.contains(on)),
            );
        }
        Self(all)
    }

    /// What `service` waits for.
    pub(super) fn of_service(
        &self,
        service: &ServiceName,
    ) -> impl Iterator<Item = (&ServiceName, Condition)> {
        self.0
            .get(service)
            .into_iter()
            .flatten()
            .map(|(on, condition)| (on, *condition))
    }

    /// For each of `services` those of them that it needs, directly or through others.
    pub(super) fn after<'a>(&self, services: impl Iterator<Item = &'a ServiceName>) -> After {
        let all = |service: &ServiceName| {
            let mut found = BTreeSet::new();
            let mut left = vec![service];
            while let Some(next) = left.pop() {
                let needs = self.0.get(next).into_iter().flat_map(BTreeMap::keys);
                left.extend(needs.filter(|need| *need != service && found.insert((*need).clone())));
            }
            found
        };
        services
            .map(|service| (service.clone(), all(service)))
            .collect()
    }

    /// The services that run to their end instead of staying up, by the labels of `containers`. A label that says neither
    /// yes nor no, which no deploy of Hailer's has put there, is returned and says nothing.
    pub(super) fn one_shots(
        &self,
        containers: &[Container],
    ) -> (BTreeSet<ServiceName>, Option<WrongLabel>) {
        let waits = self.0.values().flatten();
        let awaited = waits
            .filter(|(_, condition)| **condition == Condition::Completed)
            .map(|(on, _)| on);
        let labels = containers
            .iter()
            .filter_map(|own| Some((service(own)?, own.labels.get(one_shot::LABEL)?.as_str())));
        let labels: Vec<_> = labels.collect();
        let labels = labels.iter().map(|(service, said)| (service, *said));
        match one_shot::one_shots(awaited.clone(), labels) {
            Ok(one_shots) => (one_shots, None),
            Err(wrong) => (awaited.cloned().collect(), Some(wrong)),
        }
    }

    /// Every service after those that it depends on; otherwise by name.
    pub(super) fn order(&self) -> Result<Vec<ServiceName>, OperationError> {
        let mut left = self.0.clone();
        let mut order = Vec::new();
        while !left.is_empty() {
            let free: Vec<_> = left
                .iter()
                .filter(|(_, on)| on.is_empty())
                .map(|(name, _)| name.clone())
                .collect();
            if free.is_empty() {
                return Err(OperationError::Circle(
                    left.keys().map(ToString::to_string).collect(),
                ));
            }
            for name in free {
                left.remove(&name);
                for on in left.values_mut() {
                    on.remove(&name);
                }
                order.push(name);
            }
        }
        Ok(order)
    }
}

fn service(container: &Container) -> Option<ServiceName> {
    ServiceName::new(container.service()?).ok()
}

fn dependency(entry: &str) -> Option<(ServiceName, Condition)> {
    let mut parts = entry.split(':');
    let name = ServiceName::new(parts.next()?).ok()?;
    let condition = match parts.next() {
        Some("service_healthy") => Condition::Healthy,
        Some("service_completed_successfully") => Condition::Completed,
        _ => Condition::Started,
    };
    Some((name, condition))
}

/// The services that are meant: those that were named, else those of the codebase, else all.
pub(super) fn choose(
    codebase: &Codebase,
    docker: &DockerConfig,
    containers: &[Container],
    named: &[ServiceName],
) -> Result<BTreeSet<ServiceName>, OperationError> {
    let present: BTreeSet<_> = containers.iter().filter_map(service).collect();
    if present.is_empty() {
        return Err(OperationError::NoContainers {
            project: docker.compose_project.clone(),
        });
    }
    let own =
        |service: &ServiceName| docker.containers.is_empty() || docker.containers.contains(service);
    let unknown = |service: &&ServiceName| !present.contains(*service) || !own(service);
    if let Some(service) = named.iter().find(unknown) {
        let known = present
            .iter()
            .filter(|service| own(service))
            .map(ServiceName::as_str);
        return Err(OperationError::unknown_service(
            &codebase.name,
            service,
            known,
        ));
    }
    let meant = |service: &ServiceName| {
        if named.is_empty() {
            own(service)
        } else {
            named.contains(service)
        }
    };
    Ok(present.into_iter().filter(meant).collect())
}

#[cfg(test)]
mod tests;
