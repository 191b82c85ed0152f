//! How long a project may take to come up, from what its healthchecks allow, and so how it is verified.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::compose::Model;
use crate::compose::model::service::Service;
use crate::domain::codebase::DockerConfig;
use crate::domain::name::ServiceName;
use crate::domain::plan::Gate;

/// What the engine takes where a healthcheck doesn't say (Docker Engine, "HEALTHCHECK").
const INTERVAL: Duration = Duration::from_secs(30);
const TIMEOUT: Duration = Duration::from_secs(30);
const RETRIES: u32 = 3;

/// 120 s, or what the healthchecks may take one after another along the longest chain of dependencies.
pub(in crate::operation) fn gate(docker: &DockerConfig, model: &Model) -> Gate {
    let deadline = docker
        .gate_timeout
        .unwrap_or_else(|| longest_chain(model).as_secs().max(120));
    Gate {
        deadline_secs: deadline,
        stability_secs: docker.stability_window,
        probe: docker.probe.clone(),
    }
}

/// The longest that a chain of dependencies may take, each service waiting for the one before it: for each its start
/// period and, from then on, every retry.
fn longest_chain(model: &Model) -> Duration {
    let mut known = BTreeMap::new();
    model
        .services
        .keys()
        .map(|service| chain(model, service, &mut known))
        .max()
        .unwrap_or_default()
}

fn chain<'a>(
    model: &'a Model,
    name: &'a ServiceName,
    known: &mut BTreeMap<&'a ServiceName, Duration>,
) -> Duration {
    if let Some(known) = known.get(name) {
        return *known;
    }
    let Some(service) = model.services.get(name) else {
        return Duration::ZERO;
    };
    // A circle is refused elsewhere; here it must only end.
    known.insert(name, Duration::ZERO);
    let before = service
        .depends_on
        .keys()
        .map(|on| chain(model, on, known))
        .max()
        .unwrap_or_default();
    let length = before + own(service);
    known.insert(name, length);
    length
}

fn own(service: &Service) -> Duration {
    let Some(check) = service
        .healthcheck
        .as_ref()
        .filter(|check| !check.is_disabled())
    else {
        return Duration::ZERO;
    };
    let interval = check.interval.map_or(INTERVAL, |interval| interval.0);
    let timeout = check.timeout.map_or(TIMEOUT, |timeout| timeout.0);
    let retries = check
        .retries
        .and_then(|retries| u32::try_from(retries).ok())
        .unwrap_or(RETRIES);
    check.start_period.map_or(Duration::ZERO, |period| period.0) + (interval + timeout) * retries
}
