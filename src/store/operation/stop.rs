//! Asking a running operation to stop: a row that whoever works on it sees, in whichever process that is.

use crate::domain::actor::Actor;
use crate::domain::name::OperationId;
use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::StoreError;
use crate::store::text::Place;

impl Store {
    /// Puts on record that `asker` wants `operation` to stop, and returns who asked first. `None` where it doesn't run any
    /// more.
    pub async fn ask_to_stop(
        &self,
        operation: &OperationId,
        asker: &Actor,
    ) -> Result<Option<Actor>, StoreError> {
        let statement = sql(
            "INSERT INTO operation_stops (operation, asker, asker_name, asked_at) \
             SELECT id, $2, $3, $4 FROM operations WHERE id = $1 AND state = 'running' \
             ON CONFLICT (operation) DO NOTHING",
        )
        .bind(operation)
        .bind(&asker.principal)
        .bind(&asker.display_name)
        .bind(self.now());
        self.database.execute(statement).await?;
        self.asked_to_stop(operation).await
    }

    /// Who asked `operation` first to stop, if anybody has and it still runs.
    pub async fn asked_to_stop(
        &self,
        operation: &OperationId,
    ) -> Result<Option<Actor>, StoreError> {
        let statement = sql("SELECT asker, asker_name, \
                    (SELECT person FROM identities WHERE principal = asker) AS person \
             FROM operation_stops JOIN operations ON operations.id = operation_stops.operation \
             WHERE operation = $1 AND operations.state = 'running'")
        .bind(operation);
        let row: Option<Row> = self.database.optional(statement).await?;
        row.map(|row| row.read(operation)).transpose()
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    asker: String,
    asker_name: String,
    person: Option<String>,
}

impl Row {
    fn read(self, operation: &OperationId) -> Result<Actor, StoreError> {
        let place = Place {
            table: "operation_stops",
            id: operation.as_str(),
        };
        place.actor(&self.asker, self.asker_name, self.person)
    }
}
