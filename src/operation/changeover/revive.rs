//! What ran before runs again: the old containers, and what nothing has replaced yet where it is down by now. An engine that is
//! restarted in the middle of an operation leaves down what has no restart policy.

use std::collections::BTreeSet;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use tokio_util::sync::CancellationToken;

use super::{Changeover, Old, Swap};
use crate::domain::container::{Container, State};
use crate::domain::journal::RunningContainer;
use crate::domain::name::ServiceName;
use crate::domain::plan::Gate;
use crate::engine::{Engine, Expects, RestartPolicy, Watched};
use crate::operation::order::{Dependencies, turns};
use crate::operation::under_way::UnderWay;
use crate::operation::verify::kept_up;
use crate::operation::{OperationError, step};

impl Changeover {
    /// Starts all that ran before as it depends on each other by its labels, but for the replaced containers of services that are
    /// `held`. A failure doesn't keep the others down.
    pub(super) async fn revive_all(
        &self,
        under_way: &UnderWay<'_>,
        engine: &Engine,
        held: &BTreeSet<ServiceName>,
    ) -> Result<(), OperationError> {
        let there = engine.project_containers(under_way.project()).await?;
        let swapped = self.swaps.iter().map(|swap| &swap.service);
        let staying = self.staying.iter().map(|staying| &staying.service);
        let after = Dependencies::of(&there).after(swapped.chain(staying));
        let (there, lasting) = (&there, &self.lasting(engine, &there).await?);
        turns::take(after, &CancellationToken::new(), |service| async move {
            let may_go_back =
                |swap: &&Swap| swap.service == service && !held.contains(&swap.service);
            let swaps = self.swaps.iter().filter(may_go_back);
            let mut revived = Ok(());
            for old in swaps.flat_map(|swap| &swap.old) {
                revived = revived.and(Box::pin(revive(under_way, old)).await);
            }
            for own in lasting.iter().filter(|own| own.service == service) {
                let started = start_if_down(under_way, there, &own.id);
                revived = revived.and(Box::pin(started).await);
            }
            revived
        })
        .await
    }

    /// What nothing has replaced, but for jobs that have come to a good end by themselves: nobody asked to run those again.
    async fn lasting(
        &self,
        engine: &Engine,
        there: &[Container],
    ) -> Result<Vec<&RunningContainer>, OperationError> {
        let mut lasting = Vec::new();
        for own in &self.staying {
            let found = there.iter().find(|found| found.id == own.id);
            let job = match found.filter(|found| found.exit_code == Some(0)) {
                Some(ended) => !kept_up::stopped_by_engine(engine, ended).await?,
                None => false,
            };
            if !job {
                lasting.push(own);
            }
        }
        Ok(lasting)
    }

    /// Starts what nothing has replaced where it is down by now; a failure doesn't keep the others down. Returns the ids of
    /// what must be as well as it was.
    pub(in crate::operation) async fn revive_staying(
        &self,
        under_way: &UnderWay<'_>,
    ) -> Result<Vec<String>, OperationError> {
        let engine = under_way.context.engine().await?;
        let there = engine.project_containers(under_way.project()).await?;
        let lasting = self.lasting(engine, &there).await?;
        let mut revived = Ok(());
        for own in &lasting {
            revived = revived.and(Box::pin(start_if_down(under_way, &there, &own.id)).await);
        }
        let well = lasting.iter().filter(|own| own.well);
        revived.map(|()| well.map(|own| own.id.clone()).collect())
    }

    /// For where nothing was changed: starts again what a restart of the engine has stopped meanwhile, and verifies that.
    pub(in crate::operation) async fn keep_up(
        &self,
        under_way: &UnderWay<'_>,
        gate: &Gate,
    ) -> Result<(), OperationError> {
        let engine = under_way.context.engine().await?;
        let watched = self.must_run_again(under_way, engine).await?;
        kept_up::look_again(under_way, &watched, gate).await
    }

    /// What has to run once the old version is back, for the gate.
    pub(super) async fn must_run_again(
        &self,
        under_way: &UnderWay<'_>,
        engine: &Engine,
    ) -> Result<Vec<Watched>, OperationError> {
        let there = engine.project_containers(under_way.project()).await?;
        let watch = |service: &ServiceName, id: &str| {
            let found = there.iter().find(|container| container.id == id);
            Watched {
                service: service.clone(),
                container: id.to_owned(),
                expects: Expects::Ready,
                restarts_before: found.map_or(0, |container| container.restarts),
            }
        };
        let swaps = self.swaps.iter().filter(|swap| !swap.one_shot);
        let old = swaps.flat_map(|swap| {
            let ran = swap.old.iter().filter(|old| old.ran);
            ran.map(|old| watch(&swap.service, &old.id))
        });
        // What nothing has replaced must be as well as it was, not better.
        let lasting = self.lasting(engine, &there).await?;
        let staying = lasting.into_iter().filter(|own| own.well);
        let staying = staying.map(|own| watch(&own.service, &own.id));
        Ok(old.chain(staying).collect())
    }
}

async fn revive(under_way: &UnderWay<'_>, old: &Old) -> Result<(), OperationError> {
    if old.stopping {
        // Started in the middle of stopping it would be told that it runs, and then stop.
        step::stop(under_way, &old.id).await?;
    }
    if let Some(policy) = &old.policy {
        let change = (RestartPolicy::No, policy.parse()?);
        step::set_restart_policy(under_way, &old.id, change).await?;
    }
    if old.ran {
        start(under_way, &old.id).await
    } else {
        Ok(())
    }
}

/// Whoever has taken it away meanwhile meant that: the gate says that it is gone.
async fn start_if_down(
    under_way: &UnderWay<'_>,
    there: &[Container],
    id: &str,
) -> Result<(), OperationError> {
    let is_down = |found: &&Container| matches!(found.state, State::Created | State::Exited);
    let found = there.iter().find(|found| found.id == id);
    match found.filter(is_down) {
        Some(_) => start(under_way, id).await,
        None => Ok(()),
    }
}

async fn start(under_way: &UnderWay<'_>, id: &str) -> Result<(), OperationError> {
    // There is nothing else to fall back on, and an engine that is just being restarted refuses at first: 12 s in all.
    let again = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(200))
        .with_factor(2.0)
        .with_max_times(6);
    let start = || Box::pin(step::start(under_way, id));
    start
        .retry(again)
        .when(OperationError::is_engines_own)
        .await
}
