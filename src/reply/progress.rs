//! What is shown on the way to an answer.

use serde::Serialize;

use crate::domain::name::OperationId;

/// How far an operation is. Progress may be dropped; replies may not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Which operation. It is on record before anything is shown of it.
    pub operation: OperationId,
    /// What it does, as people call it ("shop: deploy").
    pub title: String,
    /// The step, as people call it ("building api").
    pub step: String,
    /// What it waits for or last said ("api: starting, 3 s").
    pub detail: Option<String>,
    /// Whether the step is over.
    pub done: bool,
}

/// Where what happens on the way is shown. Each front end has one; the answer itself is what the router returns.
pub trait Responder: Send + Sync {
    /// Shows how far an operation is. It may drop what comes too fast; it never fails and never waits.
    fn progress(&self, progress: Progress);
    /// A log is followed from now on: somebody may, and there may be no line for long.
    fn follows(&self) {}
    /// Shows one line of a log that is being followed.
    fn line(&self, line: &str);
}
