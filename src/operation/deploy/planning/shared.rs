//! Networks and volumes: which are missing, and which are there and aren't what the compose file says.

use crate::compose::Model;
use crate::domain::name::ProjectName;
use crate::engine::Engine;
use crate::operation::{ObjectError, OperationError};

/// The names of the networks to create.
pub(super) async fn missing_networks(
    engine: &Engine,
    model: &Model,
) -> Result<Vec<String>, OperationError> {
    let project = &model.origin.project;
    let mut missing = Vec::new();
    for wanted in model.networks.values() {
        let found = engine.network(&wanted.name).await?;
        let found = found.map(|found| (found.belongs_to(project), found.differences(wanted)));
        let object = ("network", wanted.name.as_str(), wanted.external);
        if is_missing(object, found, project)? {
            missing.push(wanted.name.clone());
        }
    }
    Ok(missing)
}

/// The names of the volumes to create.
pub(super) async fn missing_volumes(
    engine: &Engine,
    model: &Model,
) -> Result<Vec<String>, OperationError> {
    let project = &model.origin.project;
    let mut missing = Vec::new();
    for wanted in model.volumes.values() {
        let found = engine.volume(&wanted.name).await?;
        let found = found.map(|found| (found.belongs_to(project), found.differences(wanted)));
        let object = ("volume", wanted.name.as_str(), wanted.external);
        if is_missing(object, found, project)? {
            missing.push(wanted.name.clone());
        }
    }
    Ok(missing)
}

/// Whether it has to be made. `found` says whether what has its name is the project's, and the keys in which it differs.
fn is_missing(
    (what, name, external): (&'static str, &str, bool),
    found: Option<(bool, Vec<&'static str>)>,
    project: &ProjectName,
) -> Result<bool, ObjectError> {
    let name = name.to_owned();
    match found {
        None if external => Err(ObjectError::NoExternal { what, name }),
        None => Ok(true),
        Some(_) if external => Ok(false),
        Some((false, _)) => Err(ObjectError::ForeignObject {
            what,
            name,
            project: project.clone(),
        }),
        Some((true, keys)) if keys.is_empty() => Ok(false),
        Some((true, keys)) => Err(ObjectError::Redefined { what, name, keys }),
    }
}
