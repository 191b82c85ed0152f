//! One service's new containers take the place of the old ones, in the order that the plan names.

use std::pin::pin;

use futures_util::future::join_all;

use super::early;
use crate::compose::model::service::Service;
use crate::domain::journal::OldContainer;
use crate::domain::plan::ServicePlan;
use crate::engine::EngineError;
use crate::operation::deploy::Deploy;
use crate::operation::deploy::build::Built;
use crate::operation::{OperationError, step};

impl Deploy<'_> {
    /// Replaces `old`. Returns the ids of the new containers.
    pub(super) async fn replace(
        &self,
        plan: &ServicePlan,
        old: &[OldContainer],
        built: &Built,
    ) -> Result<Vec<String>, OperationError> {
        let Some(service) = self.planned.facts.model.services.get(&plan.service) else {
            return Err(OperationError::Internal(format!(
                "{} is not in the model",
                plan.service
            )));
        };
        if plan.starts_first() {
            Box::pin(self.start_first(plan, (service, old), built)).await
        } else {
            Box::pin(self.keep_old(plan, (service, old), built)).await
        }
    }

    /// The new containers are made while the old ones serve; these are stopped and kept, the new ones started. No two
    /// versions run at a time.
    async fn keep_old(
        &self,
        plan: &ServicePlan,
        (service, old): (&Service, &[OldContainer]),
        built: &Built,
    ) -> Result<Vec<String>, OperationError> {
        let mut new = Vec::new();
        for number in 1..=plan.replicas {
            new.push(self.create(plan, (service, number), built).await?);
        }
        self.wait_for_dependencies(plan, service).await?;
        self.go_on().await?;
        let old: Vec<_> = old.iter().collect();
        self.revive_no_more(&old).await?;
        self.files_verified().await?;
        let living = self.living(&old).await?;
        if living.is_empty() {
            Box::pin(self.calm.start(self.start_new(plan, &new))).await?;
        } else {
            let handover = async {
                self.go_on().await?;
                self.hand_over(plan, living, &new).await
            };
            Box::pin(self.calm.hand_over(handover)).await?;
        }
        if plan.one_shot {
            self.run_to_its_end(plan, &new).await?;
        }
        Ok(new)
    }

    /// Stops the old ones and starts the new ones, once the engine has answered the stops, or, where that does no harm, once
    /// no process of them is left.
    async fn hand_over(
        &self,
        plan: &ServicePlan,
        old: Vec<&OldContainer>,
        new: &[String],
    ) -> Result<(), OperationError> {
        let stops = old.iter().map(|old| step::stop(self.under_way, &old.id));
        let mut stopped = pin!(all_of(stops));
        let ids: Vec<_> = old.iter().map(|old| old.id.as_str()).collect();
        tokio::select! {
            biased;
            stopped = &mut stopped => stopped?,
            Ok(()) = self.engine.no_process_is_left(&ids), if self.may_start_early(plan) => {
                let (stopped, started) = tokio::join!(stopped, self.start_new(plan, new));
                stopped?;
                if started.is_ok() {
                    return started;
                }
                tracing::info!(service = %plan.service, "not started beside the engine's cleaning up; once more after it");
            }
        }
        self.start_new(plan, new).await
    }

    fn may_start_early(&self, plan: &ServicePlan) -> bool {
        let model = &self.planned.facts.model;
        let changing = self.changing().map(|plan| &plan.service).collect();
        let service = model.services.get_key_value(&plan.service);
        service.is_some_and(|service| early::may_start_early(model, service, &changing))
    }

    async fn start_new(&self, plan: &ServicePlan, new: &[String]) -> Result<(), OperationError> {
        for id in new {
            step::start_new(self.under_way, &plan.service, id).await?;
        }
        Ok(())
    }

    /// One replica after the other: a new container is started beside the old one, which is stopped once the new one is
    /// ready and has served beside it for a while. So there is at most one container more than usual, and at each moment all that are needed serve.
    async fn start_first(
        &self,
        plan: &ServicePlan,
        (service, old): (&Service, &[OldContainer]),
        built: &Built,
    ) -> Result<Vec<String>, OperationError> {
        let number_of = |old: &OldContainer| self.planned.facts.number_of(&old.id);
        let mut new = Vec::new();
        self.wait_for_dependencies(plan, service).await?;
        for number in 1..=plan.replicas {
            self.go_on().await?;
            let id = self.create(plan, (service, number), built).await?;
            self.files_verified().await?;
            let start = self.start_new(plan, std::slice::from_ref(&id));
            Box::pin(self.calm.start(start)).await?;
            self.wait_until_ready(plan, &id).await?;
            self.serve_together(plan, &id).await?;
            let replaced = old.iter().filter(|old| number_of(old) == Some(number));
            self.retire(replaced).await?;
            new.push(id);
        }
        // Of a service that will have fewer of them.
        let beyond = old
            .iter()
            .filter(|old| number_of(old).is_none_or(|number| number > plan.replicas));
        self.retire(beyond).await?;
        Ok(new)
    }

    /// Takes old containers out of service, side by side. They keep their names.
    pub(super) async fn retire<'o>(
        &self,
        old: impl IntoIterator<Item = &'o OldContainer>,
    ) -> Result<(), OperationError> {
        let old: Vec<_> = old.into_iter().collect();
        self.revive_no_more(&old).await?;
        let living = self.living(&old).await?;
        let stops = living.into_iter();
        all_of(stops.map(|old| step::stop(self.under_way, &old.id))).await
    }

    /// Has no engine that is restarted start any of them from here on, also those that stand still: beside the new version they
    /// would write to the same volumes.
    async fn revive_no_more(&self, old: &[&OldContainer]) -> Result<(), OperationError> {
        let switch_off = async |old: &OldContainer| {
            let switched_off = step::revive_no_more(self.under_way, &old.id).await;
            switched_off.or_else(|error| gone(old, error))
        };
        all_of(old.iter().map(|old| switch_off(old))).await
    }

    /// Those that run, or may: what stood still when this was planned may have been started since, by an engine that was restarted
    /// or by a person.
    async fn living<'o>(
        &self,
        old: &[&'o OldContainer],
    ) -> Result<Vec<&'o OldContainer>, OperationError> {
        let mut living = Vec::new();
        for old in old {
            if old.ran || self.runs_by_now(old).await? {
                living.push(*old);
            }
        }
        Ok(living)
    }

    async fn runs_by_now(&self, old: &OldContainer) -> Result<bool, OperationError> {
        match self.engine.inspect(&old.id).await {
            Ok(found) => Ok(found.state.lives()),
            Err(error) => gone(old, error.into()).map(|()| false),
        }
    }
}

/// Whoever takes one away that stands still takes nothing from production.
fn gone(old: &OldContainer, error: OperationError) -> Result<(), OperationError> {
    match error {
        OperationError::Engine(EngineError::NotFound { .. }) if !old.ran => Ok(()),
        other => Err(other),
    }
}

/// All come to their end, also where one fails: none is left in the middle of a step.
async fn all_of<F>(steps: impl Iterator<Item = F>) -> Result<(), OperationError>
where
    F: Future<Output = Result<(), OperationError>>,
{
    join_all(steps).await.into_iter().collect()
}
