//! By when each version has to be up: the new one, and the old one where it is put back.

use super::Deploy;
use super::build::Built;
use super::planning::patience;
use crate::domain::plan::{Gate, ServicePlan};
use crate::operation::OperationError;
use crate::operation::context::docker;
use crate::operation::verify::Deadline;

impl Deploy<'_> {
    /// The one deadline of all that is waited for on the way to the new version.
    pub(super) fn deadline(&self) -> &Deadline {
        let planned = || Deadline::of(self.planned.plan.gate.clone());
        self.deadline.get_or_init(planned)
    }

    /// Settles the deadline, now that every image is there: one that was built or pulled may bring a healthcheck that takes
    /// longer than what the plan could know of.
    pub(super) async fn settle_deadline(&self, built: &Built) -> Result<(), OperationError> {
        let facts = &self.planned.facts;
        let checks = patience::checks(self.engine, &self.images(built)).await?;
        let now = patience::gate(docker(self.codebase)?, &facts.model, &checks);
        let gate = patience::longer(self.planned.plan.gate.clone(), &now);
        self.deadline.get_or_init(|| Deadline::of(gate));
        Ok(())
    }

    /// How the old version is verified once it is back: its own healthchecks may take longer than the new one's.
    pub(super) async fn gate_back(&self) -> Gate {
        let gate = self.deadline().gate().clone();
        match self.gate_of_old().await {
            Ok(Some(old)) => patience::longer(gate, &old),
            Ok(None) => gate,
            Err(error) => {
                tracing::warn!(%error, "not known how long the old version's healthchecks take");
                gate
            }
        }
    }

    async fn gate_of_old(&self) -> Result<Option<Gate>, OperationError> {
        let Some(model) = &self.planned.facts.model_before else {
            return Ok(None);
        };
        let services = self.planned.plan.services.iter();
        let image = |plan: &ServicePlan| Some(plan.containers.first()?.image_id.clone());
        let images = services
            .filter_map(|plan| Some((plan.service.clone(), image(plan)?)))
            .collect();
        let checks = patience::checks(self.engine, &images).await?;
        let docker = docker(self.codebase)?;
        Ok(Some(patience::gate(docker, model, &checks)))
    }
}
