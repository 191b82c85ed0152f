//! `/docker-deploy` with every strategy, and `/docker-rollback`: what was shown is what happens, and production ends on one whole
//! version.
//!
//! [`plan`] reads everything and changes nothing but folders of Hailer's own. [`carry_out`] plans again under the lock,
//! stages and builds while the old version serves, then swaps; whatever goes wrong from there on is put back and
//! verified. Where the new version comes from is for `origin` to know; the plan is pure (`planning`), the executor dumb.

mod build;
mod converge;
mod deadline;
mod files;
mod finish;
mod images;
mod origin;
mod place;
mod planning;
mod reach;
mod snapshot;
mod swap;
mod tags;
mod wait;

use std::sync::{Arc, OnceLock};

use tokio::sync::SetOnce;
use tokio_util::sync::CancellationToken;

use crate::domain::action::Action;
use crate::domain::codebase::Codebase;
use crate::domain::name::{GitRef, ReleaseName, ServiceName};
use crate::domain::outcome::Outcome;
use crate::domain::plan::{Change, Plan, ServicePlan};
use crate::domain::policy::Approved;
use crate::engine::Engine;
use crate::reply::{Redactor, Responder};

use super::changeover::Changeover;
use super::context::docker;
use super::under_way::{self, Ended, UnderWay};
use super::verify::{Deadline, Trouble};
use super::{Context, OperationError, secrets};
use converge::{Calm, Replaced};
pub(super) use files::blocking;
pub(super) use images::tags_of_release;
pub use origin::{NoRelease, NoVersion};
pub(super) use planning::evaluate::{model_of, request};
pub(super) use planning::patience;
pub use planning::{Planned, plan};

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Which version.
    pub version: Version<'a>,
    /// Which services; empty: all.
    pub services: &'a [ServiceName],
    /// Whether what is built is pushed to its registry, too, and run as it is there.
    pub build_push: bool,
}

/// Which version is to stand in production.
#[derive(Debug, Clone, Copy)]
pub enum Version<'a> {
    /// What the source holds now.
    Current,
    /// A branch, tag or commit on GitHub, or the head of a pull request (`pull/7/head`).
    Reference(&'a GitRef),
    /// A release on record; `None`: the one before the live one.
    Release(Option<&'a ReleaseName>),
}

impl<'a> Version<'a> {
    /// The version of a deploy that names `reference`, or nothing.
    #[must_use]
    pub const fn deployed(reference: Option<&'a GitRef>) -> Self {
        match reference {
            Some(reference) => Self::Reference(reference),
            None => Self::Current,
        }
    }

    /// What bringing it to production is called.
    const fn action(self) -> Action {
        match self {
            Self::Current | Self::Reference(_) => Action::Deploy,
            Self::Release(_) => Action::Rollback,
        }
    }
}

/// Carries it out, under the project's lock, if what would be done is still what was shown.
pub async fn carry_out(
    context: &Context,
    approved: &Approved,
    codebase: &Codebase,
    wanted: &Wanted<'_>,
    responder: &Arc<dyn Responder>,
) -> Result<Ended, OperationError> {
    let project = &docker(codebase)?.compose_project;
    let mut changed = false;
    let work = async |under_way: &UnderWay<'_>| {
        let planned = match Box::pin(plan(context, codebase, wanted)).await {
            Ok(planned) => planned,
            Err(error) => return Ok(untouched(&error.to_string())),
        };
        if approved.digest() != Some(planned.plan.digest()) {
            changed = true;
            return Ok(untouched(&changed_meanwhile(codebase).to_string()));
        }
        let engine = match context.engine().await {
            Ok(engine) => engine,
            Err(error) => return Ok(untouched(&error.to_string())),
        };
        let redactor = match secrets::of_models(
            [&planned.facts.model]
                .into_iter()
                .chain(&planned.facts.model_before),
        ) {
            Ok(redactor) => redactor,
            Err(error) => return Ok(untouched(&error.to_string())),
        };
        under_way.keep_secret(&redactor);
        let deploy = Deploy {
            under_way,
            engine,
            codebase,
            planned: &planned,
            redactor: &redactor,
            replaced: Replaced::none_of(changing(&planned.plan).map(|plan| &plan.service)),
            calm: Calm::default(),
            deadline: OnceLock::new(),
            halted: CancellationToken::new(),
            verified: SetOnce::new(),
        };
        Box::pin(deploy.run()).await
    };
    let ended = under_way::carry_out(context, approved, project, responder, work);
    let ended = Box::pin(ended).await?;
    if changed {
        Err(changed_meanwhile(codebase))
    } else {
        Ok(ended)
    }
}

