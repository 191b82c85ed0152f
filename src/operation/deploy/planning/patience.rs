//! How long a project may take to come up, from what its healthchecks allow, and so how it is verified.

use std::collections::BTreeMap;
use std::time::Duration;

use super::evaluate;
use crate::compose::Model;
use crate::compose::model::healthcheck::Healthcheck;
use crate::compose::model::service::Service;
use crate::domain::codebase::DockerConfig;
use crate::domain::name::ServiceName;
use crate::domain::plan::Gate;
use crate::domain::release::Release;
use crate::engine::Engine;
use crate::operation::order::turns::AT_A_TIME;
use crate::operation::{Context, OperationError};

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

/// The healthchecks that the images of services bring, by service.
pub(in crate::operation) type Checks = BTreeMap<ServiceName, Healthcheck>;

/// Asks the engine for the healthchecks of `images`, which are named by their ids. An image that is gone brings none.
pub(in crate::operation) async fn checks(
    engine: &Engine,
    images: &BTreeMap<ServiceName, String>,
) -> Result<Checks, OperationError> {
    let mut checks = Checks::new();
    for (service, id) in images {
        let image = engine.find_image(id).await?;
        let check = image.and_then(|image| image.healthcheck);
        checks.extend(check.map(|check| (service.clone(), check)));
    }
    Ok(checks)
}

/// The same where nothing may fail for it: an image that can't be looked at brings none.
async fn checks_or_none(engine: &Engine, images: &BTreeMap<ServiceName, String>) -> Checks {
    checks(engine, images).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "the gate is without the images' healthchecks");
        Checks::new()
    })
}

/// The gate of containers that were made before: what the healthchecks of their `releases` allow, and the shortest deadline
/// at least. A release whose model can't be read adds nothing.
pub(in crate::operation) async fn of_releases(
    context: &Context,
    docker: &DockerConfig,
    releases: impl IntoIterator<Item = &Release>,
) -> Result<Gate, OperationError> {
    let mut longest = least(docker);
    for release in releases {
        let kept = context
            .store
            .release_content(&release.codebase, release.number)
            .await?;
        match evaluate::model_of(&kept.model) {
            Ok(model) => {
                let checks = checks_or_none(context.engine().await?, &release.images).await;
                longest = longer(longest, &gate(docker, &model, &checks));
            }
            Err(error) => tracing::warn!(%error, "the gate is without a release's healthchecks"),
        }
    }
    Ok(longest)
}

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
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::compose::model::tests::model;
    use crate::domain::name::ProjectName;

    fn docker() -> DockerConfig {
        DockerConfig::new("/srv/shop".into(), ProjectName::new("shop").unwrap())
    }

    fn seconds(docker: &DockerConfig, services: &Value, images: &Checks) -> u64 {
        gate(docker, &model(services), images).deadline_secs
    }

    fn checked(check: &Value) -> Value {
        let mut check = check.clone();
        check["test"] = json!(["CMD", "/shop"]);
        json!({ "healthcheck": check })
    }

    fn image(service: &str, check: Value) -> Checks {
        let name = ServiceName::new(service).unwrap();
        [(name, serde_json::from_value(check).unwrap())].into()
    }

    #[test]
    fn the_deadline_is_what_the_longest_chain_of_healthchecks_may_take_and_two_minutes_at_least() {
        let quick = json!({"interval": "1s", "timeout": "1s", "retries": 5});
        let none = Checks::new();
        assert_eq!(
            seconds(&docker(), &json!({"web": checked(&quick)}), &none),
            120
        );
        let slow =
            json!({"interval": "10s", "timeout": "5s", "retries": 10, "start_period": "60s"});
        let mut web = checked(&slow);
        web["depends_on"] = json!({"db": {"condition": "service_healthy", "required": true}});
        let both = json!({"web": web, "db": checked(&slow), "alone": checked(&slow)});
        assert_eq!(seconds(&docker(), &both, &none), 2 * (60 + 10 * 15));
        let settling = json!({"web": both["web"], "db": both["db"], "job": {}});
        assert_eq!(
            seconds(&docker(), &settling, &none),
            420 + 10,
            "and then the one without a healthcheck runs through its window"
        );
        let said = DockerConfig {
            gate_timeout: Some(7),
            ..docker()
        };
        assert_eq!(seconds(&said, &both, &none), 7);
    }

    #[test]
    fn a_healthcheck_that_the_image_brings_counts_with_its_own_numbers() {
        let brought = json!({"test": ["CMD", "/shop"], "interval": "100s", "timeout": "20s", "retries": 2, "start_period": "50s"});
        let images = image("web", brought);
        let takes = |web: Value| seconds(&docker(), &json!({ "web": web }), &images);
        assert_eq!(takes(json!({})), 50 + 2 * 120);
        // What the file says goes first; the rest is still the image's.
        assert_eq!(
            takes(json!({"healthcheck": {"interval": "200s"}})),
            50 + 2 * 220
        );
        assert_eq!(takes(json!({"healthcheck": {"disable": true}})), 120);
        assert_eq!(takes(json!({"healthcheck": {"test": ["NONE"]}})), 120);
        let unsaid = image("web", json!({"test": ["CMD", "/shop"]}));
        assert_eq!(seconds(&docker(), &json!({"web": {}}), &unsaid), 3 * 60);
    }

    #[test]
    fn more_services_than_have_their_turn_at_a_time_have_time_for_all_turns() {
        let check = json!({"interval": "10s", "timeout": "5s", "retries": 2});
        let all = |number| {
            let each = (0..number).map(|one| (format!("web{one}"), checked(&check)));
            let services: serde_json::Map<_, _> = each.collect();
            seconds(&docker(), &Value::Object(services), &Checks::new())
        };
        assert_eq!(all(8), 120);
        assert_eq!(all(80), 30 + 80 * (30 + 2 + 10) / 8);
    }

    #[test]
    fn what_would_take_for_ever_is_waited_for_two_hours() {
        let endless = json!({"interval": "2000000h", "timeout": "2000000h", "retries": u32::MAX});
        let mut web = checked(&endless);
        web["scale"] = json!(9);
        web["depends_on"] = json!({"db": {"condition": "service_healthy", "required": true}});
        let both = json!({"web": web, "db": checked(&endless)});
        assert_eq!(seconds(&docker(), &both, &Checks::new()), AT_MOST);
    }

    #[test]
    fn replicas_that_take_over_one_after_the_other_have_time_for_all_of_them() {
        let mut web = checked(&json!({"interval": "1s", "timeout": "1s", "retries": 10}));
        web["scale"] = json!(10);
        let takes = |docker: &DockerConfig| seconds(docker, &json!({ "web": web }), &Checks::new());
        assert_eq!(takes(&docker()), 10 * (20 + 2 + 10));
        let at_once = DockerConfig {
            stop_first: vec![ServiceName::new("web").unwrap()],
            ..docker()
        };
        assert_eq!(takes(&at_once), 120);
    }
}
