//! The moment at which a container ends, and the one before it at which no process of it is left, which the engine tells before
//! it has taken down what was around them. Nothing is changed here.

use std::collections::{BTreeSet, HashMap};
use std::future::pending;
use std::pin::pin;

use backon::Retryable;
use bollard::errors::Error as ApiError;
use bollard::query_parameters::{EventsOptions, WaitContainerOptions};
use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryStreamExt};

use super::check_name;
use crate::domain::container::Ending;
use crate::engine::connection::{Engine, retries};
use crate::engine::error::{Call, EngineError};

impl Engine {
    /// Waits until a container doesn't run, however long that takes, and returns how its run ended. One that its restart policy
    /// starts again has ended too; for one that doesn't run the answer comes at once. `NotFound` where there is none, and
    /// `Unreachable` where it ended while nobody could be asked.
    pub async fn ended(&self, id: &str) -> Result<Ending, EngineError> {
        let begun = self.inspect(id).await?.started;
        let exit_code = Some(self.exit_code(id, begun).await?);
        let (oom_killed, memory_limit) = match self.inspect(id).await {
            Ok(now) => {
                // That of a run which began since, or before the wait, isn't this one's.
                let of_this = now.ending().filter(|_| now.started == begun);
                (of_this.and_then(|end| end.oom_killed), now.memory_limit)
            }
            // It went with its end; then that was no concern of its memory limit's.
            Err(error) if error.is_not_found() => (Some(false), None),
            Err(error) => return Err(error),
        };
        Ok(Ending {
            exit_code,
            oom_killed,
            memory_limit,
        })
    }

    /// Of the run that began at `begun`. What a broken connection leaves running is waited for again.
    async fn exit_code(&self, id: &str, begun: Option<DateTime<Utc>>) -> Result<i64, EngineError> {
        check_name(&waiting_for(id), id)?;
        let wait = || async {
            match self.told_exit_code(id).await {
                Err(broken) if broken.is_passing() => {
                    let now = self.inspect(id).await?;
                    let goes_on = now.started == begun && now.ending().is_none();
                    if goes_on {
                        Err(broken)
                    } else {
                        Ok(Err(broken))
                    }
                }
                Err(error) => Err(error),
                Ok(code) => Ok(Ok(code)),
            }
        };
        wait.retry(retries())
            .when(|error| error.is_passing() || matches!(error, EngineError::Failed { .. }))
            .await?
    }

    async fn told_exit_code(&self, id: &str) -> Result<i64, EngineError> {
        let options = None::<WaitContainerOptions>;
        let mut answers = pin!(self.docker().wait_container(id, options));
        match answers.next().await {
            Some(Ok(said)) => Ok(said.status_code),
            // How bollard says that the code isn't 0.
            Some(Err(ApiError::DockerContainerWaitError { code, .. })) => Ok(code),
            Some(Err(error)) => Err(self.explain(waiting_for(id), error)),
            None => Err(EngineError::Failed {
                call: waiting_for(id),
                reason: "the answer was empty".to_owned(),
            }),
        }
    }

    /// Waits until none of the containers `ids` has a process left.
    ///
    /// An end that was there before this is first polled isn't seen, so the answer to the stop has to be awaited beside
    /// it. Never ends for a container in a PID namespace that isn't its own: there its other processes outlive the first one.
    pub async fn no_process_is_left(&self, ids: &[&str]) -> Result<(), EngineError> {
        for id in ids {
            let host = self.inspect_raw(id).await?.host_config;
            if host.is_some_and(|host| host.pid_mode.is_some_and(|mode| !mode.is_empty())) {
                return pending().await;
            }
        }
        let filters = HashMap::from([
            ("type".to_owned(), vec!["container".to_owned()]),
            (
                "container".to_owned(),
                ids.iter().map(ToString::to_string).collect(),
            ),
            // Of a process, not of the container: it comes before the network is taken down (moby, `daemon/monitor.go`).
            ("event".to_owned(), vec!["die".to_owned()]),
        ]);
        let options = EventsOptions {
            filters: Some(filters),
            ..EventsOptions::default()
        };
        let call = || Call::new("hear of the end of", ids.join(", "));
        let mut left: BTreeSet<&str> = ids.iter().copied().collect();
        let mut events = self.docker().events(Some(options));
        while !left.is_empty() {
            let heard = events.try_next().await;
            let Some(event) = heard.map_err(|error| self.explain(call(), error))? else {
                return pending().await;
            };
            let ended = event.actor.and_then(|actor| actor.id);
            left.remove(ended.unwrap_or_default().as_str());
        }
        Ok(())
    }
}

fn waiting_for(id: &str) -> Call {
    Call::new("wait for the end of container", id)
}
