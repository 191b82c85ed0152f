//! What the files held that a release's containers were given. Sealed: a hash of a short secret gives it away.

use crate::domain::name::CodebaseName;
use crate::domain::release::mounted::MountedFiles;
use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::StoreError;
use crate::store::text::Place;

use super::id;

/// The table, as the seal and errors name it.
const TABLE: &str = "release_mounts";

impl Store {
    /// Keeps it with a release, with which it goes.
    pub async fn record_mounted(
        &self,
        codebase: &CodebaseName,
        number: i64,
        mounted: &MountedFiles,
    ) -> Result<(), StoreError> {
        let clear = serde_json::to_vec(mounted).map_err(|error| StoreError::Unstorable {
            what: "the mounted files",
            why: error.to_string(),
        })?;
        let sealed = self.seal.seal(TABLE, &id(codebase, number), &clear)?;
        let statement =
            sql("INSERT INTO release_mounts (codebase, number, files) VALUES ($1, $2, $3)")
                .bind(codebase)
                .bind(number)
                .bind(sealed);
        self.database.execute(statement).await?;
        Ok(())
    }

    /// What was kept with a release; `None` where nothing was.
    pub async fn mounted_files(
        &self,
        codebase: &CodebaseName,
        number: i64,
    ) -> Result<Option<MountedFiles>, StoreError> {
        let statement = sql("SELECT files FROM release_mounts WHERE codebase = $1 AND number = $2")
            .bind(codebase)
            .bind(number);
        let row: Option<(Vec<u8>,)> = self.database.optional(statement).await?;
        let Some((sealed,)) = row else {
            return Ok(None);
        };
        let id = id(codebase, number);
        let clear = self.seal.unseal(TABLE, &id, &sealed)?;
        let place = Place {
            table: TABLE,
            id: &id,
        };
        serde_json::from_slice(&clear)
            .map(Some)
            .map_err(|error| place.corrupt(&error))
    }
}
