//! What runs in the container, and how it lives: command, environment, user, terminal, restarts, stop, log.

use bollard::models::{
    ContainerCreateBody, HostConfig, HostConfigLogConfig, RestartPolicy as EnginePolicy,
};

use super::NewContainer;
use crate::compose::model::service::Service;
use crate::engine::containers::RestartPolicy;
use crate::engine::error::EngineError;

pub(super) fn fill(
    new: &NewContainer<'_>,
    body: &mut ContainerCreateBody,
    host: &mut HostConfig,
) -> Result<(), EngineError> {
    let service = new.service;
    body.cmd.clone_from(&service.command);
    body.entrypoint.clone_from(&service.entrypoint);
    body.env = Some(environment(service));
    body.user.clone_from(&service.user);
    body.working_dir.clone_from(&service.working_dir);
    body.hostname.clone_from(&service.hostname);
    body.domainname.clone_from(&service.domainname);
    body.tty = Some(service.tty);
    body.open_stdin = Some(service.stdin_open);
    // As Compose creates them; it changes nothing for a container that nobody attaches to.
    body.attach_stdout = Some(true);
    body.attach_stderr = Some(true);
    body.stop_signal.clone_from(&service.stop_signal);
    body.stop_timeout = service
        .stop_grace_period
        .map(|grace| i64::try_from(grace.0.as_secs()).unwrap_or(i64::MAX));
    host.group_add = some(&service.group_add);
    host.init = service.init;
    host.runtime.clone_from(&service.runtime);
    host.restart_policy = restart_policy(new)?.map(EnginePolicy::from);
    host.log_config = service.logging.as_ref().map(|logging| HostConfigLogConfig {
        typ: Some(logging.driver.clone().unwrap_or_default()),
        config: Some(logging.options.clone().into_iter().collect()),
    });
    if !service.annotations.is_empty() {
        host.annotations = Some(service.annotations.clone().into_iter().collect());
    }
    Ok(())
}

/// `KEY=value`; a key without a value takes the image's away (Engine API, "Env").
fn environment(service: &Service) -> Vec<String> {
    let variables = service.environment.0.iter();
    variables
        .map(|(key, value)| match value {
            Some(value) => format!("{key}={value}"),
            None => key.clone(),
        })
        .collect()
}

/// `deploy.restart_policy` wins over `restart`, also where it has no condition: then there is no policy (docker/compose,
/// `getRestartPolicy` and `mapRestartPolicyCondition`).
fn restart_policy(new: &NewContainer<'_>) -> Result<Option<RestartPolicy>, EngineError> {
    let deploy = new.service.deploy.as_ref();
    let Some(policy) = deploy.and_then(|deploy| deploy.restart_policy.as_ref()) else {
        let restart = new.service.restart.as_deref().map(str::parse);
        return restart
            .transpose()
            .map_err(|error: EngineError| new.unsupported("restart", error.to_string()));
    };
    let times = u32::try_from(policy.max_attempts.unwrap_or(0)).unwrap_or(u32::MAX);
    match policy.condition.as_deref() {
        None | Some("") => Ok(None),
        Some("none" | "no") => Ok(Some(RestartPolicy::No)),
        Some("on-failure") => Ok(Some(RestartPolicy::OnFailure(times))),
        Some("any" | "always") => Ok(Some(RestartPolicy::Always)),
        Some("unless-stopped") => Ok(Some(RestartPolicy::UnlessStopped)),
        Some(other) => Err(new.unsupported(
            "deploy.restart_policy.condition",
            format!("{other:?} is none of none, on-failure, any and unless-stopped"),
        )),
    }
}

/// An empty list says nothing.
pub(super) fn some<T: Clone>(list: &[T]) -> Option<Vec<T>> {
    (!list.is_empty()).then(|| list.to_vec())
}
