//! Production is brought to the new version, independent services side by side, each after what it needs. Nothing old is
//! removed before the gate has passed.
//!
//! The first failure halts the others at their next step, and so does a person who cancels.

mod calm;
mod create;
mod early;
mod needs;
mod replace;
mod replaced;

pub(super) use calm::Calm;
pub(super) use replaced::Replaced;

use super::Deploy;
use super::build::Built;
use super::swap;
use super::wait::replacing;
use crate::domain::journal::{NewNames, OldContainer, Step};
use crate::domain::plan::{Change, ServicePlan};
use crate::operation::OperationError;
use crate::operation::order::turns;

impl Deploy<'_> {
    /// Brings every service that changes to its new version.
    pub(super) async fn converge(&self, built: &Built) -> Result<(), OperationError> {
        self.tag_images(built).await?;
        self.networks_and_volumes().await?;
        let facts = &self.planned.facts;
        let changing: Vec<_> = self.changing().collect();
        let after = needs::after(&facts.model, &facts.containers, &changing);
        turns::take(after, &self.halted, |service| async move {
            let plan = self.changing().find(|plan| plan.service == service);
            let changed = match plan {
                // On the heap: what happens in a turn is deep, and several are under way.
                Some(plan) => Box::pin(self.change(plan, built)).await,
                None => Ok(()),
            };
            if changed.is_err() {
                self.halted.cancel();
            }
            changed
        })
        .await
    }

    /// Stops here if somebody asked for it, or another service has failed. Between steps, never within one.
    async fn go_on(&self) -> Result<(), OperationError> {
        self.under_way.go_on().await?;
        if self.halted.is_cancelled() {
            Err(OperationError::Cancelled { by: None })
        } else {
            Ok(())
        }
    }

    /// Stops here until the files in production are known to be as foreseen.
    async fn files_verified(&self) -> Result<(), OperationError> {
        tokio::select! {
            () = self.verified.wait() => {}
            () = self.halted.cancelled() => {}
        }
        self.go_on().await
    }

    async fn change(&self, plan: &ServicePlan, built: &Built) -> Result<(), OperationError> {
        self.go_on().await?;
        let old = self.begin_swap(plan).await?;
        if plan.change == Change::Remove {
            self.files_verified().await?;
            return self.retire(&old).await;
        }
        let doing = replacing(plan);
        self.under_way.progress(doing.as_str(), None, false);
        let new = Box::pin(self.replace(plan, &old, built)).await?;
        self.replaced.put(&plan.service, new);
        self.under_way.progress(doing, None, true);
        Ok(())
    }

    /// Puts on record which containers are replaced, and by which names the new ones are known. Returns the old ones.
    async fn begin_swap(&self, plan: &ServicePlan) -> Result<Vec<OldContainer>, OperationError> {
        let facts = &self.planned.facts;
        let old = plan.containers.iter().map(|container| OldContainer {
            id: container.id.clone(),
            name: container.name.clone(),
            // Whatever lives would live on beside the new one.
            ran: facts.ran(&container.id),
        });
        let old: Vec<_> = old.collect();
        let definition = facts.model.services.get(&plan.service);
        let definition = definition.filter(|_| plan.change != Change::Remove);
        let project = &facts.model.origin.project;
        let new = definition.into_iter().flat_map(|definition| {
            (1..=plan.replicas).map(|number| NewNames {
                temporary: swap::temporary_name(self.under_way.operation(), &plan.service, number),
                name: swap::final_name(project, &plan.service, definition, number),
            })
        });
        let step = Step::SwapService {
            service: plan.service.clone(),
            one_shot: plan.one_shot,
            old: old.clone(),
            new: new.collect(),
        };
        self.under_way
            .step(step, async |_| Ok::<_, OperationError>(()))
            .await?;
        Ok(old)
    }

    async fn networks_and_volumes(&self) -> Result<(), OperationError> {
        let model = &self.planned.facts.model;
        for (key, network) in &model.networks {
            if self.planned.plan.networks.contains(&network.name) {
                let step = Step::CreateNetwork {
                    name: network.name.clone(),
                };
                let create =
                    async |intent: &_| self.engine.create_network(intent, model, key).await;
                self.under_way.step(step, create).await?;
            }
        }
        for (key, volume) in &model.volumes {
            if self.planned.plan.volumes.contains(&volume.name) {
                let step = Step::CreateVolume {
                    name: volume.name.clone(),
                };
                let create = async |intent: &_| self.engine.create_volume(intent, model, key).await;
                self.under_way.step(step, create).await?;
            }
        }
        Ok(())
    }
}
