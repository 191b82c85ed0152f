//! To the end, once the gate has passed: the old containers go, the new ones get their names, the release is live.

use std::time::Duration;

use super::{Changeover, Old, release};
use crate::domain::actor::Conversation;
use crate::domain::container::{Container, State};
use crate::domain::journal::NewNames;
use crate::domain::plan::SourceState;
use crate::domain::release::{NamedRelease, Release};
use crate::engine::Volumes;
use crate::operation::release::proof::{self, Reading};
use crate::operation::release::retention;
use crate::operation::under_way::UnderWay;
use crate::operation::{Differs, ObjectError, OperationError, step};
use crate::store::StoreError;

/// A pull request that nobody ends doesn't hold production for ever.
const HELD_AT_MOST: Duration = Duration::from_hours(30 * 24);

impl Changeover {
    /// Tidies up after a version that is verified. Returns the release that is live since, if one was recorded.
    pub(in crate::operation) async fn finish(
        &self,
        under_way: &UnderWay<'_>,
    ) -> Result<Option<Box<NamedRelease>>, OperationError> {
        // First, so that whatever is left to tidy, what runs is known.
        let release = release(under_way).await?;
        if let Some(release) = &release {
            let store = &under_way.context.store;
            let live = async {
                store.mark_live(&release.codebase, release.number).await?;
                hold(under_way, release).await
            };
            under_way.record("mark_live", Box::pin(live)).await?;
        }
        let engine = under_way.context.engine().await?;
        let there = engine.project_containers(under_way.project()).await?;
        // All the old ones first: a new one may get the name of another service's old one. One that can't be taken away is
        // no reason to leave the others untidy.
        let mut tidied = Ok(());
        for old in self.swaps.iter().flat_map(|swap| &swap.old) {
            tidied = also(tidied, remove(under_way, &there, old).await)?;
        }
        for names in self.swaps.iter().flat_map(|swap| &swap.new) {
            tidied = also(tidied, rename(under_way, &there, names).await)?;
        }
        also(tidied, self.drop_prepared(under_way).await)??;
        let Some(release) = release else {
            return Ok(None);
        };
        retention::forget_old(under_way, &release.codebase).await?;
        retention::sweep(under_way, &release.codebase).await?;
        self.prune_releases(under_way).await?;
        if matches!(release.source, Some(SourceState::Release { .. })) {
            prove(under_way, &release).await?;
        }
        Ok(Some(Box::new(release.named())))
    }
}

/// Keeps production as it is for the pull request that it runs the version of, where the codebase wants that. It is no more kept
/// for another one.
async fn hold(under_way: &UnderWay<'_>, release: &Release) -> Result<(), StoreError> {
    let store = &under_way.context.store;
    let source = release.source.as_ref().and_then(SourceState::on_github);
    let pull = source.and_then(|source| {
        let pull = source.pull.as_ref().filter(|pull| pull.holds)?;
        Some(Conversation::of_thread(&source.repository, pull.number))
    });
    store
        .unhold_for_others(&release.codebase, pull.as_ref())
        .await?;
    let Some(pull) = pull else {
        return Ok(());
    };
    let held = (&release.codebase, under_way.operation());
    store.hold_for_pull(held, &pull, HELD_AT_MOST).await
}

/// What was put back must be what stands there. `NotAsReleased` where anything isn't.
async fn prove(under_way: &UnderWay<'_>, release: &Release) -> Result<(), OperationError> {
    let differences = proof::differences(under_way, release, Reading::Every).await?;
    if differences.is_empty() {
        return Ok(());
    }
    let number = match &release.source {
        Some(SourceState::Release { number, .. }) => *number,
        _ => release.number,
    };
    Err(Differs::NotAsReleased {
        number,
        differences,
    }
    .into())
}

/// The first of two failures; at once where nothing else could be done either.
fn also(
    first: Result<(), OperationError>,
    second: Result<(), OperationError>,
) -> Result<Result<(), OperationError>, OperationError> {
    match second {
        Err(error) if error.may_pass() => Err(error),
        other => Ok(first.and(other)),
    }
}

async fn remove(
    under_way: &UnderWay<'_>,
    there: &[Container],
    old: &Old,
) -> Result<(), OperationError> {
    let Some(found) = there.iter().find(|container| container.id == old.id) else {
        return Ok(());
    };
    if !matches!(found.state, State::Created | State::Exited) {
        step::stop(under_way, &old.id).await?;
    }
    step::remove(under_way, (&old.id, &old.name), Volumes::Keep).await
}

async fn rename(
    under_way: &UnderWay<'_>,
    there: &[Container],
    names: &NewNames,
) -> Result<(), OperationError> {
    let own = |container: &&Container| {
        container.operation() == Some(under_way.operation().as_str())
            && (container.name == names.temporary || container.name == names.name)
    };
    match there.iter().find(own) {
        None => Err(ObjectError::ContainerGone {
            name: names.name.clone(),
        }
        .into()),
        Some(new) if new.name == names.name => Ok(()),
        Some(new) => step::rename(under_way, &new.id, (&names.temporary, &names.name)).await,
    }
}
