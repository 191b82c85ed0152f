//! What is on record of an operation, and waiting for it.

use std::io::Read as _;
use std::process::Child;
use std::time::{Duration, Instant};

use hailer::domain::journal::{OperationState, Step};
use hailer::domain::name::{CodebaseName, OperationId};
use hailer::domain::operation::{Operation, StepRecord, StepState};

use super::{LIMIT, World, kill};

/// A step that `is` it and has begun, whether or not it is over.
pub(crate) fn begun(is: impl Fn(&Step) -> bool) -> impl Fn(&StepRecord) -> bool {
    move |record| is(&record.step)
}

/// A step that `is` it and is done.
pub(crate) fn done(is: impl Fn(&Step) -> bool) -> impl Fn(&StepRecord) -> bool {
    move |record| is(&record.step) && record.state == StepState::Done
}

impl World {
    /// Waits until the journal of the operation that runs has a row that is `awaited`. Returns its id.
    pub(crate) async fn journal_has(
        &self,
        child: &mut Child,
        awaited: impl Fn(&StepRecord) -> bool,
    ) -> OperationId {
        self.journal_of("shop", child, awaited).await
    }

    /// The same for another codebase.
    pub(crate) async fn journal_of(
        &self,
        codebase: &str,
        child: &mut Child,
        awaited: impl Fn(&StepRecord) -> bool,
    ) -> OperationId {
        let started = Instant::now();
        loop {
            if let Some(operation) = self.running(codebase).await {
                let steps = self.store.steps(&operation).await.unwrap();
                if steps.iter().any(&awaited) {
                    return operation;
                }
            }
            if child.try_wait().unwrap().is_some() {
                let mut said = String::new();
                child
                    .stdout
                    .take()
                    .unwrap()
                    .read_to_string(&mut said)
                    .unwrap();
                child
                    .stderr
                    .take()
                    .unwrap()
                    .read_to_string(&mut said)
                    .unwrap();
                panic!("it ended before: {said}");
            }
            assert!(started.elapsed() < LIMIT, "it never came so far");
            // The journal is another process's: it can only be looked at again.
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    async fn running(&self, codebase: &str) -> Option<OperationId> {
        let codebase = CodebaseName::new(codebase).unwrap();
        let recent = self.store.recent_operations(&codebase, 1).await.unwrap();
        let mut running = recent
            .into_iter()
            .filter(|operation| operation.state == OperationState::Running);
        running.next().map(|operation| operation.id)
    }

    /// Starts a command, kills it as soon as its journal has such a row, and waits until nobody is taken to work on it
    /// any more. Returns the operation and its journal.
    pub(crate) async fn killed(
        &self,
        line: &str,
        awaited: impl Fn(&StepRecord) -> bool,
    ) -> (OperationId, Vec<StepRecord>) {
        let mut child = self.begins(line);
        let operation = self.journal_has(&mut child, awaited).await;
        kill(child);
        self.lapsed(&operation).await;
        let journal = self.store.steps(&operation).await.unwrap();
        (operation, journal)
    }

    /// Waits until the lease of `operation` has run out.
    pub(crate) async fn lapsed(&self, operation: &OperationId) {
        let started = Instant::now();
        loop {
            let interrupted = self.store.interrupted().await.unwrap();
            if interrupted.iter().any(|one| one.id == *operation) {
                return;
            }
            assert!(started.elapsed() < LIMIT, "its lease never runs out");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub(crate) async fn operation(&self, id: &OperationId) -> Operation {
        self.store.operation(id).await.unwrap().unwrap()
    }
}
