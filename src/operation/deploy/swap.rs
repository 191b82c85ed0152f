//! One service's old containers and the new ones that take their place, as far as the deploy has come with them.

use std::collections::BTreeMap;

use super::Planned;
use crate::compose::model::service::Service;
use crate::domain::name::{OperationId, ProjectName, ServiceName};
use crate::domain::plan::{Change, ContainerRef, ServicePlan};
use crate::engine::{Engine, NewContainer, RestartPolicy};
use crate::operation::OperationError;

/// What has been done to one service so far. Everything in it can be undone.
#[derive(Debug)]
pub(super) struct Swap {
    pub(super) service: ServiceName,
    pub(super) one_shot: bool,
    pub(super) old: Vec<Old>,
    pub(super) new: Vec<New>,
}

/// A container of the version that served before. It keeps its name until the gate has passed.
#[derive(Debug)]
pub(super) struct Old {
    pub(super) container: ContainerRef,
    /// Its own restart policy, while it is switched off so that no daemon restart revives it.
    pub(super) policy: Option<RestartPolicy>,
    /// Whether it ran, and so must run again when it is put back.
    pub(super) ran: bool,
}

/// A container of the new version, under a temporary name until the gate has passed.
#[derive(Debug)]
pub(super) struct New {
    pub(super) id: String,
    pub(super) temporary: String,
    pub(super) name: String,
    pub(super) started: bool,
}

impl Swap {
    pub(super) fn of(plan: &ServicePlan, ran: impl Fn(&ContainerRef) -> bool) -> Self {
        let old = |container: &ContainerRef| Old {
            container: container.clone(),
            policy: None,
            ran: ran(container),
        };
        Self {
            service: plan.service.clone(),
            one_shot: plan.one_shot,
            old: plan.containers.iter().map(old).collect(),
            new: Vec::new(),
        }
    }
}

/// A name that no container of the project has, and that says whose leftover it would be.
pub(super) fn temporary_name(
    operation: &OperationId,
    service: &ServiceName,
    number: u32,
) -> String {
    format!("hailer-{operation}-{service}-{number}")
}

/// `project-service-N`, or the `container_name` of the compose file.
pub(super) fn final_name(
    project: &ProjectName,
    service: &ServiceName,
    definition: &Service,
    number: u32,
) -> String {
    definition
        .container_name
        .clone()
        .unwrap_or_else(|| format!("{project}-{service}-{number}"))
}

/// A key that this engine can't carry out is named before anything changes, also where the service stays as it is: its
/// container may have been made by another tool.
pub(super) fn refuse_unsupported(engine: &Engine, planned: &Planned) -> Result<(), OperationError> {
    let model = &planned.facts.model;
    let named = |name: &ServiceName| (name.clone(), String::new());
    let namespaces: BTreeMap<_, _> = model.services.keys().map(named).collect();
    for (name, service) in &model.services {
        engine.check_container(&NewContainer {
            model,
            name,
            service,
            number: 1,
            container_name: "",
            image: "",
            image_id: "",
            config_hash: "",
            replaces: None,
            namespaces: &namespaces,
            codebase: &planned.facts.codebase,
        })?;
    }
    Ok(())
}

/// A container that isn't the project's and has a name that will be needed is named before anything changes.
pub(super) async fn refuse_foreign_names(
    engine: &Engine,
    planned: &Planned,
) -> Result<(), OperationError> {
    let model = &planned.facts.model;
    let making = |plan: &&ServicePlan| matches!(plan.change, Change::Create | Change::Recreate);
    for plan in planned.plan.services.iter().filter(making) {
        let Some(service) = model.services.get(&plan.service) else {
            continue;
        };
        for number in 1..=plan.replicas {
            let name = final_name(&model.origin.project, &plan.service, service, number);
            let holder = engine.by_name(&name).await?;
            if let Some(holder) = holder.filter(|holder| {
                !planned
                    .facts
                    .containers
                    .iter()
                    .any(|own| own.id == holder.id)
            }) {
                return Err(OperationError::ForeignContainer {
                    id: holder.short_id().to_owned(),
                    project: model.origin.project.clone(),
                    name,
                });
            }
        }
    }
    Ok(())
}
