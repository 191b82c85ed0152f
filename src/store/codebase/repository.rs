//! The repository of a codebase, and the id by which it is known whatever it is called.

use super::Row;
use crate::domain::name::{CodebaseName, RepositoryName};
use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::StoreError;

impl Store {
    /// Sets its repository. Which one the name means is found out anew.
    pub async fn set_repository(
        &self,
        name: &CodebaseName,
        repository: Option<&RepositoryName>,
    ) -> Result<(), StoreError> {
        let statement =
            sql("UPDATE codebases SET repository = $2, repository_id = NULL WHERE name = $1")
                .bind(name)
                .bind(repository.map(ToString::to_string));
        self.change(name, statement).await
    }

    /// Which repository its name means, by the platform's number, is `found` if that isn't on record yet. The one on record from
    /// now on; `None`: the codebase has another repository by now.
    pub async fn pin_repository(
        &self,
        name: &CodebaseName,
        repository: &RepositoryName,
        found: u64,
    ) -> Result<Option<u64>, StoreError> {
        let id = i64::try_from(found).map_err(|error| StoreError::Unstorable {
            what: "the repository's number",
            why: error.to_string(),
        })?;
        let statement = sql(
            "UPDATE codebases SET repository_id = COALESCE(repository_id, $3) WHERE name = $1 AND repository = $2 \
             RETURNING repository_id",
        )
        .bind(name)
        .bind(repository.to_string())
        .bind(id);
        let pinned: Option<(i64,)> = self.database.optional(statement).await?;
        Ok(pinned.and_then(|(id,)| u64::try_from(id).ok()))
    }

    /// As what a repository is registered that is called `name` and has this number by the platform's word: by the number, where
    /// that is on record, whatever it is called by now. `None`: no codebase has it.
    pub async fn registered_repository(
        &self,
        name: &RepositoryName,
        number: u64,
    ) -> Result<Option<RepositoryName>, StoreError> {
        let statement = sql(
            "SELECT name, workspace, repository, docker_config FROM codebases \
             WHERE repository_id = $1 OR (repository_id IS NULL AND lower(repository) = lower($2)) \
             ORDER BY repository_id IS NULL, name LIMIT 1",
        )
        .bind(i64::try_from(number).unwrap_or(-1))
        .bind(name.to_string());
        let row: Option<Row> = self.database.optional(statement).await?;
        Ok(row
            .map(Row::read)
            .transpose()?
            .and_then(|found| found.repository))
    }
}
