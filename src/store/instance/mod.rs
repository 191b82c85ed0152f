//! Instances, as they are on record. Each is changed by the operation alone that has its lock.

mod expiry;
mod image;
mod port;
mod row;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use super::Store;
use super::database::{Database, sql};
use super::error::StoreError;
use super::random::operation_id;
use super::text::{Place, document, word};
use crate::domain::instance::{Instance, Life, Made};
use crate::domain::name::InstanceName;
use row::{Row, TABLE, columns};

pub use image::PulledImage;

impl Store {
    /// Puts an instance on record, before anything of it is there. `asked` is what was asked for, with its passwords. Says whether
    /// its name was free.
    pub async fn add_instance(
        &self,
        instance: &Instance,
        asked: &SecretString,
    ) -> Result<bool, StoreError> {
        let statement = sql(
            "INSERT INTO instances (name, life, owner, owner_name, conversation, made, asked, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (name) DO NOTHING",
        )
        .bind(&instance.name)
        .bind(word(&instance.life)?)
        .bind(&instance.owner.principal)
        .bind(&instance.owner.display_name)
        .bind(&instance.conversation)
        .bind(document("what an instance is made of", &instance.made)?)
        .bind(self.sealed(&instance.name, asked)?)
        .bind(instance.created_at)
        .bind(instance.expires_at);
        Ok(self.database.execute(statement).await? > 0)
    }

    /// The same in place of one whose volumes alone are left, or that was never finished. Its passwords are shown anew.
    pub async fn make_instance_again(
        &self,
        instance: &Instance,
        asked: &SecretString,
    ) -> Result<(), StoreError> {
        let statement = sql(
            "UPDATE instances SET life = $2, owner = $3, owner_name = $4, conversation = $5, made = $6, asked = $7, \
                 created_at = $8, expires_at = $9, ready_at = NULL, stopped_at = NULL, container = NULL, \
                 shown_at = NULL WHERE name = $1",
        )
        .bind(&instance.name)
        .bind(word(&instance.life)?)
        .bind(&instance.owner.principal)
        .bind(&instance.owner.display_name)
        .bind(&instance.conversation)
        .bind(document("what an instance is made of", &instance.made)?)
        .bind(self.sealed(&instance.name, asked)?)
        .bind(instance.created_at)
        .bind(instance.expires_at);
        self.change_instance(&instance.name, statement).await
    }

