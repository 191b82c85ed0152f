//! An operation under way: it has the project's lock, its lease is kept alive, and each step is in the journal before it
//! is taken and again after.

pub mod cancel;
pub(super) mod fail_point;
mod grip;
mod heed;
mod hold;
mod journalled;
pub(super) mod step;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use backon::{ExponentialBuilder, Retryable};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use super::{Context, OperationError, Unfinished};
use crate::domain::action::Action;
use crate::domain::journal::OperationState;
use crate::domain::name::{CodebaseName, OperationId, ProjectName};
use crate::domain::operation::Operation;
use crate::domain::outcome::Outcome;
use crate::domain::policy::Approved;
use crate::reply::{Progress, Redactor, Responder};
use crate::store::{BeginError, Lease, StoreError};
use grip::Grip;
use heed::Heed;

/// An operation that has the project's lock.
pub(super) struct UnderWay<'a> {
    pub(super) context: &'a Context,
    lease: &'a Lease,
    responder: &'a dyn Responder,
    /// What it does, as people call it.
    title: String,
    of_instance: bool,
    heed: Heed<'a>,
    redactor: OnceLock<Redactor>,
    grip: Grip,
}

/// An operation that has ended, as it is on record.
#[derive(Debug)]
pub struct Ended {
    /// Its id.
    pub operation: OperationId,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took.
    pub elapsed: Duration,
}

