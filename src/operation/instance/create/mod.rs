//! `/docker-create`: one instance or several side by side.

mod decide;
mod make;
mod one;
mod port;
mod room;
mod together;
mod undone;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use secrecy::SecretString;
use tokio::sync::Semaphore;

use super::each::AT_ONCE;
use super::mount::HostVolume;
use crate::domain::instance::{Instance, Mode};
use crate::domain::name::{CodebaseName, InstanceName, PresetName, VariableName, VersionName};
use crate::domain::policy::Approved;
use crate::operation::{Context, OperationError};
use crate::reply::Responder;
use decide::decide;
use one::One;
use together::Together;

pub(super) use make::{ready, stand};
pub(super) use port::{Ports, claim};

/// What is asked for. Each preset makes one instance.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch that is given or not"
)]
pub struct Wanted {
    /// Which presets.
    pub presets: Vec<PresetName>,
    /// Whose compose files have presets, too.
    pub codebase: Option<CodebaseName>,
    /// Which version of each; `None`: its usual one.
    pub version: Option<VersionName>,
    /// An image in place of the preset's.
    pub image: Option<String>,
    /// How much it minds its data.
    pub mode: Mode,
    /// What it is called; `None`: a name is drawn.
    pub name: Option<InstanceName>,
    /// The machine's port for its first one, and no other.
    pub port: Option<u16>,
    /// Variables, over those of the preset.
    pub environment: BTreeMap<VariableName, SecretString>,
    /// Folders and files of the machine that are mounted.
    pub volumes: Vec<HostVolume>,
    /// After how long it destroys itself; `None`: never.
    pub period: Option<Duration>,
    /// Whether it goes when the bot is ended.
    pub with_bot: bool,
    /// Whether its ports are served on every interface.
    pub public: bool,
    /// Whether one of the same name makes room.
    pub replace: bool,
    /// Whether what failed while starting stays, to be looked at.
    pub keep: bool,
    /// Whether all go when one fails.
    pub all_or_nothing: bool,
}

/// What became of one that was asked for.
#[derive(Debug)]
pub struct Created {
    /// Of which preset.
    pub preset: PresetName,
    /// Which version; `None` where that isn't known.
    pub version: Option<VersionName>,
    /// What it is called; `None` where it came to no name.
    pub name: Option<InstanceName>,
    /// The instance, or why there is none.
    pub result: Result<Instance, OperationError>,
    /// Whether one that failed is there all the same.
    pub kept: bool,
    /// Whether it was seen that nothing is left of one that failed.
    pub gone: bool,
    /// What should be looked at, a sentence each.
    pub warnings: Vec<String>,
    /// How long it took until it was ready.
    pub took: Duration,
}

/// Makes what is wanted. An error is one of the question; what goes wrong with one of several stands in its place.
pub async fn create(
    context: &Context,
    approved: &Approved,
    wanted: &Wanted,
    responder: &Arc<dyn Responder>,
) -> Result<Vec<Created>, OperationError> {
    let plans = decide(context, wanted).await?;
    let together = wanted.all_or_nothing.then(|| Together::of(plans.len()));
    let places = Semaphore::new(AT_ONCE);
    let one = One {
        context,
        approved,
        wanted,
        responder,
        places: &places,
    };
    let each = plans.into_iter().map(|plan| {
        let member = together
            .as_ref()
            .map(|together| together.member(plan.preset.name.to_string()));
        one.create(plan, member)
    });
    let mut all = join_all(each).await;
    // What a crash has left of the name is for the caller to bring to an end first.
    if let [only] = all.as_slice()
        && matches!(&only.result, Err(OperationError::Busy(busy)) if busy.lapsed)
        && let Some(Created {
            result: Err(busy), ..
        }) = all.pop()
    {
        return Err(busy);
    }
    Ok(all)
}
