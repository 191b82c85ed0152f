//! A container's life after its creation: start, stop, restart policy, name, end. Each call may be made twice: what is
//! already as asked is fine. Nothing here decides whether or in which order.

use std::time::Duration;

use bollard::models::ContainerUpdateBody;
use bollard::query_parameters::{
    KillContainerOptions, RemoveContainerOptions, RenameContainerOptions, StartContainerOptions,
    StopContainerOptions,
};

use super::{RestartPolicy, view};
use crate::domain::journal::Intent;
use crate::engine::connection::Engine;
use crate::engine::error::{Call, EngineError};

/// What the engine may take beyond the grace period that it was told to give: it writes down that the container has ended.
const BEYOND_GRACE: Duration = Duration::from_secs(45);

/// Starting and removing wait for mounts, networks and disks, which take longer than other calls on a busy machine.
const SLOW_LIMIT: Duration = Duration::from_mins(1);

impl Engine {
    /// Starts a container; one that runs already is left alone.
    pub async fn start(&self, intent: &Intent, id: &str) -> Result<(), EngineError> {
        let call = Call::new("start container", id);
        let docker = self.docker_within(SLOW_LIMIT);
        self.change_within(intent, (call, SLOW_LIMIT), || {
            docker.start_container(id, None::<StartContainerOptions>)
        })
        .await
    }

    /// Stops a container: its stop signal, then SIGKILL after `grace` (`None`: the container's own `stop_grace_period`).
    /// One that is stopped already is left alone.
    pub async fn stop(
        &self,
        intent: &Intent,
        id: &str,
        grace: Option<Duration>,
    ) -> Result<(), EngineError> {
        let grace = match grace {
            Some(grace) => grace,
            None => self.stop_grace(id).await?,
        };
        let limit = grace.saturating_add(BEYOND_GRACE);
        let docker = self.docker_within(limit);
        let options = StopContainerOptions {
            t: Some(i32::try_from(grace.as_secs()).unwrap_or(i32::MAX)),
            signal: None,
        };
        self.change_within(intent, (Call::new("stop container", id), limit), || {
            docker.stop_container(id, Some(options.clone()))
        })
        .await
    }

    /// How long a container is given to stop by its own definition.
    pub async fn stop_grace(&self, id: &str) -> Result<Duration, EngineError> {
        let config = self.inspect_raw(id).await?.config.unwrap_or_default();
        Ok(Duration::from_secs(view::stop_grace_secs(
            config.stop_timeout,
        )))
    }

    /// Sends SIGKILL. A container that does not run is left alone.
    pub async fn kill(&self, intent: &Intent, id: &str) -> Result<(), EngineError> {
        let call = Call::new("kill container", id);
        let killed = self
            .change(intent, call, || {
                self.docker()
                    .kill_container(id, None::<KillContainerOptions>)
            })
            .await;
        match killed {
            Err(EngineError::Conflict { reason, .. }) if reason.contains("is not running") => {
                Ok(())
            }
            other => other,
        }
    }

    /// The restart policy that a container has now.
    pub async fn restart_policy(&self, id: &str) -> Result<RestartPolicy, EngineError> {
        let host = self.inspect_raw(id).await?.host_config.unwrap_or_default();
        Ok(host.restart_policy.unwrap_or_default().into())
    }

    /// Sets when the engine starts a container again by itself.
    pub async fn set_restart_policy(
        &self,
        intent: &Intent,
        id: &str,
        policy: RestartPolicy,
    ) -> Result<(), EngineError> {
        let call = Call::new("set the restart policy of container", id);
        let body = ContainerUpdateBody {
            restart_policy: Some(policy.into()),
            ..ContainerUpdateBody::default()
        };
        self.change(intent, call, || {
            self.docker().update_container(id, body.clone())
        })
        .await
    }

    /// Gives a container another name; one that has it already is left alone. `Conflict` where another has it.
    pub async fn rename(&self, intent: &Intent, id: &str, name: &str) -> Result<(), EngineError> {
        let call = Call::new("rename container", format!("{id} to {name}"));
        let options = RenameContainerOptions {
            name: name.to_owned(),
        };
        let renamed = self
            .change_once(intent, call, self.docker().rename_container(id, options))
            .await;
        match renamed {
            Ok(()) => Ok(()),
            // Also the way in which a rename is known that was done although its answer was lost.
            Err(error) => match self.inspect(id).await {
                Ok(container) if container.name == name => Ok(()),
                _ => Err(error),
            },
        }
    }

    /// Removes a container that is stopped, with its anonymous volumes where `volumes` says so. One that is gone already
    /// is fine; one that runs is a `Conflict`.
    pub async fn remove(
        &self,
        intent: &Intent,
        id: &str,
        volumes: Volumes,
    ) -> Result<(), EngineError> {
        let options = RemoveContainerOptions {
            v: volumes == Volumes::Remove,
            force: false,
            link: false,
        };
        self.take_away(intent, id, options).await
    }

    /// Removes a container as `options` say; one that is gone already is fine.
    pub(super) async fn take_away(
        &self,
        intent: &Intent,
        id: &str,
        options: RemoveContainerOptions,
    ) -> Result<(), EngineError> {
        let call = Call::new("remove container", id);
        let docker = self.docker_within(SLOW_LIMIT);
        let removed = self
            .change_within(intent, (call, SLOW_LIMIT), || {
                docker.remove_container(id, Some(options.clone()))
            })
            .await;
        match removed {
            Err(EngineError::NotFound { .. }) => Ok(()),
            other => other,
        }
    }
}

/// What becomes of the anonymous volumes of a container that is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Volumes {
    /// They stay: another container may have taken them over.
    Keep,
    /// They go with it.
    Remove,
}
