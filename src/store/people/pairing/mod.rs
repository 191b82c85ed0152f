//! Pairing: a code that was made at the console says who somebody on a chat platform is. It counts once, for ten minutes,
//! and only its hash is kept.

mod person;
mod tries;

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::grant::giving;
use crate::domain::actor::{Actor, PersonId, Principal};
use crate::domain::role::{Role, Scope};
use crate::store::Store;
use crate::store::clock::{after, before};
use crate::store::database::{Transaction, sql};
use crate::store::error::StoreError;
use crate::store::random::{as_digits, digits};
use crate::store::text::Place;

pub(in crate::store::people) use person::{known_as, person_behind};
pub(in crate::store::people) use tries::{TRIES, TRYING, one_more_wrong, tries};

/// How long a code counts.
pub(super) const LIFE: Duration = Duration::from_mins(10);

/// Over 128 bits, which nobody guesses: hashing needs no salt and no time.
pub(super) const DIGITS: usize = 26;

/// A code as it is shown, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingCode {
    /// The code.
    pub code: String,
    /// From when it no longer counts, by the store's clock.
    pub expires_at: DateTime<Utc>,
}

/// What a code that counted has made of its sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paired {
    /// The person whose identity it is.
    pub person: PersonId,
    /// The role on everything that came with it.
    pub role: Option<Role>,
    /// Who made the code.
    pub made_by: Principal,
    /// Whether it had counted for the same sender before, so that nothing has changed now.
    pub before: bool,
}

/// Why a code did not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// There is none like it, or not any more.
    #[error("this code is not valid, or no longer")]
    Wrong {
        /// How many more wrong ones the sender may try within the hour.
        left: i64,
    },
    /// The sender has tried too many.
    #[error("too many wrong codes")]
    TooMany {
        /// From when on they may try again, by the store's clock.
        until: DateTime<Utc>,
    },
    /// The store could not say.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Makes a code. Whoever sends it becomes known as a person, with `role` on everything if one is given.
    pub async fn make_pairing(
        &self,
        role: Option<Role>,
        by: &Actor,
    ) -> Result<PairingCode, StoreError> {
        let now = self.now();
        self.forget_old_pairings(now).await?;
        let code = digits(DIGITS)?;
        let expires_at = after(now, LIFE);
        let statement = sql(
            "INSERT INTO pairings (hash, role, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(hash(&code))
        .bind(role.map(|role| role.as_str().to_owned()))
        .bind(&by.principal)
        .bind(now)
        .bind(expires_at);
        self.database.execute(statement).await?;
        Ok(PairingCode { code, expires_at })
    }

    /// What has been over for an hour says nothing any more; what came of it is on record.
    pub(super) async fn forget_old_pairings(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        for old in [
            sql("DELETE FROM pairings WHERE expires_at <= $1"),
            sql("DELETE FROM pairing_tries WHERE since <= $1"),
        ] {
            let old = old.bind(before(now, TRYING));
            self.database.execute(old).await?;
        }
        Ok(())
    }

    /// `sender` gives a code. Where it counts it is spent, and they are known, in one transaction. An identity that is
    /// somebody's already stays theirs. Given again by the same one, it changes nothing: what was taken from them meanwhile
    /// doesn't come back.
    pub async fn pair(&self, sender: &Actor, code: &str) -> Result<Paired, PairingError> {
        let now = self.now();
        let mut transaction = self.database.begin().await?;
        let (wrong, since) = tries(&mut transaction, &sender.principal, now).await?;
        if wrong >= TRIES {
            return Err(PairingError::TooMany {
                until: after(since, TRYING),
            });
        }
        if let Some(paired) = spent_before(&mut transaction, &sender.principal, code, now).await? {
            return Ok(paired);
        }
        let Some(spent) = spend(&mut transaction, &sender.principal, code, now).await? else {
            return Err(one_more_wrong(transaction, (&sender.principal, wrong)).await);
        };
        let (role, made_by) = spent.read()?;
        let person = known_as(&mut transaction, sender, now).await?;
        if let Some(role) = role {
            let given = giving(&sender.principal, &Scope::Everything, role, (&made_by, now));
            transaction.execute(given).await?;
        }
        let over = sql("DELETE FROM pairing_tries WHERE principal = $1").bind(&sender.principal);
        transaction.execute(over).await?;
        transaction.commit().await?;
        Ok(Paired {
            person,
            role,
            made_by,
            before: false,
        })
    }

    /// Others have seen this code, so it no longer counts. Says whether it did.
    pub async fn void_pairing(&self, code: &str) -> Result<bool, StoreError> {
        let now = self.now();
        let statement = sql(
            "UPDATE pairings SET spent_at = $2 WHERE hash = $1 AND spent_at IS NULL AND expires_at > $2",
        )
        .bind(hash(code))
        .bind(now);
        Ok(self.database.execute(statement).await? > 0)
    }
}

pub(super) fn hash(code: &str) -> String {
    blake3::hash(as_digits(code).as_bytes())
        .to_hex()
        .to_string()
}

async fn spend(
    transaction: &mut Transaction<'_>,
    sender: &Principal,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Option<Spent>, StoreError> {
    let statement = sql(
        "UPDATE pairings SET spent_by = $2, spent_at = $3 WHERE hash = $1 AND spent_at IS NULL AND expires_at > $3 AND links IS NULL \
         RETURNING hash, role, made_by",
    )
    .bind(hash(code))
    .bind(sender)
    .bind(now);
    transaction.optional(statement).await
}

/// What the same sender has become by the same code before: what they sent may be handled a second time.
async fn spent_before(
    transaction: &mut Transaction<'_>,
    sender: &Principal,
    code: &str,
    now: DateTime<Utc>,
) -> Result<Option<Paired>, StoreError> {
    let statement = sql(
        "SELECT hash, role, made_by FROM pairings WHERE hash = $1 AND spent_by = $2 AND expires_at > $3 AND links IS NULL",
    )
    .bind(hash(code))
    .bind(sender)
    .bind(now);
    let Some(spent) = transaction.optional::<Spent>(statement).await? else {
        return Ok(None);
    };
    let (role, made_by) = spent.read()?;
    let person = person_behind(transaction, sender).await?;
    Ok(person.map(|person| Paired {
        person,
        role,
        made_by,
        before: true,
    }))
}

/// A code that counted.
#[derive(sqlx::FromRow)]
struct Spent {
    hash: String,
    role: Option<String>,
    made_by: String,
}

impl Spent {
    fn read(self) -> Result<(Option<Role>, Principal), StoreError> {
        let place = Place {
            table: "pairings",
            id: &self.hash,
        };
        let role = self.role.map(|role| place.name(&role)).transpose()?;
        Ok((role, place.name(&self.made_by)?))
    }
}
