//! What can be said of new containers before any is made: their names, and what stands in their way.

use std::collections::BTreeMap;

use super::Planned;
use crate::compose::model::service::Service;
use crate::domain::name::{OperationId, ProjectName, ServiceName};
use crate::domain::plan::{Change, ServicePlan};
use crate::engine::{Engine, NewContainer};
use crate::operation::{ObjectError, OperationError};

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
            profiles: planned.facts.profiles.coming(),
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
                return Err(ObjectError::ForeignContainer {
                    id: holder.short_id().to_owned(),
                    project: model.origin.project.clone(),
                    name,
                }
                .into());
            }
        }
    }
    Ok(())
}
