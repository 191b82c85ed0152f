//! `/docker-destroy`: the container goes, and what it alone has; volumes that outlive it where that is asked for.

use std::sync::Arc;

use super::each::{Done, changed_meanwhile, each};
use super::plan::plan_destroy;
use super::{named, remove};
use crate::domain::action::Action;
use crate::domain::instance::{Instance, Life};
use crate::domain::journal::Step;
use crate::domain::name::InstanceName;
use crate::domain::policy::{self, Approved};
use crate::operation::under_way::UnderWay;
use crate::operation::{Context, OperationError};
use crate::reply::Responder;

/// What is left of one that was destroyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destroyed {
    /// The volumes that went.
    pub removed: Vec<String>,
    /// The volumes that were kept.
    pub kept: Vec<String>,
}

/// Destroys them side by side. `and_volumes`: also the volumes that would outlive them.
pub async fn destroy(
    context: &Context,
    approved: &Approved,
    (names, and_volumes): (&[InstanceName], bool),
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Done<Destroyed>>, OperationError> {
    let plan = async |names: &[InstanceName]| {
        plan_destroy(context, (names, and_volumes), approved.action()).await
    };
    each(
        context,
        (approved, responder),
        names,
        plan,
        async |under_way, name| {
            let instance = named(context, std::slice::from_ref(name)).await?;
            let [instance] = instance.as_slice() else {
                return Err(OperationError::Internal(format!("{name} is there twice")));
            };
            still_allowed(approved, instance, and_volumes)?;
            destroy_one(under_way, instance, and_volumes).await
        },
    )
    .await
}

/// What policy let happen was looked at before the lock. By now the name may be another's, or have data that would be missed.
fn still_allowed(
    approved: &Approved,
    instance: &Instance,
    and_volumes: bool,
) -> Result<(), OperationError> {
    let instances = std::slice::from_ref(instance);
    let now = policy::meant_of_instances(Action::Destroy, approved.actor(), instances, and_volumes);
    let allowed = match approved.action() {
        Action::DestroyOther => true,
        Action::DestroyData => now != Action::DestroyOther,
        _ => now == Action::Destroy,
    };
    if allowed {
        Ok(())
    } else {
        Err(changed_meanwhile())
    }
}

/// Destroys one, under its lock.
pub(super) async fn destroy_one(
    under_way: &UnderWay<'_>,
    instance: &Instance,
    and_volumes: bool,
) -> Result<Destroyed, OperationError> {
    let going = going(instance, and_volumes);
    let step = Step::DestroyInstance {
        name: instance.name.clone(),
        volumes: going.clone(),
    };
    under_way
        .step(step, async |_| Ok::<_, OperationError>(()))
        .await?;
    finish(under_way, instance, going).await
}

/// The volumes that go.
pub(super) fn going(instance: &Instance, and_volumes: bool) -> Vec<String> {
    if and_volumes || !instance.made.mode.keeps_data() {
        instance.made.volumes.clone()
    } else {
        Vec::new()
    }
}

/// The same from wherever it was interrupted.
pub(super) async fn finish(
    under_way: &UnderWay<'_>,
    instance: &Instance,
    going: Vec<String>,
) -> Result<Destroyed, OperationError> {
    let name = &instance.name;
    under_way.progress(format!("destroying {name}"), None, false);
    let end = if instance.made.mode.keeps_data() && going.is_empty() {
        remove::End::Stop
    } else {
        remove::End::Kill
    };
    if instance.life != Life::Kept {
        remove::container(under_way, instance, end).await?;
    }
    for volume in &going {
        remove::volume(under_way, name, volume).await?;
    }
    let kept: Vec<_> = instance
        .made
        .volumes
        .iter()
        .filter(|volume| !going.contains(volume))
        .cloned()
        .collect();
    let store = &under_way.context.store;
    if kept.is_empty() {
        under_way
            .record("instance", store.forget_instance(name))
            .await?;
    } else {
        under_way
            .record("instance", store.keep_instance(name))
            .await?;
    }
    under_way.progress(format!("destroying {name}"), None, true);
    Ok(Destroyed {
        removed: going,
        kept,
    })
}
