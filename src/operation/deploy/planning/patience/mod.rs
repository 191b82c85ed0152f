//! How long a project may take to come up, from what its healthchecks allow, and so how it is verified.

mod checks;

use std::collections::BTreeMap;
use std::time::Duration;

use crate::compose::Model;
use crate::compose::model::healthcheck::Healthcheck;
use crate::compose::model::service::Service;
use crate::domain::codebase::DockerConfig;
use crate::domain::name::ServiceName;
use crate::domain::plan::Gate;
use crate::operation::order::turns::AT_A_TIME;

pub(in crate::operation) use checks::{Checks, checks, of_releases};

/// What the engine takes where a healthcheck doesn't say (Docker Engine, "HEALTHCHECK").
const INTERVAL: Duration = Duration::from_secs(30);
const TIMEOUT: Duration = Duration::from_secs(30);
const RETRIES: u64 = 3;

/// What the engine takes where a service doesn't say how long it may take to stop (Compose spec, `stop_grace_period`).
const GRACE: Duration = Duration::from_secs(10);

/// The shortest deadline where the codebase names none, seconds.
const AT_LEAST: u64 = 120;

/// The longest one where the codebase names none, seconds: what it can name at most.
const AT_MOST: u64 = 2 * 60 * 60;

/// With the deadline that the codebase names, or else the shortest.
fn least(docker: &DockerConfig) -> Gate {
    Gate {
        deadline_secs: docker.gate_timeout.unwrap_or(AT_LEAST),
        stability_secs: docker.stability_window,
        probe: docker.probe.clone(),
    }
}

/// 120 s, or what the healthchecks may take one after another along the longest chain of dependencies, and then the window
/// for which those without one must run.
pub(in crate::operation) fn gate(docker: &DockerConfig, model: &Model, images: &Checks) -> Gate {
    let shortest = least(docker);
    if docker.gate_timeout.is_some() {
        return shortest;
    }
    let services = Services {
        docker,
        model,
        images,
    };
    Gate {
        deadline_secs: services.all().as_secs().clamp(AT_LEAST, AT_MOST),
        ..shortest
    }
}

/// Whether a service has a healthcheck: by its own definition, or else by its image.
pub(super) fn has_healthcheck(own: Option<&Healthcheck>, image: Option<&Healthcheck>) -> bool {
    let said = own.into_iter().chain(image);
    said.filter(|check| check.disable || !check.test.is_empty())
        .map(|check| !check.is_disabled())
        .next()
        .unwrap_or(false)
}

/// `gate` with the later of both deadlines.
pub(in crate::operation) fn longer(gate: Gate, other: &Gate) -> Gate {
    Gate {
        deadline_secs: gate.deadline_secs.max(other.deadline_secs),
        ..gate
    }
}

/// The services of a project, with all that says how long they may take.
#[derive(Clone, Copy)]
struct Services<'a> {
    docker: &'a DockerConfig,
    model: &'a Model,
    images: &'a Checks,
}

impl<'a> Services<'a> {
    /// The longest that a chain of dependencies may take, each service waiting for the one before it, all the turns where there
    /// are more services than have theirs at a time, and the window.
    fn all(self) -> Duration {
        let mut known = BTreeMap::new();
        let services = &self.model.services;
        let longest = services
            .keys()
            .map(|name| self.chain(name, &mut known))
            .max();
        let unchecked = |(name, service)| self.check(name, service).is_zero();
        let settles = services.iter().any(unchecked);
        let window = if settles {
            self.window()
        } else {
            Duration::ZERO
        };
        longest
            .unwrap_or_default()
            .saturating_add(self.turns())
            .saturating_add(window)
    }

    /// How long services wait for their turn while others have theirs.
    fn turns(self) -> Duration {
        let services = &self.model.services;
        if services.len() <= AT_A_TIME {
            return Duration::ZERO;
        }
        let all = services
            .iter()
            .fold(Duration::ZERO, |all, (name, service)| {
                let replaced = self.replaced(service);
                all.saturating_add(
                    self.check(name, service)
                        .saturating_add(replaced)
                        .saturating_mul(service.replicas().max(1)),
                )
            });
        all / u32::try_from(AT_A_TIME).unwrap_or(u32::MAX)
    }

    /// How long an old container may serve on beside a new one, and take to stop.
    fn replaced(self, service: &Service) -> Duration {
        let overlap = Duration::from_secs(self.docker.overlap);
        let grace = service.stop_grace_period.map_or(GRACE, |grace| grace.0);
        overlap.saturating_add(grace)
    }

    fn chain(
        self,
        name: &'a ServiceName,
        known: &mut BTreeMap<&'a ServiceName, Duration>,
    ) -> Duration {
        if let Some(known) = known.get(name) {
            return *known;
        }
        let Some(service) = self.model.services.get(name) else {
            return Duration::ZERO;
        };
        // A circle is refused elsewhere; here it must only end.
        known.insert(name, Duration::ZERO);
        let before = service
            .depends_on
            .keys()
            .map(|on| self.chain(on, known))
            .max()
            .unwrap_or_default();
        let length = before.saturating_add(self.own(name, service));
        known.insert(name, length);
        length
    }

    /// How long all of its containers may take. Where new ones start beside the old ones it is one after the other, and each
    /// old one serves on for a while and stops before the next.
    fn own(self, name: &ServiceName, service: &Service) -> Duration {
        let check = self.check(name, service);
        let starts_first = !self.docker.stop_first.contains(name)
            && (!check.is_zero() || self.docker.start_first.contains(name));
        if !starts_first || service.replicas() < 2 {
            return check;
        }
        let ready = if check.is_zero() {
            self.window()
        } else {
            check
        };
        ready
            .saturating_add(self.replaced(service))
            .saturating_mul(service.replicas())
    }

    /// How long its healthcheck may take: the start period, and from then on every retry. What the compose file leaves open
    /// is the image's, then the engine's (moby, `daemon/commit.go`). Zero where there is no healthcheck.
    fn check(self, name: &ServiceName, service: &Service) -> Duration {
        let (own, image) = (service.healthcheck.as_ref(), self.images.get(name));
        if !has_healthcheck(own, image) {
            return Duration::ZERO;
        }
        let both = || own.into_iter().chain(image);
        let said = |number: fn(&Healthcheck) -> Option<Duration>| {
            both().filter_map(number).find(|said| !said.is_zero())
        };
        let interval = said(|check| Some(check.interval?.0)).unwrap_or(INTERVAL);
        let timeout = said(|check| Some(check.timeout?.0)).unwrap_or(TIMEOUT);
        let start = said(|check| Some(check.start_period?.0)).unwrap_or_default();
        let mut retries = both().filter_map(|check| check.retries);
        let retries = retries.find(|retries| *retries > 0);
        let retries = u32::try_from(retries.unwrap_or(RETRIES)).unwrap_or(u32::MAX);
        start.saturating_add((interval + timeout).saturating_mul(retries))
    }

    const fn window(self) -> Duration {
        Duration::from_secs(self.docker.stability_window)
    }
}

#[cfg(test)]
mod tests;
