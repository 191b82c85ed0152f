//! What a deploy waits for: dependencies, one-shots, and at last the gate over the whole project.

use std::time::Duration;

use super::Deploy;
use crate::compose::model::service::Service;
use crate::domain::journal::Step;
use crate::domain::name::ServiceName;
use crate::domain::plan::ServicePlan;
use crate::engine::{Expects, Watched};
use crate::operation::OperationError;
use crate::operation::context::docker;
use crate::operation::order::awaited::{self, Awaited};
use crate::operation::verify::{Deadline, Until, kept_up};

impl Deploy<'_> {
    /// Waits for what the service depends on.
    pub(super) async fn wait_for_dependencies(
        &self,
        plan: &ServicePlan,
        service: &Service,
    ) -> Result<(), OperationError> {
        let facts = &self.planned.facts;
        let dependencies = service.depends_on.iter().map(|(on, dependency)| Awaited {
            service: on.clone(),
            condition: dependency.condition,
            required: dependency.required,
            containers: self
                .present(on)
                .into_iter()
                // One that isn't required and is down stays so: nothing here would start it.
                .filter(|id| dependency.required || self.replaced.changes(on) || facts.ran_well(id))
                .map(|id| {
                    let restarts = facts.restarts_of(&id);
                    (id, restarts)
                })
                .collect(),
        });
        let doing = replacing(plan);
        let by = (doing.as_str(), self.deadline());
        let waiting = awaited::wait(self.under_way, by, dependencies);
        self.unless_halted(waiting).await
    }

    /// Waits until the containers of a one-shot have exited with 0. It has a deadline of its own: no healthcheck says how long
    /// its work takes.
    pub(super) async fn run_to_its_end(
        &self,
        plan: &ServicePlan,
        new: &[String],
    ) -> Result<(), OperationError> {
        let watched: Vec<_> = new
            .iter()
            .map(|id| watch_new(&plan.service, id, Expects::Completed))
            .collect();
        let doing = replacing(plan);
        let deadline = Deadline::of(self.deadline().gate().clone());
        let by = (doing.as_str(), &deadline);
        let waiting = awaited::containers(self.under_way, by, &watched);
        self.unless_halted(waiting).await
    }

    /// Waits until a new container can take over: its healthcheck passes, or, without one, it has run through the
    /// stability window.
    pub(super) async fn wait_until_ready(
        &self,
        plan: &ServicePlan,
        new: &str,
    ) -> Result<(), OperationError> {
        let watched = [watch_new(&plan.service, new, Expects::Ready)];
        let deadline = self.deadline();
        let stability = Duration::from_secs(deadline.gate().stability_secs);
        let doing = replacing(plan);
        let by = (doing.as_str(), deadline);
        let settled = awaited::settled(self.under_way, by, (&watched, stability));
        self.unless_halted(settled).await
    }

    /// Leaves the old container beside the new one for the codebase's `overlap`, so that a proxy that has looked up only
    /// the old one's address looks again before it is gone. Ends only where the new one is still well.
    pub(super) async fn serve_together(
        &self,
        plan: &ServicePlan,
        new: &str,
    ) -> Result<(), OperationError> {
        let overlap = Duration::from_secs(docker(self.codebase)?.overlap);
        let waiting = async {
            tokio::select! {
                () = tokio::time::sleep(overlap) => Ok(()),
                cancelled = self.under_way.cancelled() => Err(cancelled),
            }
        };
        self.unless_halted(waiting).await?;
        let watched = [watch_new(&plan.service, new, Expects::Ready)];
        let doing = replacing(plan);
        let by = (doing.as_str(), self.deadline());
        let waiting = awaited::containers(self.under_way, by, &watched);
        self.unless_halted(waiting).await
    }

    /// Gives up waiting as soon as another service has failed. Nothing is changed by what only waits.
    async fn unless_halted(
        &self,
        waiting: impl Future<Output = Result<(), OperationError>>,
    ) -> Result<(), OperationError> {
        tokio::select! {
            waited = waiting => waited,
            () = self.halted.cancelled() => Err(OperationError::Cancelled { by: None }),
        }
    }

    /// What has to be verified of the whole project: what was replaced and what stayed.
    pub(super) fn whole_project(&self) -> Vec<Watched> {
        let facts = &self.planned.facts;
        let mut watched = Vec::new();
        for service in facts.model.services.keys() {
            let one_shot = facts.one_shots.contains(service);
            let untouched = !self.replaced.changes(service);
            if one_shot && untouched {
                continue;
            }
            let expects = if one_shot {
                Expects::Completed
            } else {
                Expects::Ready
            };
            let present = self.present(service).into_iter();
            // A service that is left alone must be as well as it was, not better.
            let present = present.filter(|id| !untouched || facts.ran_well(id));
            watched.extend(present.map(|container| {
                let restarts_before = facts.restarts_of(&container);
                Watched {
                    service: service.clone(),
                    container,
                    expects,
                    restarts_before,
                }
            }));
        }
        watched
    }

    /// Verifies the whole project.
    pub(super) async fn gate(&self) -> Result<(), OperationError> {
        let watched = self.whole_project();
        kept_up::gate(self.under_way, &watched, self.deadline(), Until::Cancelled).await?;
        // Whoever asked until now is heard; from the next line on it is too late.
        self.under_way.go_on().await?;
        self.under_way
            .step(Step::GatePassed, async |_| Ok::<_, OperationError>(()))
            .await
    }
}

/// What the replacement of a service is called.
pub(super) fn replacing(plan: &ServicePlan) -> String {
    format!("replacing {}", plan.service)
}

fn watch_new(service: &ServiceName, id: &str, expects: Expects) -> Watched {
    Watched {
        service: service.clone(),
        container: id.to_owned(),
        expects,
        restarts_before: 0,
    }
}
