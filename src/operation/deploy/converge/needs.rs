//! Which services have to be done before which, among those that change. Pure.

use std::collections::BTreeSet;

use crate::compose::model::Model;
use crate::compose::model::port::Port;
use crate::compose::order;
use crate::domain::container::Container;
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, ServicePlan};
use crate::operation::order::turns::After;

/// For each service that changes those that are done before it: what it needs, also through services that stay as they
/// are, and who has a port of the host that it will have. What is removed goes last, as others may still need it, unless
/// its port is wanted.
pub(super) fn after(model: &Model, containers: &[Container], changing: &[&ServicePlan]) -> After {
    let stays = |plan: &&&ServicePlan| plan.change != Change::Remove;
    let staying: BTreeSet<_> = changing
        .iter()
        .filter(stays)
        .map(|plan| plan.service.clone())
        .collect();
    let wanted: Vec<(&ServiceName, Claim<'_>)> = staying
        .iter()
        .filter_map(|name| model.services.get_key_value(name))
        .flat_map(|(name, service)| {
            service
                .ports
                .iter()
                .filter_map(move |port| Some((name, Claim::of(port)?)))
        })
        .collect();
    let mut after: After = changing
        .iter()
        .map(|plan| (plan.service.clone(), all_needs(model, &plan.service)))
        .collect();
    for plan in changing {
        let held = held(containers, &plan.service);
        let wanting: BTreeSet<_> = wanted
            .iter()
            .filter(|(name, claim)| {
                **name != plan.service && held.iter().any(|held| claim.may_take(held))
            })
            .map(|(name, _)| *name)
            .collect();
        for name in &wanting {
            // Where the holder itself needs the other one, that comes first all the same.
            let holder_needs_it = after
                .get(&plan.service)
                .is_some_and(|needs| needs.contains(*name));
            if let Some(before) = after.get_mut(*name).filter(|_| !holder_needs_it) {
                before.insert(plan.service.clone());
            }
        }
        if plan.change == Change::Remove && wanting.is_empty() {
            after.insert(plan.service.clone(), staying.clone());
        }
    }
    after
}

/// Everything that a service needs, directly or through others.
fn all_needs(model: &Model, name: &ServiceName) -> BTreeSet<ServiceName> {
    let mut found = BTreeSet::new();
    let mut left = vec![name.clone()];
    while let Some(next) = left.pop() {
        let needs = model.services.get(&next).map(order::needs);
        let needs = needs.into_iter().flatten();
        for need in needs.filter_map(|need| ServiceName::new(need).ok()) {
            if need != *name && found.insert(need.clone()) {
                left.push(need);
            }
        }
    }
    found
}

/// Ports of the host of which each is one service's at a time: one port, or a range from which the engine chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Claim<'a> {
    first: u16,
    last: u16,
    protocol: &'a str,
}

impl<'a> Claim<'a> {
    /// `None` where the engine chooses the port.
    fn of(port: &'a Port) -> Option<Self> {
        let published = port.published.as_ref()?;
        let (first, last) = published.split_once('-').unwrap_or((published, published));
        Some(Self {
            first: first.parse().ok().filter(|first| *first != 0)?,
            last: last.parse().ok()?,
            protocol: port.protocol(),
        })
    }

    /// Whether one of its ports is one of the other's.
    fn may_take(&self, held: &Self) -> bool {
        self.protocol == held.protocol && self.first <= held.last && held.first <= self.last
    }
}

