//! After the gate: the old containers go, the new ones get their names, and the release is live.

use super::Deploy;
use super::swap::Swap;
use crate::domain::journal::Step;
use crate::domain::outcome::Outcome;
use crate::engine::Volumes;
use crate::operation::OperationError;
use crate::operation::verify;

impl Deploy<'_> {
    /// Production runs the new version, verified. What fails from here on leaves it running, and is told.
    pub(super) async fn finish(&self, release: i64, swaps: &[Swap]) -> Outcome {
        match self.tidy_up(release, swaps).await {
            Ok(()) => Outcome::Done,
            Err(error) => {
                let mut trouble = self.trouble(error).await;
                trouble.why = format!(
                    "the new version runs and is verified, but tidying up failed: {}",
                    trouble.why
                );
                verify::failed(self.engine, &self.planned.plan.project, trouble).await
            }
        }
    }

    async fn tidy_up(&self, release: i64, swaps: &[Swap]) -> Result<(), OperationError> {
        self.under_way.progress("tidying up", None, false);
        for swap in swaps {
            for old in &swap.old {
                self.remove(&old.container.id, &old.container.name).await?;
            }
            for new in &swap.new {
                let step = Step::RenameContainer {
                    container: new.id.clone(),
                    from: new.temporary.clone(),
                    to: new.name.clone(),
                };
                let rename =
                    async |intent: &_| self.engine.rename(intent, &new.id, &new.name).await;
                self.under_way.step(step, rename).await?;
            }
        }
        self.remove_private_tags().await?;
        self.under_way
            .context
            .store
            .mark_live(&self.codebase.name, release)
            .await?;
        self.discard_staging().await?;
        self.under_way.progress("tidying up", None, true);
        Ok(())
    }

    /// Removes a stopped container. Its volumes stay: the new one may have taken them over.
    pub(super) async fn remove(&self, id: &str, name: &str) -> Result<(), OperationError> {
        let step = Step::RemoveContainer {
            container: id.to_owned(),
            name: name.to_owned(),
        };
        self.under_way
            .step(step, async |intent| {
                self.engine.remove(intent, id, Volumes::Keep).await
            })
            .await
    }

    /// Undoes what was prepared and nothing more.
    pub(super) async fn discard_prepared(&self) -> Result<(), OperationError> {
        self.remove_private_tags().await?;
        self.discard_staging().await
    }
}