/// Takes the project's lock, does `work`, puts the outcome on record and gives the lock back.
///
/// An error of `work` leaves the operation interrupted, for whoever looks next. `Busy` where another has the lock. What a lapsed lease has is for `recover` first, so the operation stays queued for a
/// second try; else it ends here.
pub(super) async fn carry_out(
    context: &Context,
    approved: &Approved,
    project: &ProjectName,
    responder: &Arc<dyn Responder>,
    work: impl AsyncFnOnce(&UnderWay<'_>) -> Result<Outcome, OperationError>,
) -> Result<Ended, OperationError> {
    if context.draining.is_cancelled() {
        return Err(OperationError::Stopping);
    }
    let lease = match context.store.begin(approved, project, context.lease).await {
        Ok(lease) => lease,
        Err(BeginError::Busy(busy)) => {
            if let Some(queued) = approved.operation().filter(|_| !busy.lapsed) {
                let outcome = Outcome::untouched(busy.to_string());
                let settled = context.store.settle(queued, &outcome);
                context.recording("settle", settled).await?;
            }
            return Err(OperationError::Busy(busy));
        }
        Err(BeginError::Store(error)) => return Err(error.into()),
        Err(other) => return Err(OperationError::not_begun(other)),
    };
    let span = tracing::info_span!(
        "operation",
        operation = %lease.operation(),
        codebase = approved.codebase().map(tracing::field::display),
        action = ?approved.action(),
    );
    let of = (approved.codebase(), approved.action());
    under_lease(context, &lease, (of, responder), work)
        .instrument(span)
        .await
}

/// The same for an operation whose lease has run out. Where `work` fails, it stays interrupted, to be taken over again.
///
/// `None` where another has taken it over, or its owner is back, or this process is about to end.
pub(super) async fn take_over(
    context: &Context,
    interrupted: &Operation,
    responder: &Arc<dyn Responder>,
    work: impl AsyncFnOnce(&UnderWay<'_>) -> Result<Outcome, OperationError>,
) -> Result<Option<Ended>, OperationError> {
    if context.draining.is_cancelled() {
        return Ok(None);
    }
    let lease = match context.store.adopt(&interrupted.id, context.lease).await {
        Ok(lease) => lease,
        Err(StoreError::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let span = tracing::info_span!(
        "recovery",
        operation = %interrupted.id,
        codebase = %interrupted.codebase,
        action = ?interrupted.action,
    );
    let of = (Some(&interrupted.codebase), interrupted.action);
    under_lease(context, &lease, (of, responder), work)
        .instrument(span)
        .await
        .map(Some)
}

/// What is done, as people call it ("shop: deploy").
#[must_use]
pub fn title(codebase: Option<&CodebaseName>, action: Action) -> String {
    let action = action.phrase();
    codebase.map_or_else(
        || action.to_owned(),
        |codebase| format!("{codebase}: {action}"),
    )
}

async fn under_lease(
    context: &Context,
    lease: &Lease,
    ((codebase, action), responder): ((Option<&CodebaseName>, Action), &Arc<dyn Responder>),
    work: impl AsyncFnOnce(&UnderWay<'_>) -> Result<Outcome, OperationError>,
) -> Result<Ended, OperationError> {
    let started = Instant::now();
    tracing::info!("operation began");
    let running = context.running(lease.operation());
    let under_way = UnderWay {
        context,
        lease,
        responder: &**responder,
        title: title(codebase, action),
        of_instance: codebase.is_some_and(CodebaseName::is_instances),
        heed: Heed::new(&context.store, lease.operation(), running.cancelled.clone()),
        redactor: OnceLock::new(),
        grip: Grip::default(),
    };
    let outcome = tokio::select! {
        outcome = Box::pin(work(&under_way)) => outcome?,
        () = Box::pin(under_way.keep_lease()) => return Err(under_way.taken_over().into()),
        () = Box::pin(under_way.grip.let_go(&context.draining)) => return Err(under_way.hand_over().await.into()),
        never = Box::pin(under_way.heed.watch()) => match never {},
    };
    let elapsed = started.elapsed();
    // Its words and log lines are for the one who asked, not for the log.
    tracing::info!(
        outcome = OperationState::after(&outcome).as_str(),
        elapsed_ms = elapsed.as_millis(),
        "operation ended"
    );
    let finish = || context.store.finish(lease, &outcome);
    let finish = finish
        .retry(ExponentialBuilder::default())
        .when(|error| !matches!(error, StoreError::LeaseLost { .. }));
    match context.recording("finish", finish).await {
        Ok(()) => {}
        Err(StoreError::LeaseLost { .. }) => return Err(under_way.taken_over().into()),
        Err(error) => {
            return Err(Unfinished::NotOnRecord {
                ended: OperationState::after(&outcome).as_str(),
                why: error.to_string(),
            }
            .into());
        }
    }
    drop(running);
    Ok(Ended {
        operation: lease.operation().clone(),
        outcome,
        elapsed,
    })
}

impl UnderWay<'_> {
    /// The operation's id.
    pub(super) fn operation(&self) -> &OperationId {
        self.lease.operation()
    }

    /// The project that it has the lock of.
    pub(super) fn project(&self) -> &ProjectName {
        self.lease.project()
    }

    /// Keeps the project's secrets out of the journal and the log from here on, not only the shapes that all know.
    pub(super) fn keep_secret(&self, redactor: &Redactor) {
        // Setting it twice would be a mistake that costs nothing: the first one holds.
        drop(self.redactor.set(redactor.clone()));
    }

    fn redactor(&self) -> &Redactor {
        self.redactor.get_or_init(|| Redactor::builder().build())
    }

    /// Ends when somebody asks the operation to stop, with the error that says who.
    pub(super) async fn cancelled(&self) -> OperationError {
        self.heed.asked().await
    }

    /// A token that is cancelled when somebody asks the operation to stop, and that can be cancelled by itself.
    pub(super) fn cancellation(&self) -> CancellationToken {
        self.heed.token()
    }

    /// Stops here if somebody asked for it, here or by way of the store. Between steps, never within one.
    pub(super) async fn go_on(&self) -> Result<(), OperationError> {
        self.heed.look().await
    }

    /// Shows how far the operation is.
    pub(super) fn progress(&self, step: impl Into<String>, detail: Option<String>, done: bool) {
        self.responder.progress(Progress {
            operation: self.operation().clone(),
            title: self.title.clone(),
            step: step.into(),
            detail,
            done,
        });
    }
}
