//! Before the swap: the new files beside the old ones, and what else the new version needs. The old version serves on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::Deploy;
use super::files::blocking;
use super::place::Place;
use crate::compose;
use crate::domain::journal::Step;
use crate::domain::name::ServiceName;
use crate::operation::{Differs, OperationError};
use crate::reply::few;
use crate::sync;

/// How many services are named that read otherwise than planned.
const NAMED: usize = 5;

/// The image id that each service will run.
pub(super) type Built = BTreeMap<ServiceName, String>;

impl Deploy<'_> {
    /// Copies what changes beside production, hashing it on the way.
    pub(super) async fn stage(&self) -> Result<(), OperationError> {
        let files = self.planned.files.clone();
        let production = match &files.place {
            Place::Link(linked) => return self.stage_release(linked).await,
            Place::Folder(_) if files.diff.is_empty() => return Ok(()),
            Place::Folder(production) => Arc::clone(production),
        };
        self.under_way.progress("staging files", None, false);
        let operation = self.under_way.operation().clone();
        let staging = sync::folder_name(&operation);
        let step = Step::StageFiles {
            production: production.path().display().to_string(),
            staging,
        };
        self.under_way
            .step(step, async |_| {
                blocking(move || {
                    sync::stage(
                        files.contents.origin(),
                        &production,
                        &files.diff,
                        &operation,
                    )
                })
                .await
            })
            .await?;
        self.under_way.progress("staging files", None, true);
        Ok(())
    }

    /// Renames the staged files into place, or points production to where they are.
    pub(super) async fn apply_files(&self) -> Result<(), OperationError> {
        let production = match &self.planned.files.place {
            Place::Link(linked) => return self.point(linked).await,
            Place::Folder(_) if self.planned.plan.files.is_empty() => return Ok(()),
            Place::Folder(production) => Arc::clone(production),
        };
        self.under_way.go_on().await?;
        self.under_way
            .progress("putting files into place", None, false);
        let operation = self.under_way.operation().clone();
        let staging = sync::folder_name(&operation);
        let step = Step::ApplyFiles {
            staging: staging.clone(),
            undo: staging,
        };
        self.under_way
            .step(step, async |_| {
                blocking(move || {
                    let staged = sync::Staging::open(&production, &operation)?;
                    staged.map_or(Ok(()), |staged| {
                        sync::apply(&production, &staged, &mut |_| {})
                    })
                })
                .await
            })
            .await?;
        self.under_way
            .progress("putting files into place", None, true);
        Ok(())
    }

    /// What stands in production now must give the model that was foreseen.
    pub(super) async fn verify_applied(&self) -> Result<(), OperationError> {
        let Some(foreseen) = &self.planned.facts.foreseen else {
            return Ok(());
        };
        if self.planned.plan.files.is_empty() && self.planned.plan.link.is_none() {
            return Ok(());
        }
        let docker = super::docker(self.codebase)?;
        let binary = self.under_way.context.compose().await?;
        let applied = compose::load_json(&binary, &super::request(docker)?).await?;
        if applied == *foreseen {
            Ok(())
        } else {
            Err(Differs::AppliedDiffers {
                what: format!(
                    "{}. What only production has, such as .env, was changed meanwhile: look at it, and deploy again",
                    few(&differing(foreseen, &applied), NAMED)
                ),
            }.into())
        }
    }
}

/// The services that read otherwise; where none does, the sections.
fn differing(foreseen: &Value, applied: &Value) -> Vec<String> {
    let services = keys_that_differ(&foreseen["services"], &applied["services"]);
    if services.is_empty() {
        keys_that_differ(foreseen, applied)
    } else {
        services
    }
}

fn keys_that_differ(one: &Value, other: &Value) -> Vec<String> {
    let keys = |value: &Value| -> BTreeSet<String> {
        let object = value.as_object().into_iter();
        object.flat_map(|object| object.keys().cloned()).collect()
    };
    let mut all = keys(one);
    all.append(&mut keys(other));
    all.retain(|key| one.get(key) != other.get(key));
    all.into_iter().collect()
}
