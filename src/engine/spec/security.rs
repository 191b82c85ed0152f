//! What the container may do, and which namespaces it has for itself.

use std::io;

use bollard::models::{HostConfig, HostConfigCgroupnsModeEnum as Cgroupns};

use super::NewContainer;
use super::process::some;
use crate::compose::policy::profile_of;
use crate::engine::error::EngineError;

pub(super) fn fill(new: &NewContainer<'_>, host: &mut HostConfig) -> Result<(), EngineError> {
    let service = new.service;
    host.privileged = Some(service.privileged);
    host.cap_add = some(&service.cap_add);
    host.cap_drop = some(&service.cap_drop);
    if !service.sysctls.is_empty() {
        host.sysctls = Some(service.sysctls.clone().into_iter().collect());
    }
    host.pid_mode = namespace(new, "pid", service.pid.as_deref())?;
    host.ipc_mode = namespace(new, "ipc", service.ipc.as_deref())?;
    host.uts_mode.clone_from(&service.uts);
    host.userns_mode.clone_from(&service.userns_mode);
    host.cgroup_parent.clone_from(&service.cgroup_parent);
    host.cgroupns_mode = match service.cgroup.as_deref() {
        None | Some("") => None,
        Some("host") => Some(Cgroupns::HOST),
        Some("private") => Some(Cgroupns::PRIVATE),
        Some(other) => {
            let why = format!("{other:?} is neither host nor private");
            return Err(new.unsupported("cgroup", why));
        }
    };
    security_options(new, host)
}

/// `seccomp=FILE` becomes the profile's text, and `systempaths=unconfined` two empty lists (docker/cli, `opts.go`).
fn security_options(new: &NewContainer<'_>, host: &mut HostConfig) -> Result<(), EngineError> {
    let mut options = Vec::new();
    for option in &new.service.security_opt {
        let (kind, value) = option
            .split_once('=')
            .or_else(|| option.split_once(':'))
            .unwrap_or((option, ""));
        match (kind, value) {
            ("systempaths", "unconfined") => {
                host.masked_paths = Some(Vec::new());
                host.readonly_paths = Some(Vec::new());
            }
            _ => options.push(match profile_of(option) {
                Some(file) => format!("seccomp={}", profile(new, file)?),
                None => option.clone(),
            }),
        }
    }
    host.security_opt = some(&options);
    Ok(())
}

fn profile<'a>(new: &NewContainer<'a>, file: &str) -> Result<&'a str, EngineError> {
    let unreadable = |why: &str| EngineError::Files {
        path: new.model.origin.directory.join(file).display().to_string(),
        source: io::Error::other(why.to_owned()),
    };
    new.profiles.text(file).map_err(unreadable)
}

/// `service:db` as `container:<id>`; everything else is the engine's own word.
pub(super) fn namespace(
    new: &NewContainer<'_>,
    key: &str,
    mode: Option<&str>,
) -> Result<Option<String>, EngineError> {
    let Some(shared) = mode.and_then(|mode| mode.strip_prefix("service:")) else {
        return Ok(mode.map(str::to_owned));
    };
    let of = new
        .namespaces
        .iter()
        .find(|(service, _)| service.as_str() == shared);
    let (_, id) = of.ok_or_else(|| {
        new.unsupported(
            key,
            format!("service {shared:?} has no container to share with"),
        )
    })?;
    Ok(Some(format!("container:{id}")))
}
