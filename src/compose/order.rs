//! The order in which services start: each after what it needs. Services that don't need each other share a level.

use std::collections::{BTreeMap, BTreeSet};

use super::model::dependency::Condition;
use super::model::service::Service;
use super::{ComposeError, Model};
use crate::domain::name::ServiceName;
use crate::domain::plan::one_shot;

/// The services in levels: those of one level may start side by side, each level after the one before it, names sorted
/// within. Stopping takes the levels from the last to the first.
///
/// Errors: `Cycle` with one circle; `UnknownDependency` where a required one isn't in the model.
pub fn levels(model: &Model) -> Result<Vec<Vec<ServiceName>>, ComposeError> {
    let mut waiting = needs_of_all(model)?;
    let mut levels = Vec::new();
    while !waiting.is_empty() {
        let ready: Vec<ServiceName> = waiting
            .iter()
            .filter(|(_, needs)| needs.is_empty())
            .map(|(name, _)| name.clone())
            .collect();
        if ready.is_empty() {
            return Err(ComposeError::Cycle {
                services: circle(&waiting),
            });
        }
        waiting.retain(|name, _| !ready.contains(name));
        for needs in waiting.values_mut() {
            needs.retain(|name| !ready.contains(name));
        }
        levels.push(ready);
    }
    Ok(levels)
}

/// The services in one row, each after what it needs. Errors as [`levels`].
pub fn start_order(model: &Model) -> Result<Vec<ServiceName>, ComposeError> {
    Ok(levels(model)?.into_iter().flatten().collect())
}

/// The services in one row, each before what it needs. Errors as [`levels`].
pub fn stop_order(model: &Model) -> Result<Vec<ServiceName>, ComposeError> {
    let mut order = start_order(model)?;
    order.reverse();
    Ok(order)
}

/// What a service needs, by name: `depends_on`, the services whose namespaces it shares, and `links` (Compose spec: a
/// link is a dependency too).
#[must_use]
pub fn needs(service: &Service) -> BTreeSet<&str> {
    let shared = [&service.network_mode, &service.ipc, &service.pid]
        .into_iter()
        .filter_map(|mode| Service::shared_service(mode.as_deref()));
    let linked = service
        .links
        .iter()
        .map(|link| link.split(':').next().unwrap_or(link));
    let depended = service.depends_on.keys().map(ServiceName::as_str);
    depended.chain(shared).chain(linked).collect()
}

/// The services that run to their end instead of staying up. `OneShot` where a label about it says neither yes nor no.
pub fn one_shots(model: &Model) -> Result<BTreeSet<ServiceName>, ComposeError> {
    let waits = model
        .services
        .values()
        .flat_map(|service| &service.depends_on);
    let awaited = waits
        .filter(|(_, wait)| wait.condition == Condition::Completed)
        .map(|(on, _)| on);
    let labels = model
        .services
        .iter()
        .filter_map(|(name, service)| Some((name, service.labels.get(one_shot::LABEL)?.as_str())));
    Ok(one_shot::one_shots(awaited, labels)?)
}

/// What each service needs of the others in the model.
fn needs_of_all(
    model: &Model,
) -> Result<BTreeMap<ServiceName, BTreeSet<ServiceName>>, ComposeError> {
    model
        .services
        .iter()
        .map(|(name, service)| {
            let mut known = BTreeSet::new();
            for need in needs(service) {
                let found = model.services.keys().find(|other| other.as_str() == need);
                let optional = service
                    .depends_on
                    .iter()
                    .any(|(other, dependency)| other.as_str() == need && !dependency.required);
                match found {
                    Some(other) => known.insert(other.clone()),
                    None if optional => false,
                    None => {
                        return Err(ComposeError::UnknownDependency {
                            service: name.clone(),
                            missing: need.to_owned(),
                        });
                    }
                };
            }
            Ok((name.clone(), known))
        })
        .collect()
}

/// One circle among services that all still wait: following needs must come back to where it has been.
fn circle(waiting: &BTreeMap<ServiceName, BTreeSet<ServiceName>>) -> Vec<ServiceName> {
    let mut walked: Vec<ServiceName> = Vec::new();
    let mut next = waiting.keys().next();
    while let Some(name) = next {
        if let Some(start) = walked.iter().position(|earlier| earlier == name) {
            return walked.split_off(start);
        }
        walked.push(name.clone());
        next = waiting.get(name).and_then(|needs| needs.first());
    }
    walked
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::compose::model::tests::model;

    fn needing(names: &[&str]) -> Value {
        let depends_on: serde_json::Map<String, Value> = names
            .iter()
            .map(|name| {
                (
                    (*name).to_owned(),
                    json!({"condition": "service_started", "required": true}),
                )
            })
            .collect();
        json!({ "depends_on": depends_on })
    }

    fn named(levels: Vec<Vec<ServiceName>>) -> Vec<Vec<String>> {
        let row = |level: Vec<ServiceName>| level.into_iter().map(String::from).collect();
        levels.into_iter().map(row).collect()
    }

    #[test]
    fn independent_services_share_a_level_and_each_comes_after_what_it_needs() {
        let model = model(&json!({
            "web": needing(&["api"]), "api": needing(&["db", "cache"]), "db": {}, "cache": {}, "alone": {},
        }));
        assert_eq!(
            named(levels(&model).unwrap()),
            [vec!["alone", "cache", "db"], vec!["api"], vec!["web"]]
        );
        let stop: Vec<String> = stop_order(&model)
            .unwrap()
            .into_iter()
            .map(String::from)
            .collect();
        assert_eq!(stop, ["web", "api", "db", "cache", "alone"]);
    }

    #[test]
    fn shared_namespaces_and_links_order_too() {
        for keys in [
            json!({"network_mode": "service:zed"}),
            json!({"ipc": "service:zed"}),
            json!({"pid": "service:zed"}),
            json!({"links": ["zed:alias"]}),
        ] {
            let model = model(&json!({"api": keys, "zed": {}}));
            assert_eq!(
                named(levels(&model).unwrap()),
                [vec!["zed"], vec!["api"]],
                "{keys}"
            );
        }
        let host = model(&json!({"api": {"network_mode": "host"}}));
        assert_eq!(named(levels(&host).unwrap()), [vec!["api"]]);
    }

    #[test]
    fn a_circle_is_named_without_what_only_leads_to_it() {
        let model = model(&json!({
            "a": needing(&["b"]), "b": needing(&["c"]), "c": needing(&["b"]), "free": {},
        }));
        let error = levels(&model).unwrap_err();
        let expected = ["b", "c"].map(|name| ServiceName::new(name).unwrap());
        assert!(
            matches!(&error, ComposeError::Cycle { services } if *services == expected),
            "{error}"
        );
    }

    #[test]
    fn a_dependency_that_is_not_required_may_be_missing() {
        let optional =
            json!({"depends_on": {"tool": {"condition": "service_started", "required": false}}});
        assert_eq!(
            named(levels(&model(&json!({"api": optional}))).unwrap()),
            [vec!["api"]]
        );
        let error = levels(&model(&json!({"api": needing(&["tool"])}))).unwrap_err();
        assert!(
            matches!(error, ComposeError::UnknownDependency { missing, .. } if missing == "tool")
        );
    }

    #[test]
    fn two_circles_still_end_in_one_error() {
        let model = model(&json!({
            "a": needing(&["b"]), "b": needing(&["a"]), "c": needing(&["d"]), "d": needing(&["c"]),
        }));
        assert!(
            matches!(levels(&model), Err(ComposeError::Cycle { services }) if services.len() == 2)
        );
    }
}