    /// The instance of this name.
    pub async fn instance(&self, name: &InstanceName) -> Result<Option<Instance>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM instances WHERE name = $1"
        ))
        .bind(name);
        let row: Option<Row> = self.database.optional(statement).await?;
        row.map(Row::read).transpose()
    }

    /// Every instance, by name, also those of which volumes alone are left.
    pub async fn instances(&self) -> Result<Vec<Instance>, StoreError> {
        let statement = sql(concat!(
            "SELECT ",
            columns!(),
            " FROM instances ORDER BY name"
        ));
        let rows: Vec<Row> = self.database.all(statement).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// What was asked for when it was made, with its passwords.
    pub async fn asked_of_instance(&self, name: &InstanceName) -> Result<SecretString, StoreError> {
        let statement = sql("SELECT asked FROM instances WHERE name = $1").bind(name);
        let row: Option<(Vec<u8>,)> = self.database.optional(statement).await?;
        let (sealed,) = row.ok_or_else(|| StoreError::not_found(format!("instance {name}")))?;
        let clear = self.seal.unseal(TABLE, name.as_str(), &sealed)?;
        let place = Place {
            table: TABLE,
            id: name.as_str(),
        };
        let clear = String::from_utf8(clear).map_err(|error| place.corrupt(&error))?;
        Ok(clear.into())
    }

    /// Which container it has now, if any, and where that is served.
    pub async fn set_instance_container(
        &self,
        name: &InstanceName,
        container: Option<&str>,
        made: &Made,
    ) -> Result<(), StoreError> {
        let statement =
            sql(
            "UPDATE instances SET container = $2, made = $3, ready_at = NULL, stopped_at = NULL WHERE name = $1",
        )
        .bind(name)
        .bind(container.map(ToOwned::to_owned))
        .bind(document("what an instance is made of", made)?);
        self.change_instance(name, statement).await
    }

    /// It is there from now on, and was found ready, or wasn't.
    pub async fn instance_is_there(
        &self,
        name: &InstanceName,
        ready_at: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        let statement =
            sql("UPDATE instances SET life = $2, ready_at = $3, stopped_at = NULL WHERE name = $1")
                .bind(name)
                .bind(word(&Life::There)?)
                .bind(ready_at);
        self.change_instance(name, statement).await
    }

    /// Somebody stopped it.
    pub async fn instance_is_stopped(&self, name: &InstanceName) -> Result<(), StoreError> {
        let statement =
            sql("UPDATE instances SET ready_at = NULL, stopped_at = $2 WHERE name = $1")
                .bind(name)
                .bind(self.now());
        self.change_instance(name, statement).await
    }

    /// Its container is gone, and its volumes alone are left. Its ports are free.
    pub async fn keep_instance(&self, name: &InstanceName) -> Result<(), StoreError> {
        self.free_ports(name).await?;
        let statement = sql(
            "UPDATE instances SET life = $2, container = NULL, ready_at = NULL, stopped_at = NULL, expires_at = NULL \
             WHERE name = $1",
        )
        .bind(name)
        .bind(word(&Life::Kept)?);
        self.change_instance(name, statement).await
    }

    /// Nothing of it is left.
    pub async fn forget_instance(&self, name: &InstanceName) -> Result<(), StoreError> {
        let statement = sql("DELETE FROM instances WHERE name = $1").bind(name);
        self.database.execute(statement).await.map(|_| ())
    }

    /// The same of one whose volumes alone were left; one that was made again meanwhile stays.
    pub async fn forget_kept_instance(&self, name: &InstanceName) -> Result<(), StoreError> {
        let statement = sql("DELETE FROM instances WHERE name = $1 AND life = $2")
            .bind(name)
            .bind(word(&Life::Kept)?);
        self.database.execute(statement).await.map(|_| ())
    }

    /// Its passwords are about to be shown. Says whether they hadn't been: they are shown once.
    pub async fn show_instance(&self, name: &InstanceName) -> Result<bool, StoreError> {
        let statement =
            sql("UPDATE instances SET shown_at = $2 WHERE name = $1 AND shown_at IS NULL")
                .bind(name)
                .bind(self.now());
        Ok(self.database.execute(statement).await? > 0)
    }

    /// Whether its passwords are still to be shown.
    pub async fn is_still_to_show(&self, name: &InstanceName) -> Result<bool, StoreError> {
        let statement =
            sql("SELECT name FROM instances WHERE name = $1 AND shown_at IS NULL").bind(name);
        let row: Option<(String,)> = self.database.optional(statement).await?;
        Ok(row.is_some())
    }

    /// Whether an instance was ever made.
    pub async fn has_made_instances(&self) -> Result<bool, StoreError> {
        let row: Option<(String,)> = self.database.optional(sql("SELECT id FROM house")).await?;
        Ok(row.is_some())
    }

    /// Which of several Hailers on one engine this is. The same for as long as its database is.
    pub async fn house(&self) -> Result<String, StoreError> {
        let drawn = operation_id()?;
        let statement =
            sql("INSERT INTO house (one, id) VALUES (TRUE, $1) ON CONFLICT (one) DO NOTHING")
                .bind(&drawn);
        let found = sql("SELECT id FROM house");
        if let Some((id,)) = self.database.optional::<(String,)>(found).await? {
            return Ok(id);
        }
        self.database.execute(statement).await?;
        let found = sql("SELECT id FROM house");
        let row: Option<(String,)> = self.database.optional(found).await?;
        let (id,) = row.ok_or_else(|| StoreError::not_found("the house".to_owned()))?;
        Ok(id)
    }

    fn sealed(&self, name: &InstanceName, asked: &SecretString) -> Result<Vec<u8>, StoreError> {
        let clear = asked.expose_secret().as_bytes();
        Ok(self.seal.seal(TABLE, name.as_str(), clear)?)
    }

    async fn change_instance(
        &self,
        name: &InstanceName,
        statement: super::database::Statement,
    ) -> Result<(), StoreError> {
        match self.database.execute(statement).await? {
            0 => Err(StoreError::not_found(format!("instance {name}"))),
            _ => Ok(()),
        }
    }
}

/// What was asked for of the instance that was made last: its table, its id in the seal, and the sealed value.
pub(super) async fn newest_sealed(
    database: &Database,
) -> Result<Option<(&'static str, String, Vec<u8>)>, StoreError> {
    let statement = sql("SELECT name, asked FROM instances ORDER BY created_at DESC LIMIT 1");
    let row: Option<(String, Vec<u8>)> = database.optional(statement).await?;
    Ok(row.map(|(name, asked)| (TABLE, name, asked)))
}