fn changed_meanwhile(codebase: &Codebase) -> OperationError {
    OperationError::ChangedMeanwhile {
        codebase: codebase.name.clone(),
    }
}

/// The outcome of what failed before anything in production was changed.
pub(super) fn untouched(why: &str) -> Outcome {
    Outcome::untouched(Redactor::builder().build().redact(why))
}

/// A deploy under way.
struct Deploy<'a> {
    under_way: &'a UnderWay<'a>,
    engine: &'a Engine,
    codebase: &'a Codebase,
    planned: &'a Planned,
    redactor: &'a Redactor,
    replaced: Replaced,
    calm: Calm,
    /// By when the new version has to be up; settled once its images are there.
    deadline: OnceLock<Deadline>,
    /// Cancelled where a service's change has failed.
    halted: CancellationToken,
    /// Set once the files in production are known to give the model that was foreseen.
    verified: SetOnce<()>,
}

/// The services that the plan changes, in the order in which they are started.
fn changing(plan: &Plan) -> impl Iterator<Item = &ServicePlan> {
    plan.services
        .iter()
        .filter(|service| service.change != Change::Keep)
}

impl Deploy<'_> {
    /// An error leaves it interrupted: nothing is final yet.
    async fn run(&self) -> Result<Outcome, OperationError> {
        let built = match Box::pin(self.prepare()).await {
            Ok(built) => built,
            Err(error) => return Box::pin(self.nothing_changed(error)).await,
        };
        match Box::pin(self.swap_over(&built)).await {
            Ok(()) => Box::pin(self.finish()).await,
            Err(error) => Box::pin(self.put_back(error)).await,
        }
    }

    /// What has to be there before anything in production changes.
    async fn prepare(&self) -> Result<build::Built, OperationError> {
        self.under_way.go_on().await?;
        Box::pin(self.snapshot()).await?;
        self.stage().await?;
        let built = Box::pin(self.build_images()).await?;
        self.keep_images(&built).await?;
        self.settle_deadline(&built).await?;
        // The last moment at which nothing has to be put back.
        self.under_way.go_on().await?;
        Ok(built)
    }

    /// From here on a failure is put back.
    async fn swap_over(&self, built: &build::Built) -> Result<(), OperationError> {
        self.record_release(built).await?;
        self.apply_files().await?;
        self.verify_reach()?;
        let (verified, converged) =
            tokio::join!(self.verify_files(), Box::pin(self.converge(built)));
        verified.and(converged)?;
        self.gate().await
    }

    /// Looks at the files in production while new containers are made. None is started, and no old one stopped, before.
    async fn verify_files(&self) -> Result<(), OperationError> {
        let verified = self.verify_applied().await;
        match verified {
            Ok(()) => drop(self.verified.set(())),
            Err(_) => self.halted.cancel(),
        }
        verified
    }

    /// How far this deploy has come.
    async fn changeover(&self) -> Result<Changeover, OperationError> {
        Ok(Changeover::read(&self.under_way.journal().await?))
    }

    /// The services that this deploy changes.
    fn changing(&self) -> impl Iterator<Item = &ServicePlan> {
        changing(&self.planned.plan)
    }

    async fn trouble(&self, error: OperationError) -> Trouble {
        Trouble::of(error, self.engine, self.redactor).await
    }
}
