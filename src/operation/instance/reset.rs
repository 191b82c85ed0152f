//! `/docker-reset`: made anew, without what it had written; name, ports and passwords stay.

use std::sync::Arc;

use super::asked::{self, Asked};
use super::create::{Ports, stand};
use super::each::{Done, each};
use super::plan::plan_reset;
use super::{presets, remove, there};
use crate::domain::instance::{Instance, Runs};
use crate::domain::journal::Step;
use crate::domain::name::InstanceName;
use crate::domain::policy::Approved;
use crate::operation::under_way::UnderWay;
use crate::operation::{Context, OperationError};
use crate::reply::Responder;

/// Makes it anew.
pub async fn reset(
    context: &Context,
    approved: &Approved,
    name: &InstanceName,
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Done<Instance>>, OperationError> {
    let plan = async |_: &[InstanceName]| plan_reset(context, name, approved.action()).await;
    let names = std::slice::from_ref(name);
    each(
        context,
        (approved, responder),
        names,
        plan,
        async |under_way, name| {
            let instance = there(context, name).await?;
            let step = Step::ResetInstance { name: name.clone() };
            under_way
                .step(step, async |_| Ok::<_, OperationError>(()))
                .await?;
            anew(under_way, instance).await
        },
    )
    .await
}

/// The same from wherever it was interrupted: it can be done again and again.
pub(super) async fn anew(
    under_way: &UnderWay<'_>,
    mut instance: Instance,
) -> Result<Instance, OperationError> {
    let context = under_way.context;
    let store = &context.store;
    let kept = store.asked_of_instance(&instance.name).await?;
    let mut asked = Asked::from_kept(&kept)?;
    // It is served where it was, and nowhere else.
    asked.port = instance.made.ports.first().map(|port| port.host);
    let spec = asked.resolve(&presets::of(context, &asked).await?)?;
    under_way.keep_secret(&asked::redactor(&spec));
    if instance.made.runs == Runs::Container {
        super::image::have(under_way, &spec.image).await?;
    }
    under_way.progress("taking away what is there", None, false);
    remove::container(under_way, &instance, remove::End::Kill).await?;
    for volume in &instance.made.volumes {
        remove::volume(under_way, &instance.name, volume).await?;
    }
    instance.container = None;
    let recorded = store.set_instance_container(&instance.name, None, &instance.made);
    under_way.record("instance", recorded).await?;
    stand(under_way, instance, (&spec, Ports::Exact)).await
}
