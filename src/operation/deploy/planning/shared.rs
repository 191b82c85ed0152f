//! Networks and volumes: which are missing, and which are there and aren't what the compose file says.

use crate::compose::Model;
use crate::engine::Engine;
use crate::operation::OperationError;

/// The names of the networks to create.
pub(super) async fn missing_networks(
    engine: &Engine,
    model: &Model,
) -> Result<Vec<String>, OperationError> {
    let project = &model.origin.project;
    let mut missing = Vec::new();
    for wanted in model.networks.values() {
        let name = wanted.name.clone();
        match engine.network(&name).await? {
            None if wanted.external => {
                return Err(OperationError::NoExternal {
                    what: "network",
                    name,
                });
            }
            None => missing.push(name),
            Some(_) if wanted.external => {}
            Some(found) if !found.belongs_to(project) => {
                return Err(OperationError::ForeignObject {
                    what: "network",
                    name,
                    project: project.clone(),
                });
            }
            Some(found) => same("network", name, found.differences(wanted))?,
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
        let name = wanted.name.clone();
        match engine.volume(&name).await? {
            None if wanted.external => {
                return Err(OperationError::NoExternal {
                    what: "volume",
                    name,
                });
            }
            None => missing.push(name),
            Some(_) if wanted.external => {}
            Some(found) if !found.belongs_to(project) => {
                return Err(OperationError::ForeignObject {
                    what: "volume",
                    name,
                    project: project.clone(),
                });
            }
            Some(found) => same("volume", name, found.differences(wanted))?,
        }
    }
    Ok(missing)
}

fn same(what: &'static str, name: String, keys: Vec<&'static str>) -> Result<(), OperationError> {
    if keys.is_empty() {
        Ok(())
    } else {
        Err(OperationError::Redefined { what, name, keys })
    }
}
