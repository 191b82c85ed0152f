//! Releases: what it takes to put a version back, numbered by codebase, one of them live.

mod mounted;
mod row;
mod state;

use crate::domain::name::CodebaseName;
use crate::domain::release::{CanonicalModel, NewRelease, Release, ReleaseContent, ReleaseState};

use super::Store;
use super::database::{Database, sql};
use super::error::StoreError;
use super::text::{Place, document};
use row::{Row, columns};

const TABLE: &str = "releases";

impl Store {
    /// Records a release as a candidate, under the codebase's next number. Its model is sealed.
    pub async fn record_release(&self, new: &NewRelease) -> Result<Release, StoreError> {
        let files = (
            &new.content.manifest,
            &new.content.found,
            &new.content.replaced,
        );
        let manifest = serde_json::to_vec(&files).map_err(|error| StoreError::Unstorable {
            what: "the file manifest",
            why: error.to_string(),
        })?;
        let now = self.now();
        let mut transaction = self.database.begin().await?;
        let statement = sql(
            "UPDATE codebases SET last_release = last_release + 1 WHERE name = $1 \
             RETURNING last_release",
        )
        .bind(&new.codebase);
        let row: Option<(i64,)> = transaction.optional(statement).await?;
        let Some((number,)) = row else {
            return Err(StoreError::not_found(format!("codebase {}", new.codebase)));
        };
        let CanonicalModel(model) = &new.content.model;
        let model = self.seal.seal(TABLE, &id(&new.codebase, number), model)?;
        let statement = sql(
            "INSERT INTO releases (codebase, number, operation, state, source, images, config_hashes, model, \
                 manifest, recorded_at) \
             VALUES ($1, $2, $3, 'candidate', $4, $5, $6, $7, $8, $9)",
        )
        .bind(&new.codebase)
        .bind(number)
        .bind(&new.operation)
        .bind(
            new.source
                .as_ref()
                .map(|source| document("the source", source))
                .transpose()?,
        )
        .bind(document("the images", &new.images)?)
        .bind(document("the config hashes", &new.config_hashes)?)
        .bind(model)
        .bind(manifest)
        .bind(now);
        transaction.execute(statement).await?;
        transaction.commit().await?;
        Ok(Release {
            codebase: new.codebase.clone(),
            number,
            operation: new.operation.clone(),
            state: ReleaseState::Candidate,
            source: new.source.clone(),
            images: new.images.clone(),
            config_hashes: new.config_hashes.clone(),
            recorded_at: now,
            live_at: None,
        })
    }

    /// The release that production runs, if it is known.
    pub async fn live_release(
        &self,
        codebase: &CodebaseName,
    ) -> Result<Option<Release>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM releases WHERE codebase = $1 AND state = 'live'"
        ))
        .bind(codebase);
        let row: Option<Row> = self.database.optional(statement).await?;
        row.map(Row::read).transpose()
    }

    /// The release of this number, unless it was pruned.
    pub async fn release(
        &self,
        codebase: &CodebaseName,
        number: i64,
    ) -> Result<Option<Release>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM releases WHERE codebase = $1 AND number = $2"
        ))
        .bind(codebase)
        .bind(number);
        let row: Option<Row> = self.database.optional(statement).await?;
        row.map(Row::read).transpose()
    }

    /// The codebase's releases, newest first.
    pub async fn releases(&self, codebase: &CodebaseName) -> Result<Vec<Release>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM releases WHERE codebase = $1 ORDER BY number DESC"
        ))
        .bind(codebase);
        let rows: Vec<Row> = self.database.all(statement).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// What it takes to put a release back: its model, unsealed, and its manifest.
    pub async fn release_content(
        &self,
        codebase: &CodebaseName,
        number: i64,
    ) -> Result<ReleaseContent, StoreError> {
        let statement =
            sql("SELECT model, manifest FROM releases WHERE codebase = $1 AND number = $2")
                .bind(codebase)
                .bind(number);
        let row: Option<(Vec<u8>, Vec<u8>)> = self.database.optional(statement).await?;
        let id = id(codebase, number);
        let (model, manifest) =
            row.ok_or_else(|| StoreError::not_found(format!("release {number} of {codebase}")))?;
        let place = Place {
            table: TABLE,
            id: &id,
        };
        let (manifest, found, replaced) =
            serde_json::from_slice(&manifest).map_err(|error| place.corrupt(&error))?;
        Ok(ReleaseContent {
            model: CanonicalModel(self.seal.unseal(TABLE, &id, &model)?),
            manifest,
            found,
            replaced,
        })
    }
}

/// The model of the release that was recorded last: its table, its id in the seal, and the sealed value.
pub(super) async fn newest_sealed(
    database: &Database,
) -> Result<Option<(&'static str, String, Vec<u8>)>, StoreError> {
    let statement =
        sql("SELECT codebase, number, model FROM releases ORDER BY recorded_at DESC LIMIT 1");
    let row: Option<(String, i64, Vec<u8>)> = database.optional(statement).await?;
    Ok(row.map(|(codebase, number, model)| (TABLE, format!("{codebase} {number}"), model)))
}

/// A release's id in errors and in its seal.
fn id(codebase: &CodebaseName, number: i64) -> String {
    format!("{codebase} {number}")
}
