//! What an operation does is in the journal before it is done and again after. Nothing is done that is another's by now.

use std::time::Instant;

use serde_json::json;

use super::fail_point::{Place, Point};
use super::{OperationError, UnderWay, grip};
use crate::domain::journal::{Intent, Step};
use crate::domain::operation::{StepRecord, StepState};
use crate::store::StoreError;

impl UnderWay<'_> {
    /// What the operation has done so far.
    pub(in crate::operation) async fn journal(&self) -> Result<Vec<StepRecord>, OperationError> {
        Ok(self.context.store.steps(self.operation()).await?)
    }

    /// Whoever goes back from here can't be taken for one who goes on: where it was only about to be put on record that the gate
    /// has passed, it never will be, also by one who was frozen or whose word was on its way.
    pub(in crate::operation) async fn settle_gate(&self) -> Result<(), OperationError> {
        let journal = self.journal().await?;
        let open = journal
            .iter()
            .filter(|row| row.step == Step::GatePassed && row.state == StepState::Intent);
        for row in open {
            let why = "not on record in time";
            let withdrawn = self
                .context
                .store
                .withdraw(self.operation(), row.number, why);
            withdrawn.await?;
        }
        Ok(())
    }

    /// Takes one step: commits the intent, acts, and commits what came of it. Where the engine never answered, it isn't
    /// known whether the step was taken, and its row goes on saying no more than the intent.
    pub(in crate::operation) async fn step<T, E>(
        &self,
        step: Step,
        act: impl AsyncFnOnce(&Intent) -> Result<T, E>,
    ) -> Result<T, OperationError>
    where
        E: Into<OperationError>,
    {
        let started = Instant::now();
        let held = self.grip.hold().await;
        let _held = (!grip::may_be_cut_short(&step)).then_some(held);
        let here = self.context.fail_point(Point::Step(&step));
        here.reached(Place::Before).await;
        let intent = Box::pin(self.intend(&step)).await?;
        here.reached(Place::Intended).await;
        Box::pin(self.still_mine()).await?;
        let number = intent.step();
        let came = Box::pin(act(&intent)).await;
        here.reached(Place::Acted).await;
        match came {
            Ok(done) => {
                self.context.store.done(&intent, json!({})).await?;
                here.reached(Place::After).await;
                tracing::info!(
                    step = number,
                    elapsed_ms = started.elapsed().as_millis(),
                    "step done"
                );
                Ok(done)
            }
            Err(error) => {
                let error = error.into();
                Box::pin(self.still_mine()).await?;
                let why = error.to_string();
                let why = self.redactor().redact(&why);
                if error.leaves_unknown() {
                    tracing::warn!(
                        step = number,
                        error = &*why,
                        "not known whether the step was taken"
                    );
                    return Err(error);
                }
                self.context.store.failed(&intent, &why).await?;
                tracing::warn!(step = number, error = &*why, "step failed");
                Err(error)
            }
        }
    }

    /// Commits the intent. One whose lease has run out gets it again first, unless another has taken the operation over; then
    /// this never ends, and the operation does.
    async fn intend(&self, step: &Step) -> Result<Intent, OperationError> {
        let store = &self.context.store;
        match store.intend(self.lease, step).await {
            Err(StoreError::LeaseLost { .. }) => self.mine().await?,
            intent => return Ok(intent?),
        }
        match store.intend(self.lease, step).await {
            Err(StoreError::LeaseLost { .. }) => self.grip.lose().await,
            intent => Ok(intent?),
        }
    }

    /// Puts something on record that no step of the journal stands for, if the operation is still this process's.
    pub(in crate::operation) async fn record<T>(
        &self,
        name: &'static str,
        recorded: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, OperationError>
    where
        T: Send,
    {
        let _held = self.grip.hold().await;
        Box::pin(self.mine()).await?;
        Ok(self.context.recording(name, recorded).await?)
    }
}
