//! What the files hold that services mount: single ones, the files of secrets and configs, also those that only production
//! has. Compose's config hash covers none of it, so a container that runs on an old one would be kept.
//!
//! A folder isn't read, it may be full of data; what the deploy itself changes in one is known from the files. Nor is a
//! file that only production has and that the service may write to: that is data, and its service's own doing.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::facts::Facts;
use crate::compose::Model;
use crate::compose::model::mount::MountKind;
use crate::compose::model::service::Service;
use crate::domain::files::{ContentHash, RelativePath};
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, Plan};
use crate::domain::release::mounted::MountedFiles;
use crate::operation::OperationError;
use crate::operation::deploy::files::{Files, blocking};

/// No configuration is larger, and reading one that is would make a plan slow. Bytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Mounted {
    pub(super) files: MountedFiles,
    /// What could not be found out, a sentence each.
    pub(super) unknown: Vec<String>,
}

/// Reads what the services of `model` mount, as it will be once `files` are in place.
pub(super) async fn read(model: &Model, files: &Files) -> Result<Mounted, OperationError> {
    let directory = model.origin.directory.clone();
    let wanted: Vec<(ServiceName, Vec<Source>)> = model
        .services
        .iter()
        .map(|(name, service)| (name.clone(), sources(model, service)))
        .collect();
    let files = files.clone();
    blocking(move || {
        let mut mounted = Mounted::default();
        for (service, sources) in wanted {
            let of_service = mounted.files.0.entry(service).or_default();
            for source in sources {
                let shown = shown(&directory, &source.path);
                let new = RelativePath::new(shown.as_str())
                    .ok()
                    .and_then(|path| files.wanted.get(&path));
                let hash = match new {
                    Some(entry) if entry.link.is_none() => Ok(Some(entry.hash)),
                    _ if source.read_only => {
                        contents(&files.place.lasting_path(&shown, source.path))
                    }
                    _ => Ok(None),
                };
                match hash {
                    Ok(Some(hash)) => {
                        of_service.insert(shown, hash);
                    }
                    Ok(None) => {}
                    Err(why) => {
                        let unknown = format!("whether {shown} changed isn't known: {why}");
                        mounted.unknown.push(unknown);
                    }
                }
            }
        }
        mounted.unknown.sort();
        mounted.unknown.dedup();
        Ok(mounted)
    })
    .await
}

/// What is kept with the release of a plan: what the new containers are given, and what those that stay were given.
pub(in crate::operation::deploy) fn kept(facts: &Facts, plan: &Plan) -> MountedFiles {
    let mut kept = facts.mounted.clone();
    let stay = plan
        .services
        .iter()
        .filter(|service| service.change == Change::Keep);
    for service in stay {
        let before = facts.mounted_before.0.get(&service.service);
        if let Some(before) = before {
            kept.0.insert(service.service.clone(), before.clone());
        }
    }
    kept
}

/// A file of the machine that a service is given.
struct Source {
    path: PathBuf,
    read_only: bool,
}

fn sources(model: &Model, service: &Service) -> Vec<Source> {
    let binds = service.volumes.iter().filter_map(|mount| {
        let path = mount.source.as_ref()?;
        (mount.kind == MountKind::Bind).then(|| Source {
            path: path.into(),
            read_only: mount.read_only,
        })
    });
    let secrets = service
        .secrets
        .iter()
        .filter_map(|used| model.secrets.get(&used.source));
    let configs = service
        .configs
        .iter()
        .filter_map(|used| model.configs.get(&used.source));
    let objects = secrets.chain(configs).filter_map(|object| {
        Some(Source {
            path: object.file.as_ref()?.into(),
            read_only: true,
        })
    });
    binds.chain(objects).collect()
}

/// A path as a plan shows it.
fn shown(directory: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(directory).unwrap_or(path);
    inside.to_string_lossy().into_owned()
}

/// The hash of a file's contents; `None` where there is no plain file.
fn contents(path: &Path) -> Result<Option<ContentHash>, String> {
    let said = |error: io::Error| error.to_string();
    // A pipe would be waited for, so it is looked at before it is opened.
    match path.metadata() {
        Ok(found) if !found.is_file() => return Ok(None),
        Ok(found) if found.len() > LARGEST => {
            return Err(format!("it is larger than {} MiB", LARGEST >> 20));
        }
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(said(error)),
    }
    let mut hasher = blake3::Hasher::new();
    let file = File::open(path).map_err(said)?;
    hasher.update_reader(file).map_err(said)?;
    Ok(Some(hasher.finalize().into()))
}
