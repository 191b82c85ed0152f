//! What would become of instances, before anybody has said yes. Pure but for looking.

use super::cycle::Cycle;
use super::destroy::going;
use super::{InstanceError, each, image, named, process, there, volume};
use crate::domain::action::Action;
use crate::domain::container::State;
use crate::domain::instance::{Instance, Life, Runs};
use crate::domain::name::{CodebaseName, InstanceName};
use crate::domain::plan::{Gate, InstanceChange, InstancePlan, Plan, Pruned};
use crate::instance::ready;
use crate::operation::{Context, OperationError};

/// What destroying them comes to.
pub async fn plan_destroy(
    context: &Context,
    (names, and_volumes): (&[InstanceName], bool),
    action: Action,
) -> Result<Plan, OperationError> {
    let mut plans = Vec::new();
    for instance in named(context, names).await? {
        if instance.life == Life::Kept && !and_volumes {
            return Err(InstanceError::Destroyed {
                name: instance.name,
                preset: instance.made.preset,
                volumes: instance.made.volumes,
            }
            .into());
        }
        let going = going(&instance, and_volumes);
        let mut loses = lost(&going);
        if loses.is_empty() && instance.is_missed(and_volumes) {
            loses.push("its data, which is in the container alone".to_owned());
        }
        let keeps = instance.made.volumes.iter();
        let keeps = keeps.filter(|volume| !going.contains(volume)).cloned();
        let keeps = keeps.collect();
        let change = InstanceChange::Destroy;
        plans.push(planned(context, &instance, (change, loses, keeps)).await?);
    }
    whole(action, plans, vec![])
}

/// What making one anew comes to.
pub async fn plan_reset(
    context: &Context,
    name: &InstanceName,
    action: Action,
) -> Result<Plan, OperationError> {
    let instance = there(context, name).await?;
    let emptied = emptied(&instance, InstanceChange::Reset);
    whole(
        action,
        vec![planned(context, &instance, emptied).await?],
        vec![],
    )
}

/// What making another in its place comes to; it changes nothing where there is none.
pub async fn plan_replace(
    context: &Context,
    name: Option<&InstanceName>,
    action: Action,
) -> Result<Plan, OperationError> {
    let Some(name) = name else {
        return whole(action, vec![], vec![]);
    };
    let Some(instance) = context.store.instance(name).await? else {
        return whole(action, vec![], vec![]);
    };
    let emptied = emptied(&instance, InstanceChange::Replace);
    whole(
        action,
        vec![planned(context, &instance, emptied).await?],
        vec![],
    )
}

/// What stopping or restarting comes to.
pub async fn plan_cycle(
    context: &Context,
    names: &[InstanceName],
    cycle: Cycle,
) -> Result<Plan, OperationError> {
    let (action, change) = match cycle {
        Cycle::Start => (Action::Start, None),
        Cycle::Stop(_) => (Action::Stop, Some(InstanceChange::Stop)),
        Cycle::Restart(_) => (Action::Restart, Some(InstanceChange::Restart)),
    };
    let mut plans = Vec::new();
    for name in names {
        let instance = there(context, name).await?;
        let Some(change) = change else { continue };
        let loses = if instance.made.in_memory {
            vec!["its data, which is kept in memory while it runs".to_owned()]
        } else {
            vec![]
        };
        let stays = (change, loses, instance.made.volumes.clone());
        let plan = planned(context, &instance, stays).await?;
        // What stands still stops no more.
        if plan.running || change == InstanceChange::Restart {
            plans.push(plan);
        }
    }
    whole(action, plans, vec![])
}

/// What removing the images comes to that were pulled for instances and that nothing uses.
pub async fn plan_prune_images(context: &Context) -> Result<Plan, OperationError> {
    whole(Action::Prune, vec![], image::unused(context).await?)
}

/// What removing the volumes comes to that belong to no instance.
pub async fn plan_prune_volumes(context: &Context) -> Result<Plan, OperationError> {
    whole(Action::Prune, vec![], volume::unused(context).await?)
}

fn lost(volumes: &[String]) -> Vec<String> {
    volumes
        .iter()
        .map(|volume| format!("all that is in the volume {volume}"))
        .collect()
}

/// All that it has written goes.
fn emptied(
    instance: &Instance,
    change: InstanceChange,
) -> (InstanceChange, Vec<String>, Vec<String>) {
    let mut loses = lost(&instance.made.volumes);
    if loses.is_empty() && instance.made.has_data {
        loses.push("its data, which is in the container alone".to_owned());
    }
    (change, loses, vec![])
}

async fn planned(
    context: &Context,
    instance: &Instance,
    (change, loses, keeps): (InstanceChange, Vec<String>, Vec<String>),
) -> Result<InstancePlan, OperationError> {
    let running = match &instance.container {
        None => false,
        Some(_) if instance.made.runs == Runs::Process => {
            let seen = process::seen(context, instance).await?;
            seen.is_some_and(|seen| seen.state == State::Running)
        }
        Some(id) => match context.engine().await?.inspect(id).await {
            Ok(found) => matches!(
                found.state,
                State::Running | State::Paused | State::Restarting
            ),
            Err(error) if error.is_not_found() => false,
            Err(error) => return Err(error.into()),
        },
    };
    Ok(InstancePlan {
        name: instance.name.clone(),
        change,
        owner: instance.owner.display_name.clone(),
        container: instance.container.clone(),
        running,
        loses,
        keeps,
    })
}

fn whole(
    action: Action,
    instances: Vec<InstancePlan>,
    pruned: Vec<Pruned>,
) -> Result<Plan, OperationError> {
    let gate = Gate {
        deadline_secs: ready::WITHIN.as_secs(),
        stability_secs: 0,
        probe: None,
    };
    Ok(Plan {
        instances,
        pruned,
        ..Plan::empty(CodebaseName::instances(), each::whole()?, action, gate)
    })
}
