//! What a deploy waits for: dependencies, one-shots, and at last the gate over the whole project.

use std::time::Duration;

use super::Deploy;
use super::swap::Swap;
use crate::compose::model::dependency::Condition;
use crate::compose::model::service::Service;
use crate::domain::journal::Step;
use crate::domain::plan::ServicePlan;
use crate::engine::{Expects, GateRules, Watched};
use crate::operation::OperationError;
use crate::operation::verify::{self, Until};

impl Deploy<'_> {
    /// Honours `depends_on` (Compose spec): a dependency must be healthy where that is asked for. One-shots have run to
    /// their end when it comes to this.
    pub(super) async fn wait_for_dependencies(
        &self,
        service: &Service,
        swaps: &[Swap],
    ) -> Result<(), OperationError> {
        let healthy = service
            .depends_on
            .iter()
            .filter(|(_, wait)| wait.condition == Condition::Healthy);
        let watched: Vec<_> = healthy
            .flat_map(|(on, _)| {
                let watch = |container: String| Watched {
                    service: on.clone(),
                    restarts_before: self.planned.facts.restarts_of(&container),
                    container,
                    expects: Expects::Ready,
                };
                self.present(on, swaps).into_iter().map(watch)
            })
            .collect();
        self.wait(&watched).await
    }

    pub(super) async fn run_to_its_end(
        &self,
        plan: &ServicePlan,
        swaps: &[Swap],
    ) -> Result<(), OperationError> {
        let watch = |container| Watched {
            service: plan.service.clone(),
            container,
            expects: Expects::Completed,
            restarts_before: 0,
        };
        let watched: Vec<_> = self
            .present(&plan.service, swaps)
            .into_iter()
            .map(watch)
            .collect();
        self.wait(&watched).await
    }

    pub(super) async fn wait(&self, watched: &[Watched]) -> Result<(), OperationError> {
        if watched.is_empty() {
            return Ok(());
        }
        let rules = GateRules {
            deadline: Duration::from_secs(self.planned.plan.gate.deadline_secs),
            stability: Duration::ZERO,
            probe: None,
        };
        verify::wait(
            self.under_way,
            (self.engine, &rules),
            watched,
            Until::Cancelled,
        )
        .await
    }

    /// Verifies the whole project: what was replaced and what stayed.
    pub(super) async fn gate(&self, swaps: &[Swap]) -> Result<(), OperationError> {
        let facts = &self.planned.facts;
        let mut watched = Vec::new();
        for service in facts.model.services.keys() {
            let one_shot = facts.one_shots.contains(service);
            let untouched = !swaps.iter().any(|swap| swap.service == *service);
            if one_shot && untouched {
                continue;
            }
            let expects = if one_shot {
                Expects::Completed
            } else {
                Expects::Ready
            };
            let present = self.present(service, swaps).into_iter();
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
        verify::gate(
            self.under_way,
            &watched,
            &self.planned.plan.gate,
            Until::Cancelled,
        )
        .await?;
        self.under_way
            .step(Step::GatePassed, async |_| Ok::<_, OperationError>(()))
            .await
    }
}
