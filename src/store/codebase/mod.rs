//! Codebases and their docker config. What a config may say is checked before it comes here; that no two codebases share a
//! project or a folder is decided here.

mod owner;
mod repository;

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Store;
use super::database::{Statement, sql};
use super::error::{Rule, StoreError};
use super::text::{Place, document};
use crate::domain::actor::Actor;
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::name::{CodebaseName, ProjectName};

pub use owner::CodebaseError;

impl Store {
    /// Adds a codebase, with its config where it has one.
    pub async fn add_codebase(&self, codebase: &Codebase) -> Result<(), CodebaseError> {
        let statement = sql(
            "INSERT INTO codebases (name, workspace, repository, docker_config, created_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (name) DO NOTHING",
        )
        .bind(&codebase.name)
        .bind(codebase.workspace.as_deref().map(path_text).transpose()?)
        .bind(codebase.repository.as_ref().map(ToString::to_string))
        .bind(codebase.docker.as_ref().map(stored).transpose()?)
        .bind(self.now());
        match self.database.execute(statement).await {
            Ok(0) => Err(CodebaseError::Exists(codebase.name.clone())),
            Ok(_) => Ok(()),
            Err(error) => Err(self
                .taken(&codebase.name, codebase.docker.as_ref(), error)
                .await),
        }
    }

    /// The codebase of this name; what instances count as is none.
    pub async fn codebase(&self, name: &CodebaseName) -> Result<Option<Codebase>, StoreError> {
        if name.is_instances() {
            return Ok(None);
        }
        let statement =
            sql("SELECT name, workspace, repository, docker_config FROM codebases WHERE name = $1")
                .bind(name);
        let row: Option<Row> = self.database.optional(statement).await?;
        row.map(Row::read).transpose()
    }

    /// The codebase that has this Compose project.
    pub async fn codebase_of_project(
        &self,
        project: &ProjectName,
    ) -> Result<Option<Codebase>, StoreError> {
        let statement = sql(
            "SELECT name, workspace, repository, docker_config FROM codebases \
             WHERE docker_config->>'compose_project' = $1",
        )
        .bind(project);
        let row: Option<Row> = self.database.optional(statement).await?;
        row.map(Row::read).transpose()
    }

    /// Every codebase, by name; what instances count as is none.
    pub async fn codebases(&self) -> Result<Vec<Codebase>, StoreError> {
        let statement = sql(
            "SELECT name, workspace, repository, docker_config FROM codebases \
             WHERE name <> $1 ORDER BY name",
        )
        .bind(&CodebaseName::instances());
        let rows: Vec<Row> = self.database.all(statement).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// Sets how it runs; `None` takes the config away.
    pub async fn set_docker_config(
        &self,
        name: &CodebaseName,
        docker: Option<&DockerConfig>,
    ) -> Result<(), CodebaseError> {
        let statement = sql("UPDATE codebases SET docker_config = $2 WHERE name = $1")
            .bind(name)
            .bind(docker.map(stored).transpose()?);
        match self.change(name, statement).await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.taken(name, docker, error).await),
        }
    }

    /// Sets the folder that it is worked on in.
    pub async fn set_workspace(
        &self,
        name: &CodebaseName,
        workspace: Option<&Path>,
    ) -> Result<(), StoreError> {
        let statement = sql("UPDATE codebases SET workspace = $2 WHERE name = $1")
            .bind(name)
            .bind(workspace.map(path_text).transpose()?);
        self.change(name, statement).await
    }

    async fn change(&self, name: &CodebaseName, statement: Statement) -> Result<(), StoreError> {
        if name.is_instances() {
            return Err(StoreError::not_found(format!("codebase {name}")));
        }
        match self.database.execute(statement).await? {
            0 => Err(StoreError::not_found(format!("codebase {name}"))),
            _ => Ok(()),
        }
    }

    /// Forgets a codebase on which nothing runs. Its config, grants, hold and releases go with it, and what waits for a yes
    /// is cancelled by `by`; operations and the audit stay. Nothing but the store is touched.
    pub async fn remove_codebase(
        &self,
        name: &CodebaseName,
        by: &Actor,
    ) -> Result<(), CodebaseError> {
        if name.is_instances() {
            return Err(StoreError::not_found(format!("codebase {name}")).into());
        }
        let mut transaction = self.database.begin().await?;
        let removed = transaction
            .execute(sql("DELETE FROM codebases WHERE name = $1").bind(name))
            .await;
        match removed {
            Ok(0) => return Err(StoreError::not_found(format!("codebase {name}")).into()),
            Ok(_) => {}
            Err(error) if error.breaks(Rule::Reference) => {
                drop(transaction);
                return Err(self.running(name, error).await);
            }
            Err(error) => return Err(error.into()),
        }
        transaction
            .execute(
                sql(
                    "UPDATE confirmations SET state = 'cancelled', decided_by = $2, decided_by_name = $3, \
                     decided_at = $4 WHERE codebase = $1 AND state = 'pending'",
                )
                .bind(name)
                .bind(&by.principal)
                .bind(&by.display_name)
                .bind(self.now()),
            )
            .await?;
        Ok(transaction.commit().await?)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    name: String,
    workspace: Option<String>,
    repository: Option<String>,
    docker_config: Option<Value>,
}

impl Row {
    fn read(self) -> Result<Codebase, StoreError> {
        let place = Place {
            table: "codebases",
            id: &self.name,
        };
        Ok(Codebase {
            name: place.name(&self.name)?,
            workspace: self.workspace.map(PathBuf::from),
            repository: self.repository.map(|name| place.name(&name)).transpose()?,
            docker: self
                .docker_config
                .map(|docker| place.document(docker))
                .transpose()?,
        })
    }
}

/// The config as a document, its path in the one form by which two paths are compared.
fn stored(docker: &DockerConfig) -> Result<Value, StoreError> {
    let docker = DockerConfig {
        production_path: normal(&docker.production_path),
        ..docker.clone()
    };
    document("the docker config", &docker)
}

/// Without repeated or trailing slashes and without `.`: two spellings of a folder are one path.
fn normal(path: &Path) -> PathBuf {
    path.components().collect()
}

fn path_text(path: &Path) -> Result<String, StoreError> {
    path.to_str()
        .map(ToOwned::to_owned)
        .ok_or_else(|| StoreError::Unstorable {
            what: "the path",
            why: format!("{} is not UTF-8", path.display()),
        })
}
