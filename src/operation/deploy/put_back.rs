//! A deploy that failed after something had changed: files, tags and containers are put back, and that is verified too.

use std::sync::Arc;

use super::Deploy;
use super::build::Built;
use super::files::blocking;
use super::swap::Swap;
use crate::domain::journal::Step;
use crate::domain::outcome::Outcome;
use crate::engine::{Expects, RestartPolicy, Watched};
use crate::operation::OperationError;
use crate::operation::verify::{self, Trouble, Until};
use crate::sync;

impl Deploy<'_> {
    /// Puts the old version back and says what became of it.
    pub(super) async fn put_back(
        &self,
        error: OperationError,
        built: &Built,
        swaps: &[Swap],
    ) -> Outcome {
        let trouble = self.trouble(error).await;
        self.under_way.progress(
            "putting the old version back",
            Some(trouble.why.clone()),
            false,
        );
        match self.undo(built, swaps).await {
            Ok(()) => {
                self.under_way
                    .progress("putting the old version back", None, true);
                let Trouble {
                    why,
                    service,
                    last_lines,
                } = trouble;
                Outcome::RolledBack {
                    why,
                    service,
                    last_lines,
                    not_undone: not_undone(swaps),
                }
            }
            Err(second) => {
                let second = second.to_string();
                let second = self.redactor.redact(&second);
                let why = format!(
                    "{}; putting the old version back failed too: {second}",
                    trouble.why
                );
                verify::failed(
                    self.engine,
                    &self.planned.plan.project,
                    Trouble { why, ..trouble },
                )
                .await
            }
        }
    }

    async fn undo(&self, built: &Built, swaps: &[Swap]) -> Result<(), OperationError> {
        for swap in swaps.iter().rev() {
            self.remove_new(swap).await?;
        }
        self.undo_files().await?;
        self.undo_tags(built).await?;
        for swap in swaps {
            self.revive_old(swap).await?;
        }
        self.gate_old(swaps).await?;
        self.discard_prepared().await
    }

    async fn remove_new(&self, swap: &Swap) -> Result<(), OperationError> {
        for new in &swap.new {
            if new.started {
                let step = Step::StopContainer {
                    container: new.id.clone(),
                };
                self.under_way
                    .step(step, async |intent| {
                        self.engine.stop(intent, &new.id, None).await
                    })
                    .await?;
            }
            self.remove(&new.id, &new.temporary).await?;
        }
        Ok(())
    }

    async fn undo_files(&self) -> Result<(), OperationError> {
        if self.planned.plan.files.is_empty() {
            return Ok(());
        }
        let production = Arc::clone(&self.planned.files.production);
        let operation = self.under_way.operation().clone();
        let step = Step::UndoFiles {
            undo: sync::folder_name(&operation),
        };
        let undone = self
            .under_way
            .step(step, async |_| {
                blocking(move || sync::undo(&production, &operation, &mut |_| {})).await
            })
            .await?;
        match undone.kept.first() {
            None => Ok(()),
            Some(path) => Err(OperationError::EditedMeanwhile { path: path.clone() }),
        }
    }

    async fn revive_old(&self, swap: &Swap) -> Result<(), OperationError> {
        for old in &swap.old {
            let id = old.container.id.as_str();
            if let Some(policy) = old.policy {
                let (from, to) = (RestartPolicy::No.to_string(), policy.to_string());
                let step = Step::SetRestartPolicy {
                    container: id.to_owned(),
                    from,
                    to,
                };
                let set =
                    async |intent: &_| self.engine.set_restart_policy(intent, id, policy).await;
                self.under_way.step(step, set).await?;
            }
            if old.ran {
                let step = Step::StartContainer {
                    container: id.to_owned(),
                };
                self.under_way
                    .step(step, async |intent| self.engine.start(intent, id).await)
                    .await?;
            }
        }
        Ok(())
    }

    /// The old version is verified as a new one would be, and no cancelling cuts that short.
    async fn gate_old(&self, swaps: &[Swap]) -> Result<(), OperationError> {
        let mut watched = Vec::new();
        for swap in swaps.iter().filter(|swap| !swap.one_shot) {
            for old in swap.old.iter().filter(|old| old.ran) {
                watched.push(Watched {
                    service: swap.service.clone(),
                    container: old.container.id.clone(),
                    expects: Expects::Ready,
                    restarts_before: 0,
                });
            }
        }
        if watched.is_empty() {
            return Ok(());
        }
        verify::gate(
            self.under_way,
            &watched,
            &self.planned.plan.gate,
            Until::Over,
        )
        .await
    }
}

/// What running the new version has done that putting the old one back does not undo.
fn not_undone(swaps: &[Swap]) -> Vec<String> {
    let ran = |swap: &&Swap| swap.new.iter().any(|new| new.started);
    swaps
        .iter()
        .filter(ran)
        .map(|swap| {
            if swap.one_shot {
                format!("{} ran; what it did to data stays done", swap.service)
            } else {
                format!(
                    "{} ran on its new version; what it wrote stays written",
                    swap.service
                )
            }
        })
        .collect()
}
