//! The plan of a deploy, purely from what was found: which services stay, come, change or go, and why.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::Facts;
use super::reasons::{Decided, count, decide};
use super::{handover, lasting, left_out};
use crate::compose::model::service::Service;
use crate::domain::container::State;
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, Downtime, Plan, Reason, ServicePlan};
use crate::operation::restart::container_ref;

/// What would be done. `named` limits which services are touched; empty: all of the codebase's.
pub(super) fn plan(facts: &Facts, order: &[ServiceName], named: &[ServiceName]) -> Plan {
    let mut decided: BTreeMap<&ServiceName, Decided> = BTreeMap::new();
    for name in order {
        let mut decision = decide(facts, name);
        if facts.may_touch(name, named) {
            follow_dependencies(facts, name, &decided, &mut decision);
        } else {
            decision = Decided::keep();
        }
        decided.insert(name, decision);
    }
    let mut services: Vec<_> = order
        .iter()
        .filter_map(|name| Some(service_plan(facts, name, decided.remove(name)?)))
        .collect();
    services.extend(orphans(facts, named));
    let warnings = facts.warnings.iter().cloned();
    let warnings = warnings.chain(lasting::warnings(facts, &services));
    let warnings = warnings.chain(left_out::warnings(facts, (order, &services), named));
    Plan {
        codebase: facts.codebase.clone(),
        project: facts.model.origin.project.clone(),
        action: facts.action,
        source: Some(facts.source.clone()),
        live: facts.live.clone(),
        files: facts.files.clone(),
        link: facts.link.clone(),
        networks: facts.missing_networks.clone(),
        volumes: facts.missing_volumes.clone(),
        instances: vec![],
        pruned: vec![],
        findings: facts.findings.clone(),
        warnings: warnings.collect(),
        services,
        gate: facts.gate.clone(),
    }
}

/// Adds what follows from the services that it depends on, which are decided before it.
fn follow_dependencies(
    facts: &Facts,
    name: &ServiceName,
    decided: &BTreeMap<&ServiceName, Decided>,
    decision: &mut Decided,
) {
    let Some(service) = facts.model.services.get(name) else {
        return;
    };
    let changes = |on: &ServiceName| {
        decided
            .get(on)
            .is_some_and(|other| other.change != Change::Keep)
    };
    let shared: BTreeSet<_> = [&service.network_mode, &service.ipc, &service.pid]
        .into_iter()
        .filter_map(|mode| Service::shared_service(mode.as_deref()))
        .filter_map(|on| ServiceName::new(on).ok())
        .collect();
    let restarts = service
        .depends_on
        .iter()
        .filter(|(_, dependency)| dependency.restart)
        .map(|(on, _)| on);
    let runs_again = facts
        .one_shots
        .contains(name)
        .then(|| service.depends_on.keys())
        .into_iter()
        .flatten();
    let because: BTreeSet<_> = shared
        .iter()
        .chain(restarts)
        .chain(runs_again)
        .filter(|on| changes(on))
        .collect();
    if because.is_empty() || decision.change == Change::Create {
        return;
    }
    decision.change = Change::Recreate;
    decision
        .reasons
        .extend(because.into_iter().map(|on| Reason::Dependency {
            service: on.clone(),
        }));
}

fn service_plan(facts: &Facts, name: &ServiceName, decided: Decided) -> ServicePlan {
    let own = facts.containers_of(name);
    let one_shot = facts.one_shots.contains(name);
    let running = own
        .iter()
        .any(|container| container.state == State::Running);
    let definition = facts.model.services.get_key_value(name);
    let replicas = definition.map_or(0, |(_, service)| service.replicas());
    let changes = decided.change == Change::Recreate && running && !one_shot;
    let downtime = match definition.filter(|_| changes) {
        None => Downtime::None,
        Some(_) if replicas == 0 => Downtime::Down,
        Some(service) => {
            let directory = &facts.model.origin.directory;
            let check = facts.images.checks.get(name);
            handover::downtime(&facts.wishes, (service, check), directory, &own)
        }
    };
    ServicePlan {
        service: name.clone(),
        replicas: if decided.change == Change::Keep {
            count(own.len())
        } else {
            replicas
        },
        change: decided.change,
        reasons: decided.reasons,
        containers: own.into_iter().map(container_ref).collect(),
        one_shot,
        config_hash: facts.config_hashes.get(name).cloned(),
        image: facts.images.plans.get(name).cloned(),
        downtime,
    }
}

/// Services that have containers and are no longer in the compose file. One that a profile switches off stays.
fn orphans(facts: &Facts, named: &[ServiceName]) -> Vec<ServicePlan> {
    let model = &facts.model;
    let switched_off =
        |name: &ServiceName| model.inputs.disabled.iter().any(|off| off == name.as_str());
    let known = |name: &ServiceName| model.services.contains_key(name) || switched_off(name);
    let orphaned: BTreeSet<_> = facts
        .containers
        .iter()
        .filter_map(|container| ServiceName::new(container.service()?).ok())
        .filter(|name| !known(name) && facts.may_touch(name, named))
        .collect();
    orphaned
        .into_iter()
        .map(|service| ServicePlan {
            change: Change::Remove,
            reasons: vec![Reason::Orphaned],
            containers: facts
                .containers_of(&service)
                .into_iter()
                .map(container_ref)
                .collect(),
            service,
            replicas: 0,
            one_shot: false,
            config_hash: None,
            image: None,
            downtime: Downtime::Down,
        })
        .collect()
}
