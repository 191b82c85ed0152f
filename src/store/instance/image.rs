//! Images that were pulled for instances: what pruning may remove.

use chrono::{DateTime, Utc};

use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::StoreError;

/// An image that was pulled for an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PulledImage {
    /// What it was asked for by ("postgres:16-alpine").
    pub reference: String,
    /// The image's id (`sha256:…`) when it was pulled.
    pub image: String,
    /// When.
    pub pulled_at: DateTime<Utc>,
}

impl Store {
    /// An image was pulled for an instance.
    pub async fn record_pull(&self, reference: &str, image: &str) -> Result<(), StoreError> {
        let statement = sql(
            "INSERT INTO instance_images (reference, image, pulled_at) VALUES ($1, $2, $3) \
             ON CONFLICT (reference) DO UPDATE SET image = excluded.image, pulled_at = excluded.pulled_at",
        )
        .bind(reference.to_owned())
        .bind(image.to_owned())
        .bind(self.now());
        self.database.execute(statement).await.map(|_| ())
    }

    /// Every image that was pulled for an instance, by what it was asked for by.
    pub async fn pulled_images(&self) -> Result<Vec<PulledImage>, StoreError> {
        let statement =
            sql("SELECT reference, image, pulled_at FROM instance_images ORDER BY reference");
        let rows: Vec<(String, String, DateTime<Utc>)> = self.database.all(statement).await?;
        let pulled = rows.into_iter();
        Ok(pulled
            .map(|(reference, image, pulled_at)| PulledImage {
                reference,
                image,
                pulled_at,
            })
            .collect())
    }

    /// It was removed.
    pub async fn forget_pull(&self, reference: &str) -> Result<(), StoreError> {
        let statement =
            sql("DELETE FROM instance_images WHERE reference = $1").bind(reference.to_owned());
        self.database.execute(statement).await.map(|_| ())
    }
}
