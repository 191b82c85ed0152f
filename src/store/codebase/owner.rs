//! Who has what a codebase wanted: turns a broken rule of the tables into a sentence that names the other side.

use std::path::PathBuf;

use crate::domain::codebase::DockerConfig;
use crate::domain::name::{CodebaseName, OperationId, ProjectName};
use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::{Rule, StoreError};
use crate::store::text::Place;

use super::normal;

/// Why a codebase could not be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodebaseError {
    /// The name is in use.
    #[error("there is a codebase {0} already")]
    Exists(CodebaseName),
    /// Another codebase has that Compose project.
    #[error("the Compose project {project} belongs to codebase {owner}")]
    ProjectTaken {
        /// The project.
        project: ProjectName,
        /// The codebase that has it.
        owner: CodebaseName,
    },
    /// Another codebase runs from that folder.
    #[error("{} is the production path of codebase {owner}", path.display())]
    PathTaken {
        /// The folder.
        path: PathBuf,
        /// The codebase that has it.
        owner: CodebaseName,
    },
    /// An operation runs on it.
    #[error("operation {operation} is running on {codebase}: wait until it has ended")]
    Running {
        /// The codebase.
        codebase: CodebaseName,
        /// The operation.
        operation: OperationId,
    },
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// The error behind a broken unique rule: which other codebase has the project, or the folder.
    pub(super) async fn taken(
        &self,
        name: &CodebaseName,
        docker: Option<&DockerConfig>,
        error: StoreError,
    ) -> CodebaseError {
        let (Some(docker), true) = (docker, error.breaks(Rule::Unique)) else {
            return error.into();
        };
        let others = match self.codebases().await {
            Ok(codebases) => codebases,
            Err(unreadable) => return unreadable.into(),
        };
        let path = normal(&docker.production_path);
        for other in others.into_iter().filter(|other| other.name != *name) {
            match other.docker {
                Some(theirs) if theirs.compose_project == docker.compose_project => {
                    return CodebaseError::ProjectTaken {
                        project: theirs.compose_project,
                        owner: other.name,
                    };
                }
                Some(theirs) if theirs.production_path == path => {
                    return CodebaseError::PathTaken {
                        path,
                        owner: other.name,
                    };
                }
                _ => {}
            }
        }
        // Whoever had it is gone by now. The refusal stands; another try will do.
        error.into()
    }

    /// The error behind a broken reference at the removal of a codebase: what runs on it.
    pub(super) async fn running(&self, name: &CodebaseName, error: StoreError) -> CodebaseError {
        let statement = sql("SELECT id FROM operations WHERE running_on = $1").bind(name);
        match self.database.optional::<(String,)>(statement).await {
            Ok(Some((id,))) => {
                let place = Place {
                    table: "operations",
                    id: &id,
                };
                match place.name(&id) {
                    Ok(operation) => CodebaseError::Running {
                        codebase: name.clone(),
                        operation,
                    },
                    Err(unreadable) => unreadable.into(),
                }
            }
            Ok(None) => error.into(),
            Err(unreachable) => unreachable.into(),
        }
    }
}
