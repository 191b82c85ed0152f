//! Which release is live, and which are kept.

use crate::domain::name::CodebaseName;
use crate::domain::release::Release;
use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::StoreError;

use super::row::{Row, columns};

impl Store {
    /// Production runs this release now, verified. The one that was live is superseded in the same transaction.
    pub async fn mark_live(&self, codebase: &CodebaseName, number: i64) -> Result<(), StoreError> {
        let now = self.now();
        let mut transaction = self.database.begin().await?;
        let statement = sql("UPDATE releases SET state = 'superseded' \
             WHERE codebase = $1 AND state = 'live' AND number <> $2")
        .bind(codebase)
        .bind(number);
        transaction.execute(statement).await?;
        let statement = sql("UPDATE releases SET state = 'live', live_at = $3 \
             WHERE codebase = $1 AND number = $2")
        .bind(codebase)
        .bind(number)
        .bind(now);
        if transaction.execute(statement).await? == 0 {
            return Err(missing(codebase, number));
        }
        transaction.commit().await
    }

    /// The deploy of this candidate failed and was undone.
    pub async fn mark_rolled_back(
        &self,
        codebase: &CodebaseName,
        number: i64,
    ) -> Result<(), StoreError> {
        let statement = sql("UPDATE releases SET state = 'rolled_back' \
             WHERE codebase = $1 AND number = $2 AND state = 'candidate'")
        .bind(codebase)
        .bind(number);
        match self.database.execute(statement).await? {
            0 => Err(missing(codebase, number)),
            _ => Ok(()),
        }
    }

    /// Forgets all but the last `keep` releases that were ever live and the last `keep` that were rolled back; never the live
    /// one, and no candidate. Gives what it forgot, so that its images and files can go too.
    pub async fn prune_releases(
        &self,
        codebase: &CodebaseName,
        keep: u32,
    ) -> Result<Vec<Release>, StoreError> {
        let statement = sql(concat!(
            "DELETE FROM releases WHERE codebase = $1 AND ( \
                (state = 'superseded' AND number NOT IN (SELECT number FROM releases WHERE codebase = $1 \
                    AND state IN ('live', 'superseded') ORDER BY number DESC LIMIT $2)) \
                OR (state = 'rolled_back' AND number NOT IN (SELECT number FROM releases WHERE codebase = $1 \
                    AND state = 'rolled_back' ORDER BY number DESC LIMIT $2))) RETURNING ",
            columns!()
        ))
        .bind(codebase)
        .bind(keep);
        let rows: Vec<Row> = self.database.all(statement).await?;
        rows.into_iter().map(Row::read).collect()
    }
}

fn missing(codebase: &CodebaseName, number: i64) -> StoreError {
    StoreError::not_found(format!("release {number} of {codebase} for that"))
}