/// What the containers of a service publish now, on whichever address.
fn held<'a>(containers: &'a [Container], service: &ServiceName) -> Vec<Claim<'a>> {
    containers
        .iter()
        .filter(|container| container.service() == Some(service.as_str()))
        .flat_map(|container| &container.ports)
        .map(|port| Claim {
            first: port.host_port,
            last: port.host_port,
            protocol: &port.protocol,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::compose::model::tests::model;
    use crate::domain::container::PublishedPort;
    use crate::domain::container::tests::running;
    use crate::domain::plan::Downtime;

    fn name(name: &str) -> ServiceName {
        ServiceName::new(name).unwrap()
    }

    fn plan(service: &str, change: Change) -> ServicePlan {
        ServicePlan {
            service: name(service),
            change,
            reasons: vec![],
            containers: vec![],
            replicas: 1,
            one_shot: false,
            config_hash: None,
            image: None,
            downtime: Downtime::None,
        }
    }

    /// A container of the service that publishes port 80 of the host.
    fn publishing(service: &str) -> Container {
        Container {
            ports: vec![PublishedPort {
                host_ip: "0.0.0.0".to_owned(),
                host_port: 80,
                container_port: 8080,
                protocol: "tcp".to_owned(),
            }],
            ..running(service)
        }
    }

    fn on(services: &[&str]) -> Value {
        let each = services.iter().map(|service| {
            let started = json!({"condition": "service_started", "required": true});
            ((*service).to_owned(), started)
        });
        json!({ "depends_on": each.collect::<serde_json::Map<_, _>>() })
    }

    fn port_80() -> Value {
        json!({"ports": [{"target": 8080, "published": "80", "protocol": "tcp"}]})
    }

    fn before(after: &After, service: &str) -> Vec<String> {
        after[&name(service)]
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn what_is_needed_through_a_service_that_stays_comes_before_too() {
        let model = model(&json!({"web": on(&["api"]), "api": on(&["db"]), "db": {}}));
        let (web, db) = (plan("web", Change::Recreate), plan("db", Change::Recreate));
        let after = after(&model, &[], &[&db, &web]);
        assert_eq!(before(&after, "web"), ["api", "db"]);
        assert_eq!(before(&after, "db"), [] as [&str; 0]);
    }

    #[test]
    fn what_is_removed_goes_last_but_before_who_gets_its_port() {
        let model = model(&json!({"www": port_80(), "api": {}}));
        let gone = [plan("web", Change::Remove), plan("job", Change::Remove)];
        let (www, api) = (plan("www", Change::Create), plan("api", Change::Recreate));
        let changing = [&api, &www, &gone[0], &gone[1]];
        let after = after(&model, &[publishing("web")], &changing);
        assert_eq!(before(&after, "www"), ["web"]);
        assert_eq!(before(&after, "web"), [] as [&str; 0]);
        assert_eq!(before(&after, "job"), ["api", "www"]);
    }

    #[test]
    fn a_range_of_ports_waits_for_whoever_has_one_of_them() {
        let comes_after = |published: &str, protocol: &str| {
            let ports =
                json!({"ports": [{"target": 8080, "published": published, "protocol": protocol}]});
            let model = model(&json!({"new": ports, "old": {}}));
            let (old, new) = (plan("old", Change::Recreate), plan("new", Change::Recreate));
            let after = after(&model, &[publishing("old")], &[&new, &old]);
            before(&after, "new") == ["old"]
        };
        assert!(comes_after("80", "tcp"));
        assert!(comes_after("79-81", "tcp"));
        assert!(comes_after("80-90", "tcp"));
        assert!(!comes_after("81-90", "tcp"));
        assert!(!comes_after("79-81", "udp"));
        assert!(!comes_after("0", "tcp"), "the engine chooses");
    }

    #[test]
    fn a_port_that_moves_is_given_up_before_it_is_taken_unless_the_holder_needs_the_taker() {
        let holds = |needs: Value| {
            let model = model(&json!({"new": port_80(), "old": needs}));
            let (old, new) = (plan("old", Change::Recreate), plan("new", Change::Recreate));
            after(&model, &[publishing("old")], &[&new, &old])
        };
        assert_eq!(before(&holds(json!({})), "new"), ["old"]);
        assert_eq!(before(&holds(on(&["new"])), "new"), [] as [&str; 0]);
    }
}
