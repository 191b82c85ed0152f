//! What the machine has to have: an engine, a Compose binary, and room.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::Check;
use super::patience::{looked, silent};
use crate::app::locator;
use crate::compose::ComposeError;
use crate::config::Config;
use crate::engine::{Engine, EngineError, EngineInfo, EngineRelease, is_contained};
use crate::reply::size;

/// Where an engine of this machine keeps images and volumes, unless it was told otherwise.
const ENGINE_DATA: &str = "/var/lib/docker";
/// With less than this, the next build or deploy may find no room.
const SCARCE: u64 = 1 << 30;
/// With less than this the store can't be trusted to be written.
const NONE_LEFT: u64 = 32 << 20;

pub(super) async fn engine(config: &Config) -> Check {
    const WHAT: &str = "Docker engine";
    match described(config.docker.host.as_deref()).await {
        Ok(said) => Check::good(WHAT, said),
        Err(error) => {
            let fix = mends_engine(&error, is_contained());
            Check::bad(WHAT, error.to_string(), fix)
        }
    }
}

async fn described(host: Option<&str>) -> Result<String, EngineError> {
    let engine = Engine::connect(host).await?;
    let EngineRelease { version, arch } = engine.release().await?;
    let EngineInfo { api, os, .. } = engine.info();
    Ok(format!("{version} (API {api}, {os}/{arch})"))
}

const fn mends_engine(error: &EngineError, contained: bool) -> &'static str {
    match error {
        EngineError::Denied { .. } if contained => {
            "give this container the socket's group: group_add, with what `stat -c %g /var/run/docker.sock` says on the machine"
        }
        EngineError::Unreachable { passing: false, .. } if contained => {
            "mount the engine's socket into this container, as deploy/compose.yaml does, or set DOCKER_HOST to where it listens"
        }
        EngineError::Unreachable { .. } | EngineError::TimedOut { .. } if contained => {
            "see that Docker runs on the machine, and start this container after it; else correct DOCKER_HOST"
        }
        EngineError::Denied { .. } => {
            "let this user speak to it: sudo usermod -aG docker \"$USER\", then begin a new session"
        }
        EngineError::Unreachable { passing: false, .. } => {
            "systemctl start docker, or set DOCKER_HOST to where it listens"
        }
        EngineError::Unreachable { .. } | EngineError::TimedOut { .. } => {
            "see that it is a Docker engine that listens there, and that it runs (systemctl start docker); else correct DOCKER_HOST"
        }
        EngineError::Refused(_) => {
            "set DOCKER_HOST=unix:///var/run/docker.sock, or to a newer engine without TLS"
        }
        _ => "no Docker engine listens there: correct DOCKER_HOST",
    }
}

pub(super) async fn compose(config: &Config) -> Check {
    const WHAT: &str = "Compose binary";
    match locator(config).find().await {
        Ok(binary) => Check::good(
            WHAT,
            format!("{} at {}", binary.version(), binary.path().display()),
        ),
        Err(error) => Check::warn(
            WHAT,
            format!(
                "{error} (status, logs and restart work without it; planning and deploying don't)"
            ),
            mends_compose(&error),
        ),
    }
}

fn mends_compose(error: &ComposeError) -> String {
    match error {
        ComposeError::TooOld { required, .. } => {
            format!("install Compose {required} or newer, or set HAILER_COMPOSE_BIN to one")
        }
        ComposeError::BinaryUnusable { path, .. } => format!(
            "see that {} is Docker's Compose plugin and can be run (chmod +x), or set HAILER_COMPOSE_BIN to another",
            path.display()
        ),
        _ => "install Docker's Compose plugin, or set HAILER_COMPOSE_BIN".to_owned(),
    }
}

/// The file systems on which something is written; none where there is room.
pub(super) async fn disks(config: &Config) -> Vec<Check> {
    let roots = config.folders.allowed_roots.iter().cloned();
    let folders: Vec<PathBuf> = std::iter::once(config.folders.data.clone())
        .chain(roots)
        .chain([ENGINE_DATA.into()])
        .collect();
    let looks = folders
        .iter()
        .cloned()
        .map(|folder| looked(move || free(&folder)));
    let found = futures_util::future::join_all(looks).await;
    let mut seen = Vec::new();
    let mut checks = Vec::new();
    for (folder, found) in folders.iter().zip(found) {
        match found {
            None => checks.push(unknown_disk(folder)),
            Some(Some((device, free))) if !seen.contains(&device) => {
                seen.push(device);
                checks.extend(free.and_then(|free| disk(folder, free)));
            }
            // What isn't there is told elsewhere.
            Some(_) => {}
        }
    }
    checks
}

/// The file system that a folder is on, and the bytes that this user may still write there, where anything says so.
fn free(folder: &Path) -> Option<(u64, Option<u64>)> {
    let device = std::fs::metadata(folder).ok()?.dev();
    let is = rustix::fs::statvfs(folder).ok();
    let is = is.filter(|is| is.f_blocks > 0);
    Some((device, is.map(|is| is.f_bavail.saturating_mul(is.f_frsize))))
}

fn unknown_disk(folder: &Path) -> Check {
    let folder = folder.display();
    Check::warn(
        "disk",
        format!("unknown: {}", silent(&folder.to_string())),
        format!(
            "findmnt --target {folder} says where it is mounted from: see that its server runs, or mount it anew"
        ),
    )
}

fn disk(folder: &Path, free: u64) -> Option<Check> {
    const WHAT: &str = "disk";
    let folder = folder.display();
    let found = format!("{} are free where {folder} is", size(free));
    let fix = format!(
        "make room there: docker system df says what images and volumes take, du -xh {folder} the rest"
    );
    match free {
        ..NONE_LEFT => Some(Check::bad(WHAT, found, fix)),
        NONE_LEFT..SCARCE => Some(Check::warn(WHAT, found, fix)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Call;
    use crate::reply::Tone;

    #[test]
    fn in_a_container_it_is_the_socket_that_is_missing() {
        let missing = EngineError::Unreachable {
            call: Call::new("ask the engine's version", ""),
            reason: String::new(),
            passing: false,
        };
        assert!(mends_engine(&missing, false).contains("systemctl start docker"));
        let inside = mends_engine(&missing, true);
        assert!(
            inside.contains("mount the engine's socket") && !inside.contains("systemctl"),
            "{inside}"
        );
    }

    #[test]
    fn a_disk_is_spoken_of_when_it_gets_full() {
        let of = |free| disk(Path::new("/srv"), free).map(|check| check.tone);
        assert_eq!(of(20 << 30), None);
        assert_eq!(of(SCARCE), None);
        assert_eq!(of(SCARCE - 1), Some(Tone::Warn));
        assert_eq!(of(NONE_LEFT - 1), Some(Tone::Bad));
        let told = disk(Path::new("/srv"), 1 << 20).unwrap();
        assert_eq!(told.found, "1.0 MiB are free where /srv is");
    }
}
