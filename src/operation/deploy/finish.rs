//! How a deploy ends: tidied up once the gate has passed, put back where anything failed before, and only discarded where
//! nothing in production had changed by then.

use super::Deploy;
use crate::domain::outcome::Outcome;
use crate::domain::release::NamedRelease;
use crate::operation::changeover::{Changeover, PutBack, stop_made};
use crate::operation::verify::{self, Trouble, kept_up};
use crate::operation::{Differs, OperationError};

impl Deploy<'_> {
    /// Production runs the new version, verified. What fails from here on leaves it running, and is told.
    pub(super) async fn finish(&self) -> Result<Outcome, OperationError> {
        const DOING: &str = "tidying up";
        self.under_way.progress(DOING, None, false);
        match self.tidy_up().await {
            Ok(release) => {
                self.under_way.progress(DOING, None, true);
                Ok(Outcome::Done { release })
            }
            Err(error) if error.may_pass() => {
                let why = format!("the new version was verified, but {DOING} failed: {error}");
                Err(self.under_way.leave(&why).await)
            }
            Err(error) => {
                let runs = match error {
                    OperationError::Differs(Differs::NotAsReleased { .. }) => {
                        "all services run and are verified, but"
                    }
                    OperationError::Gate(_) => {
                        "the new version was verified, but while it was tidied up it ceased to run as it should:"
                    }
                    _ => "the new version runs and is verified, but tidying up failed:",
                };
                let mut trouble = self.trouble(error).await;
                trouble.why = format!("{runs} {}", trouble.why);
                Ok(self.failed(trouble).await)
            }
        }
    }

    /// Returns the release that is live since.
    async fn tidy_up(&self) -> Result<Option<Box<NamedRelease>>, OperationError> {
        let changeover = self.changeover().await?;
        let tidied = changeover.finish(self.under_way).await;
        let revived = changeover.revive_staying(self.under_way).await;
        // Also where something was left untidy, all that is verified goes on running.
        let (watched, gate) = (self.whole_project(), self.deadline().gate());
        kept_up::look_again(self.under_way, &watched, gate).await?;
        revived?;
        tidied
    }

    /// Undoes what was prepared. The old version never noticed.
    pub(super) async fn nothing_changed(
        &self,
        error: OperationError,
    ) -> Result<Outcome, OperationError> {
        let last_lines = match &error {
            OperationError::Engine(error) => error.last_lines(),
            _ => &[],
        };
        let last_lines: Vec<_> = last_lines
            .iter()
            .map(|line| self.redactor.redact(line).into_owned())
            .collect();
        let left = match self.discard_prepared().await {
            Ok(left) => left,
            // Whoever recovers it takes away what was prepared.
            Err(second) => {
                let but = format!("{error}; nothing was changed, but {second}");
                return Err(self.under_way.leave(&but).await);
            }
        };
        let redact = |text: &String| self.redactor.redact(text).into_owned();
        let left: Vec<_> = left.iter().map(redact).collect();
        if let Err(second) = self.kept_up().await {
            let but = format!("{error}; nothing was changed, but {second}");
            if second.may_pass() {
                return Err(self.under_way.leave(&but).await);
            }
            let mut trouble = self.trouble(second).await;
            trouble.why = redact(&but);
            return Ok(self.failed(trouble).await);
        }
        if let OperationError::Cancelled { by } = error {
            return Ok(Outcome::Cancelled { by, left });
        }
        Ok(Outcome::Untouched {
            why: redact(&error.to_string()),
            last_lines,
            left,
        })
    }

    /// A restart of the engine while all was prepared has stopped what runs without a restart policy.
    async fn kept_up(&self) -> Result<(), OperationError> {
        let gate = &self.planned.plan.gate;
        self.changeover().await?.keep_up(self.under_way, gate).await
    }

    /// Returns what is left all the same, in words; an error only where that may pass.
    async fn discard_prepared(&self) -> Result<Vec<String>, OperationError> {
        let still_there = |error: OperationError| {
            if error.may_pass() {
                return Err(error);
            }
            tracing::warn!(%error, "what was prepared is not removed");
            Ok(format!("what was prepared is still there: {error}"))
        };
        let changeover = match self.changeover().await {
            Ok(changeover) => changeover,
            Err(unknown) => return Ok(vec![still_there(unknown)?]),
        };
        let discarded = changeover.discard(self.under_way).await;
        let mut left = changeover.still_pushed();
        left.extend(discarded.err().map(still_there).transpose()?);
        Ok(left)
    }

    /// Puts the old version back and says what became of it.
    pub(super) async fn put_back(&self, error: OperationError) -> Result<Outcome, OperationError> {
        const DOING: &str = "putting the old version back";
        let known = self.way_back().await;
        if known
            .as_ref()
            .is_ok_and(|changeover| changeover.gate_passed)
        {
            // It is on record, and only the answer was lost.
            tracing::warn!(%error, "the gate has passed all the same");
            return Box::pin(self.finish()).await;
        }
        let has_ended = matches!(&error, OperationError::Gate(failure) if failure.why.has_ended());
        let told = async {
            let trouble = self.trouble(error).await;
            self.under_way
                .progress(DOING, Some(trouble.why.clone()), false);
            trouble
        };
        // Before its restart policy brings back what has ended: stopping it would wait for its start. What still runs says
        // more as it stops, so its last lines are read first.
        let stop = async {
            if has_ended && let Err(error) = stop_made(self.under_way, self.engine).await {
                tracing::warn!(%error, "new containers are not stopped yet; they are when the old version is put back");
            }
        };
        let (trouble, ()) = tokio::join!(told, stop);
        let undone = match known {
            Ok(changeover) => self.undo(&changeover).await,
            Err(unknown) => Err(unknown),
        };
        match undone {
            Ok(back) => {
                self.under_way.progress(DOING, None, true);
                Ok(back.after(trouble))
            }
            Err(second) if second.may_pass() => {
                let why = format!("{}; {DOING} has not come to its end: {second}", trouble.why);
                Err(self.under_way.leave(&why).await)
            }
            Err(second) => {
                let but = match second {
                    OperationError::Differs(Differs::NotAsReleased { .. })
                    | OperationError::StillThere(_) => {
                        "the old version runs again and is verified, but".to_owned()
                    }
                    _ => format!("{DOING} failed too:"),
                };
                let differing = verify::differing(&second, self.redactor);
                let second = second.to_string();
                let second = self.redactor.redact(&second);
                let why = format!("{}; {but} {second}", trouble.why);
                let trouble = Trouble {
                    why,
                    differing,
                    ..trouble
                };
                Ok(self.failed(trouble).await)
            }
        }
    }

    async fn failed(&self, trouble: Trouble) -> Outcome {
        verify::failed(self.engine, &self.planned.plan.project, trouble).await
    }

    /// How far it has come, from where nobody goes on any more if the gate hasn't passed by now.
    async fn way_back(&self) -> Result<Changeover, OperationError> {
        self.under_way.settle_gate().await?;
        self.changeover().await
    }

    async fn undo(&self, changeover: &Changeover) -> Result<PutBack, OperationError> {
        let gate = self.gate_back().await;
        changeover.put_back(self.under_way, &gate).await
    }
}
