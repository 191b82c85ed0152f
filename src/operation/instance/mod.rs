//! Instances: single containers on demand. Each is changed by an operation that has its lock, so several go side by side and
//! no two are at work on one.

mod asked;
mod create;
mod cycle;
mod destroy;
mod each;
mod error;
mod housekeeping;
mod image;
mod log;
mod look;
mod mount;
mod plan;
pub mod presets;
mod process;
mod recover;
mod remove;
mod reset;
mod trace;
mod volume;

pub use create::{Created, Wanted, create};
pub use cycle::{Cycle, cycle};
pub use destroy::{Destroyed, destroy};
pub use each::Done;
pub use error::InstanceError;
pub use housekeeping::{Cleared, clear_away, end_with_bot, expired};
pub use image::{Fetched, OwnImage, images, prune_images, pull_images};
pub use log::{follow, logs};
pub use look::{Looked, Whole, connections, inspect, list};
pub use mount::HostVolume;
pub use plan::{
    plan_cycle, plan_destroy, plan_prune_images, plan_prune_volumes, plan_replace, plan_reset,
};
pub(super) use recover::carry_on;
pub use reset::reset;
pub use trace::Traces;
pub use volume::{OwnVolume, prune_volumes, volumes};

use std::collections::BTreeSet;

use super::{Context, OperationError};
use crate::domain::instance::{Instance, Life};
use crate::domain::name::InstanceName;

/// The instances of these names, which are all there.
pub async fn named(
    context: &Context,
    names: &[InstanceName],
) -> Result<Vec<Instance>, OperationError> {
    let all = context.store.instances().await?;
    let find = |name: &InstanceName| {
        let found = all.iter().find(|instance| instance.name == *name);
        found.cloned().ok_or_else(|| {
            let known = all.iter().map(|instance| instance.name.as_str());
            let nearest = crate::instance::preset::nearest(name.as_str(), known).map(str::to_owned);
            OperationError::from(InstanceError::Unknown {
                name: name.clone(),
                nearest,
            })
        })
    };
    names.iter().map(find).collect()
}

/// The names of all instances, and of all presets.
pub async fn names(
    context: &Context,
) -> Result<(BTreeSet<String>, BTreeSet<String>), OperationError> {
    let instances = context.store.instances().await?;
    let catalog = presets::load(context).await?;
    let presets = catalog.entries.into_iter();
    Ok((
        instances.into_iter().map(|one| one.name.into()).collect(),
        presets.map(|entry| entry.preset.name.into()).collect(),
    ))
}

/// The instance of this name, which has a container.
async fn there(context: &Context, name: &InstanceName) -> Result<Instance, OperationError> {
    let instance = context.store.instance(name).await?;
    match instance {
        Some(instance) if instance.life == Life::There => Ok(instance),
        Some(instance) if instance.life == Life::Kept => Err(InstanceError::Destroyed {
            name: name.clone(),
            preset: instance.made.preset,
            volumes: instance.made.volumes,
        }
        .into()),
        Some(_) => Err(InstanceError::NotMade { name: name.clone() }.into()),
        None => {
            named(context, std::slice::from_ref(name)).await?;
            Err(InstanceError::NotMade { name: name.clone() }.into())
        }
    }
}
