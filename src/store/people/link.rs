//! Linking: a code that one identity was shown makes another one the same person's. It counts as a pairing's does, and adds no
//! role to either.

use chrono::{DateTime, Utc};

use crate::domain::actor::{Actor, PersonId, Platform, Principal};
use crate::store::Store;
use crate::store::clock::after;
use crate::store::database::{Transaction, sql};
use crate::store::error::StoreError;
use crate::store::random::digits;
use crate::store::text::Place;

use super::pairing::{
    DIGITS, LIFE, PairingCode, PairingError, TRIES, TRYING, hash, known_as, one_more_wrong,
    person_behind, tries,
};

/// Two identities of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Whose.
    pub person: PersonId,
    /// The identity that made the code.
    pub with: Principal,
}

/// Why a code linked nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkingError {
    /// The code doesn't count.
    #[error(transparent)]
    Code(#[from] PairingError),
    /// It was made on the same platform, where it ties nothing together that isn't tied.
    #[error("this code was shown on the same platform")]
    SamePlatform,
    /// The sender is somebody already.
    #[error("{sender} belongs to another person already")]
    Taken {
        /// Who sent it.
        sender: Principal,
    },
}

impl From<StoreError> for LinkingError {
    fn from(error: StoreError) -> Self {
        Self::Code(error.into())
    }
}

impl Store {
    /// Makes a code by which another identity becomes one of the same person as `by`. `None`: `by` is nobody yet, and doesn't become
    /// somebody by asking; whoever is at the terminal does, who may make anybody known.
    pub async fn make_link(&self, by: &Actor) -> Result<Option<PairingCode>, StoreError> {
        let now = self.now();
        self.forget_old_pairings(now).await?;
        let code = digits(DIGITS)?;
        let expires_at = after(now, LIFE);
        let mut transaction = self.database.begin().await?;
        let person = if by.principal.platform() == Platform::Console {
            known_as(&mut transaction, by, now).await?
        } else {
            let known = person_behind(&mut transaction, &by.principal).await?;
            let Some(known) = known else { return Ok(None) };
            known
        };
        let statement = sql(
            "INSERT INTO pairings (hash, links, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(hash(&code))
        .bind(&person)
        .bind(&by.principal)
        .bind(now)
        .bind(expires_at);
        transaction.execute(statement).await?;
        transaction.commit().await?;
        Ok(Some(PairingCode { code, expires_at }))
    }

    /// `sender` gives such a code. Where it counts it is spent, and they are that person, in one transaction.
    pub async fn link_by(&self, sender: &Actor, code: &str) -> Result<Linked, LinkingError> {
        let now = self.now();
        let mut transaction = self.database.begin().await?;
        let (wrong, since) = tries(&mut transaction, &sender.principal, now).await?;
        if wrong >= TRIES {
            let until = after(since, TRYING);
            return Err(PairingError::TooMany { until }.into());
        }
        let statement = sql(
            "UPDATE pairings SET spent_by = $2, spent_at = $3 WHERE hash = $1 AND links IS NOT NULL AND expires_at > $3 \
             AND (spent_at IS NULL OR spent_by = $2) RETURNING hash, links, made_by",
        )
        .bind(hash(code))
        .bind(&sender.principal)
        .bind(now);
        let Some(spent) = transaction.optional::<Spent>(statement).await? else {
            let wrong = (&sender.principal, wrong);
            return Err(one_more_wrong(transaction, wrong).await.into());
        };
        let linked = spent.read()?;
        let became = if linked.with.platform() == sender.principal.platform() {
            Err(LinkingError::SamePlatform)
        } else {
            become_one(&mut transaction, sender, (&linked.person, now)).await
        };
        // It was shown, so it is spent whatever came of it.
        transaction.commit().await?;
        became.map(|()| linked)
    }
}

/// The sender is that person from now on, if they were nobody.
async fn become_one(
    transaction: &mut Transaction<'_>,
    sender: &Actor,
    (person, now): (&PersonId, DateTime<Utc>),
) -> Result<(), LinkingError> {
    match person_behind(transaction, &sender.principal).await? {
        Some(known) if known == *person => Ok(()),
        Some(_) => Err(LinkingError::Taken {
            sender: sender.principal.clone(),
        }),
        None => {
            let statement =
                sql("INSERT INTO identities (principal, person, linked_at) VALUES ($1, $2, $3)")
                    .bind(&sender.principal)
                    .bind(person)
                    .bind(now);
            transaction.execute(statement).await?;
            Ok(())
        }
    }
}

/// A code that counted.
#[derive(sqlx::FromRow)]
struct Spent {
    hash: String,
    links: String,
    made_by: String,
}

impl Spent {
    fn read(self) -> Result<Linked, StoreError> {
        let place = Place {
            table: "pairings",
            id: &self.hash,
        };
        Ok(Linked {
            with: place.name(&self.made_by)?,
            person: PersonId(self.links),
        })
    }
}
