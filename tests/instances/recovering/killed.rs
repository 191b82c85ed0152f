//! A Hailer that is killed in the middle, and the one that comes after it.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use hailer::domain::journal::Step;
use hailer::domain::name::OperationId;
use hailer::domain::operation::{Operation, StepState};
use hailer::reply::Responder;

use crate::house::{House, Unheard, until};

impl House {
    /// Says it in a process of its own.
    pub(crate) fn begins(&self, line: &str) -> Child {
        let mut hailer = Command::new(env!("CARGO_BIN_EXE_hailer"));
        hailer
            .args(["--yes", "run", line])
            .env("USER", "ada")
            .envs(self.variables().iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        hailer.spawn().unwrap()
    }

    /// Kills that process once this step of it has begun. `done`: once it is done.
    pub(crate) async fn kills(
        &self,
        line: &str,
        done: bool,
        step: impl Fn(&Step) -> bool,
    ) -> OperationId {
        let mut process = self.begins(line);
        let found = self.comes_to(&mut process, done, step).await;
        process.kill().unwrap();
        process.wait().unwrap();
        found
    }

    /// Waits until a step of it has begun. `done`: until it is done.
    pub(crate) async fn comes_to(
        &self,
        process: &mut Child,
        done: bool,
        step: impl Fn(&Step) -> bool,
    ) -> OperationId {
        let store = self.router.store();
        until("it comes so far", async || {
            let ended = process.try_wait().unwrap();
            assert!(ended.is_none(), "it has ended: {ended:?}");
            for operation in store.interrupted_or_running().await {
                let steps = store.steps(&operation).await.unwrap();
                let is_it = |one: &hailer::domain::operation::StepRecord| {
                    step(&one.step) && (!done || one.state != StepState::Intent)
                };
                if steps.iter().any(is_it) {
                    return Some(operation);
                }
            }
            None
        })
        .await
    }

    /// The next Hailer does what is left.
    pub(crate) async fn recovers(&self, operation: &OperationId) -> Operation {
        let responder = Arc::new(Unheard) as Arc<dyn Responder>;
        let store = self.router.store();
        until("it is brought to an end", async || {
            self.router.recover(&responder).await.unwrap();
            let found = store.operation(operation).await.unwrap().unwrap();
            found.outcome.is_some().then_some(found)
        })
        .await
    }
}

pub(super) trait Running {
    async fn interrupted_or_running(&self) -> Vec<OperationId>;
}

impl Running for hailer::store::Store {
    async fn interrupted_or_running(&self) -> Vec<OperationId> {
        let all = self
            .recent_operations(&"hailer-instances".parse().unwrap(), 20)
            .await
            .unwrap();
        let open = all.into_iter().filter(|one| one.outcome.is_none());
        open.map(|one| one.id).collect()
    }
}
