//! Single steps on a container or a tag, each journalled before and after. Whether and in which order is for the callers to say.

use super::UnderWay;
use crate::domain::journal::Step;
use crate::domain::name::ServiceName;
use crate::engine::{RestartPolicy, Volumes};
use crate::operation::OperationError;

/// Stops a container, within its own grace period.
pub(in crate::operation) async fn stop(
    under_way: &UnderWay<'_>,
    id: &str,
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    let step = Step::StopContainer {
        container: id.to_owned(),
    };
    under_way
        .step(step, async |intent| engine.stop(intent, id, None).await)
        .await
}

/// Stops a container so that no engine that is restarted revives it.
pub(in crate::operation) async fn stop_for_good(
    under_way: &UnderWay<'_>,
    id: &str,
) -> Result<(), OperationError> {
    revive_no_more(under_way, id).await?;
    stop(under_way, id).await
}

/// Switches a container's restart policy off: from here on neither its own end nor a restart of the engine brings it up again.
pub(in crate::operation) async fn revive_no_more(
    under_way: &UnderWay<'_>,
    id: &str,
) -> Result<(), OperationError> {
    match under_way.context.engine().await?.restart_policy(id).await? {
        RestartPolicy::No => Ok(()),
        policy => set_restart_policy(under_way, id, (policy, RestartPolicy::No)).await,
    }
}

/// Starts a container that was there before the operation; one that runs is left alone.
pub(in crate::operation) async fn start(
    under_way: &UnderWay<'_>,
    id: &str,
) -> Result<(), OperationError> {
    start_of(under_way, id, None).await
}

/// Starts a container that the operation made for a service.
pub(in crate::operation) async fn start_new(
    under_way: &UnderWay<'_>,
    service: &ServiceName,
    id: &str,
) -> Result<(), OperationError> {
    start_of(under_way, id, Some(service.clone())).await
}

async fn start_of(
    under_way: &UnderWay<'_>,
    id: &str,
    made_for: Option<ServiceName>,
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    let step = Step::StartContainer {
        container: id.to_owned(),
        made_for,
    };
    let start = async |intent: &_| engine.start(intent, id).await;
    under_way.step(step, start).await
}

/// Removes a stopped container, and what becomes of its anonymous volumes: another one may have taken over those of an old
/// container; those that a new one took over have names by then, and are nobody's to remove.
pub(in crate::operation) async fn remove(
    under_way: &UnderWay<'_>,
    (id, name): (&str, &str),
    volumes: Volumes,
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    let step = Step::RemoveContainer {
        container: id.to_owned(),
        name: name.to_owned(),
    };
    let remove = async |intent: &_| engine.remove(intent, id, volumes).await;
    under_way.step(step, remove).await
}

/// Gives a container another name.
pub(in crate::operation) async fn rename(
    under_way: &UnderWay<'_>,
    id: &str,
    (from, to): (&str, &str),
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    let step = Step::RenameContainer {
        container: id.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
    };
    let rename = async |intent: &_| engine.rename(intent, id, to).await;
    under_way.step(step, rename).await
}

/// Changes when the engine starts a container again by itself.
pub(in crate::operation) async fn set_restart_policy(
    under_way: &UnderWay<'_>,
    id: &str,
    (from, to): (RestartPolicy, RestartPolicy),
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    let step = Step::SetRestartPolicy {
        container: id.to_owned(),
        from: from.to_string(),
        to: to.to_string(),
    };
    let set = async |intent: &_| engine.set_restart_policy(intent, id, to).await;
    under_way.step(step, set).await
}

/// Points a tag at an image, away from the one that it stood for before.
pub(in crate::operation) async fn tag(
    under_way: &UnderWay<'_>,
    tag: &str,
    (from, to): (Option<String>, &str),
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    let step = Step::TagImage {
        tag: tag.to_owned(),
        from,
        to: to.to_owned(),
    };
    let point = async |intent: &_| engine.tag_image(intent, to, tag).await;
    under_way.step(step, point).await
}

/// Takes a tag away; its image stays while anything else stands for it or runs it.
pub(in crate::operation) async fn untag(
    under_way: &UnderWay<'_>,
    tag: &str,
) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    let step = Step::RemoveImageTag {
        tag: tag.to_owned(),
    };
    let remove = async |intent: &_| engine.untag_image(intent, tag).await;
    under_way.step(step, remove).await
}
