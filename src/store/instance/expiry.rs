//! When instances are over.

use chrono::{DateTime, Utc};

use super::row::{Row, columns};
use crate::domain::instance::Instance;
use crate::domain::name::InstanceName;
use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::StoreError;

impl Store {
    /// The instances whose time is over.
    pub async fn expired_instances(&self) -> Result<Vec<Instance>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM instances WHERE expires_at <= $1 ORDER BY expires_at"
        ))
        .bind(self.now());
        let rows: Vec<Row> = self.database.all(statement).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// It ends later than it was to: it could not be ended.
    pub async fn postpone_expiry(
        &self,
        name: &InstanceName,
        to: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let statement =
            sql("UPDATE instances SET expires_at = $2 WHERE name = $1 AND expires_at < $2")
                .bind(name)
                .bind(to);
        self.database.execute(statement).await.map(|_| ())
    }
}
