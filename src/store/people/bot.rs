//! What Hailer is called itself, so that a link can lead to it.

use crate::domain::actor::Platform;
use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::StoreError;

impl Store {
    /// The platform says that Hailer is called `name` there.
    pub async fn called(&self, platform: Platform, name: &str) -> Result<(), StoreError> {
        let statement = sql(
            "INSERT INTO bots (platform, name, seen_at) VALUES ($1, $2, $3) \
             ON CONFLICT (platform) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at",
        )
        .bind(platform.as_str())
        .bind(name)
        .bind(self.now());
        self.database.execute(statement).await.map(|_| ())
    }

    /// What Hailer is called on a platform, as far as that was heard.
    pub async fn own_name(&self, platform: Platform) -> Result<Option<String>, StoreError> {
        let statement = sql("SELECT name FROM bots WHERE platform = $1").bind(platform.as_str());
        let row: Option<(String,)> = self.database.optional(statement).await?;
        Ok(row.map(|(name,)| name))
    }
}
