//! The change from the old version to the new one, as far as the journal says that it has come, and the two ways on from
//! there: back (`back`), or to its end (`forward`).
//!
//! A deploy that fails and one that was killed go the same ways, from the same journal. Both ways may be taken again from
//! wherever they were left: each looks at what is there before it acts. Nothing here decides which way to take.

mod back;
mod discard;
mod forward;
mod journal;
mod link;
mod made;
mod revive;
mod strayed;

pub(super) use back::PutBack;
pub(super) use made::stop as stop_made;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::domain::journal::{NewNames, RunningContainer};
use crate::domain::name::{CodebaseName, ServiceName};
use crate::domain::release::Release;
use crate::operation::OperationError;
use crate::operation::under_way::UnderWay;

/// How far a deploy has come. Everything in it can be undone, and finished.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changeover {
    swaps: Vec<Swap>,
    /// What ran when the operation began, and whose replacement hasn't begun.
    staying: Vec<RunningContainer>,
    /// The production folder, where files were staged in it.
    production: Option<PathBuf>,
    /// production_path, where it is a link.
    link: Option<link::Link>,
    /// The project's tags that were moved, with the image id that each stood for before, if any.
    tags: BTreeMap<String, Option<String>>,
    /// The tags under which images were built.
    private_tags: BTreeSet<String>,
    /// What was not as the live release has it before anything was changed, in words.
    differing: BTreeSet<String>,
    /// The images that were pulled, by repository and digest.
    pulled: BTreeSet<String>,
    /// The tags that were pushed to their registries, or, where nobody knows, may have been (`false`). There they stay.
    pushed: BTreeMap<String, bool>,
    /// The images that they were to be pushed from, each with its tag: the engine knows them by digest since.
    pushed_from: BTreeSet<(String, String)>,
    /// The networks and volumes that were made. They stay: a volume may hold data by now.
    made: Vec<String>,
    /// Whether production may have been changed.
    pub(super) touched: bool,
    /// Whether the new version was verified.
    pub(super) gate_passed: bool,
}

/// One service's old containers and the new ones that take their place.
#[derive(Debug, PartialEq, Eq)]
struct Swap {
    service: ServiceName,
    one_shot: bool,
    old: Vec<Old>,
    new: Vec<NewNames>,
    /// Whether a new container was started.
    started: bool,
}

/// A container of the version that served before. It keeps its name until the gate has passed.
#[derive(Debug, PartialEq, Eq)]
struct Old {
    id: String,
    name: String,
    /// Whether it ran, and so must run again when it is put back.
    ran: bool,
    /// Its own restart policy, while it is switched off so that no daemon restart revives it.
    policy: Option<String>,
    /// Whether it may be in the middle of stopping: nobody has seen the end of it.
    stopping: bool,
}

impl Changeover {
    /// Whether the containers of `service` run to their end.
    pub(super) fn is_one_shot(&self, service: &str) -> bool {
        self.swaps
            .iter()
            .any(|swap| swap.one_shot && swap.service.as_str() == service)
    }

    /// What running the new version has done that putting the old one back does not undo.
    pub(super) fn not_undone(&self) -> Vec<String> {
        let started = self.swaps.iter().filter(|swap| swap.started);
        let ran = started.map(|swap| {
            if swap.one_shot {
                format!("{} ran; what it did to data stays done", swap.service)
            } else {
                format!(
                    "{} ran on its new version; what it wrote stays written",
                    swap.service
                )
            }
        });
        let made = self
            .made
            .iter()
            .map(|what| format!("{what} was made and stays"));
        ran.chain(made).chain(self.still_pushed()).collect()
    }

    /// What stays in registries, whatever is put back here.
    pub(super) fn still_pushed(&self) -> Vec<String> {
        let pushed = self.pushed.iter().map(|(tag, known)| {
            if *known {
                format!("{tag} was pushed to its registry and stays there")
            } else {
                format!("{tag} may have been pushed to its registry, and stays there then")
            }
        });
        pushed.collect()
    }
}

/// Whose operation it is.
async fn codebase(under_way: &UnderWay<'_>) -> Result<CodebaseName, OperationError> {
    let store = &under_way.context.store;
    let operation = store.operation(under_way.operation()).await?;
    let operation = operation
        .ok_or_else(|| OperationError::Internal("the operation is not on record".to_owned()))?;
    Ok(operation.codebase)
}

/// The release that the operation has recorded, if it came so far.
pub(super) async fn release(under_way: &UnderWay<'_>) -> Result<Option<Release>, OperationError> {
    let store = &under_way.context.store;
    let Some(operation) = store.operation(under_way.operation()).await? else {
        return Ok(None);
    };
    let releases = store.releases(&operation.codebase).await?;
    Ok(releases
        .into_iter()
        .find(|release| release.operation == operation.id))
}
