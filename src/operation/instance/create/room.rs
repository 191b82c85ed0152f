//! Whether there is room for one of its name: none of that name is there, or its volumes alone.

use super::make::{Order, made_of};
use crate::domain::instance::{Instance, Life, Made};
use crate::domain::name::{InstanceName, VariableName};
use crate::domain::policy;
use crate::instance::container;
use crate::instance::preset::Spec;
use crate::operation::OperationError;
use crate::operation::instance::InstanceError;
use crate::operation::instance::asked::Asked;
use crate::operation::under_way::UnderWay;

/// Whether the name is free, or of volumes that this one may have: `Some`: it is, with what was asked for then.
pub(super) async fn room(
    under_way: &UnderWay<'_>,
    order: &mut Order,
) -> Result<Option<Instance>, OperationError> {
    let context = under_way.context;
    let Some(before) = context.store.instance(&order.name).await? else {
        let Some(engine) = context.engine_if_any().await? else {
            return Ok(None);
        };
        return match engine.by_name(order.name.as_str()).await? {
            Some(_) => Err(InstanceError::NameForeign {
                name: order.name.clone(),
            }
            .into()),
            None => Ok(None),
        };
    };
    let owners = policy::same_person(&before.owner, &order.owner);
    if before.life != Life::Kept || !order.asked.mode.keeps_data() || !owners {
        return Err(taken(&order.name, &before));
    }
    let wanted = made_of(&order.asked.resolve(&order.preset)?, &order.name);
    if (&wanted.preset, &wanted.version) != (&before.made.preset, &before.made.version) {
        return Err(InstanceError::OtherData {
            name: order.name.clone(),
            there: what(&before.made),
            wanted: what(&wanted),
        }
        .into());
    }
    let kept = context.store.asked_of_instance(&order.name).await?;
    let earlier = Asked::from_kept(&kept)?;
    // Its data knows the passwords that it was made with, and no others.
    let differs = |(name, value): &(&VariableName, &String)| {
        earlier.secrets.contains_key(*name)
            || earlier
                .environment
                .get(*name)
                .is_some_and(|was| was != *value)
    };
    if let Some((variable, _)) = order.asked.environment.iter().find(differs) {
        return Err(InstanceError::OtherValue {
            name: order.name.clone(),
            variable: variable.clone(),
        }
        .into());
    }
    order.asked.secrets = earlier.secrets;
    for (name, value) in earlier.environment {
        order.asked.environment.entry(name).or_insert(value);
    }
    Ok(Some(before))
}

/// Volumes that are called as its own will be are of an instance that nobody has on record any more: their passwords are
/// lost, and the data is not for whoever takes the name.
pub(super) async fn no_volumes(
    under_way: &UnderWay<'_>,
    name: &InstanceName,
    spec: &Spec,
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    for volume in container::volume_names(spec, name) {
        if engine.volume(&volume).await?.is_some() {
            return Err(InstanceError::VolumeLeft { volume }.into());
        }
    }
    Ok(())
}

pub(super) fn taken(name: &InstanceName, before: &Instance) -> OperationError {
    InstanceError::NameTaken {
        name: name.clone(),
        what: what(&before.made),
        owner: before.owner.display_name.clone(),
        life: before.life,
    }
    .into()
}

/// "a postgres 16".
fn what(made: &Made) -> String {
    format!("a {} {}", made.preset, made.version)
}
