//! `/docker-deploy` with strategy copy: what was shown is what happens, and production ends on one whole version.
//!
//! [`plan`] reads everything and changes nothing but folders of Hailer's own. [`carry_out`] plans again under the lock,
//! stages and builds while the old version serves, then swaps; whatever goes wrong from there on is put back and
//! verified. The plan is pure (`decide`), the executor is dumb.

mod build;
mod converge;
mod decide;
mod facts;
mod files;
mod finish;
mod images;
mod patience;
mod shared;
mod source;
mod swap;
mod tags;
mod wait;

use std::sync::Arc;

use crate::compose::{Document, Model, order};
use crate::domain::codebase::Codebase;
use crate::domain::finding::Level;
use crate::domain::name::{GitRef, ServiceName};
use crate::domain::outcome::Outcome;
use crate::domain::plan::{Change, Plan};
use crate::domain::policy::Approved;
use crate::domain::release::CanonicalModel;
use crate::engine::{Engine, Probe};
use crate::reply::{Redactor, Responder};

use super::changeover::Changeover;
use super::context::docker;
use super::under_way::{self, Ended, UnderWay};
use super::verify::Trouble;
use super::{Context, OperationError, secrets};
use facts::Facts;
pub(super) use facts::{gate, request};
use files::Files;
pub(super) use files::blocking;

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Which version; `None`: what the source holds now.
    pub reference: Option<&'a GitRef>,
    /// Which services; empty: all.
    pub services: &'a [ServiceName],
}

/// A plan with what it was made from.
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    facts: Facts,
    files: Files,
}

/// What a deploy would do. Nothing is changed.
pub async fn plan(
    context: &Context,
    codebase: &Codebase,
    wanted: &Wanted<'_>,
) -> Result<Planned, OperationError> {
    let (facts, files) = Box::pin(facts::collect(context, codebase, wanted)).await?;
    let known = |service: &&ServiceName| facts.model.services.contains_key(*service);
    if let Some(unknown) = wanted.services.iter().find(|service| !known(service)) {
        let names = facts.model.services.keys().map(ServiceName::as_str);
        return Err(OperationError::unknown_service(
            &codebase.name,
            unknown,
            names,
        ));
    }
    let order = order::start_order(&facts.model)?;
    let plan = decide::plan(&facts, &order, wanted.services);
    refuse_denied(codebase, &plan)?;
    // A probe that can't be asked is told now, not when the new version waits for it.
    facts.gate.probe.as_deref().map(Probe::new).transpose()?;
    let engine = context.engine().await?;
    let planned = Planned { plan, facts, files };
    swap::refuse_unsupported(engine, &planned)?;
    swap::refuse_foreign_names(engine, &planned).await?;
    Ok(planned)
}

/// The policy's denials are told before anything else.
fn refuse_denied(codebase: &Codebase, plan: &Plan) -> Result<(), OperationError> {
    let denied = plan
        .findings
        .iter()
        .filter(|(_, level)| *level == Level::Deny);
    let findings: Vec<_> = denied.map(|(finding, _)| finding.clone()).collect();
    if findings.is_empty() {
        Ok(())
    } else {
        Err(OperationError::Refused {
            codebase: codebase.name.clone(),
            findings,
        })
    }
}

/// The model of a release, as it was kept.
pub(super) fn model_of(kept: &CanonicalModel) -> Result<Model, OperationError> {
    let unreadable = |error: serde_json::Error| {
        OperationError::Internal(format!("a kept model can't be read: {error}"))
    };
    let document: Document = serde_json::from_slice(&kept.0).map_err(unreadable)?;
    Ok(Model::of_document(document)?)
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
    let ended = under_way::carry_out(context, approved, project, responder, async |under_way| {
        let planned = match plan(context, codebase, wanted).await {
            Ok(planned) => planned,
            Err(error) => return untouched(&error.to_string()),
        };
        if approved.digest() != Some(planned.plan.digest()) {
            changed = true;
            return untouched(&changed_meanwhile(codebase).to_string());
        }
        let engine = match context.engine().await {
            Ok(engine) => engine,
            Err(error) => return untouched(&error.to_string()),
        };
        let redactor = match secrets::of_models(
            [&planned.facts.model]
                .into_iter()
                .chain(&planned.facts.model_before),
        ) {
            Ok(redactor) => redactor,
            Err(error) => return untouched(&error.to_string()),
        };
        under_way.keep_secret(&redactor);
        Deploy {
            under_way,
            engine,
            codebase,
            planned: &planned,
            redactor: &redactor,
        }
        .run()
        .await
    })
    .await?;
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

fn untouched(why: &str) -> Outcome {
    Outcome::Untouched {
        why: Redactor::builder().build().redact(why).into_owned(),
        last_lines: Vec::new(),
    }
}

/// A deploy under way.
struct Deploy<'a> {
    under_way: &'a UnderWay<'a>,
    engine: &'a Engine,
    codebase: &'a Codebase,
    planned: &'a Planned,
    redactor: &'a Redactor,
}

impl Deploy<'_> {
    async fn run(&self) -> Outcome {
        let built = match self.prepare().await {
            Ok(built) => built,
            Err(error) => return self.nothing_changed(error).await,
        };
        let mut swaps = Vec::new();
        match self.swap_over(&built, &mut swaps).await {
            Ok(()) => self.finish().await,
            Err(error) => self.put_back(error).await,
        }
    }

    /// What has to be there before anything in production changes.
    async fn prepare(&self) -> Result<build::Built, OperationError> {
        self.under_way.go_on()?;
        self.stage().await?;
        self.build_images().await
    }

    /// From here on a failure is put back.
    async fn swap_over(
        &self,
        built: &build::Built,
        swaps: &mut Vec<swap::Swap>,
    ) -> Result<(), OperationError> {
        self.record_release(built).await?;
        self.apply_files().await?;
        self.verify_applied().await?;
        self.converge(built, swaps).await?;
        self.gate(swaps).await
    }

    /// Undoes what was prepared. The old version never noticed.
    async fn nothing_changed(&self, error: OperationError) -> Outcome {
        let cancelled = matches!(error, OperationError::Cancelled);
        let last_lines = match &error {
            OperationError::Engine(error) => error.last_lines(),
            _ => &[],
        };
        let last_lines: Vec<_> = last_lines
            .iter()
            .map(|line| self.redactor.redact(line).into_owned())
            .collect();
        if let Err(error) = self.discard_prepared().await {
            tracing::warn!(%error, "what was prepared is not removed");
        }
        if cancelled {
            return Outcome::Cancelled;
        }
        Outcome::Untouched {
            why: self.redactor.redact(&error.to_string()).into_owned(),
            last_lines,
        }
    }

    async fn discard_prepared(&self) -> Result<(), OperationError> {
        let changeover = self.changeover().await?;
        changeover.discard_prepared(self.under_way).await
    }

    /// How far this deploy has come.
    async fn changeover(&self) -> Result<Changeover, OperationError> {
        Ok(Changeover::read(&self.under_way.journal().await?))
    }

    /// The services that this deploy changes, in the order in which they are started.
    fn changing(&self) -> impl Iterator<Item = &crate::domain::plan::ServicePlan> {
        self.planned
            .plan
            .services
            .iter()
            .filter(|service| service.change != Change::Keep)
    }

    async fn trouble(&self, error: OperationError) -> Trouble {
        Trouble::of(error, self.engine, self.redactor).await
    }
}
