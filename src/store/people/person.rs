//! Persons and their identities. Linking identities says who is who; it adds no role.

use crate::domain::actor::{Actor, PersonId, Principal};

use crate::store::Store;
use crate::store::database::sql;
use crate::store::error::{Rule, StoreError};
use crate::store::random::digits;
use crate::store::text::Place;

/// Why an identity could not be linked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It belongs to someone.
    #[error("{principal} belongs to {owner} already")]
    Linked {
        /// The identity.
        principal: Principal,
        /// The name of the person it belongs to.
        owner: String,
    },
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Adds a person without any identity.
    pub async fn add_person(&self, display_name: &str) -> Result<PersonId, StoreError> {
        let person = PersonId(digits(10)?);
        let statement =
            sql("INSERT INTO persons (id, display_name, created_at) VALUES ($1, $2, $3)")
                .bind(&person)
                .bind(display_name)
                .bind(self.now());
        self.database.execute(statement).await?;
        Ok(person)
    }

    /// From now on this identity is `person`'s. It has to be nobody's, or theirs already.
    pub async fn link(&self, principal: &Principal, person: &PersonId) -> Result<(), LinkError> {
        let statement = sql(
            "INSERT INTO identities (principal, person, linked_at) VALUES ($1, $2, $3) \
             ON CONFLICT (principal) DO NOTHING",
        )
        .bind(principal)
        .bind(person)
        .bind(self.now());
        match self.database.execute(statement).await {
            Ok(0) => self.linked_to(principal, person).await,
            Ok(_) => Ok(()),
            Err(error) if error.breaks(Rule::Reference) => {
                Err(StoreError::not_found(format!("person {}", person.0)).into())
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn linked_to(&self, principal: &Principal, person: &PersonId) -> Result<(), LinkError> {
        let statement = sql("SELECT persons.id, persons.display_name FROM identities \
             JOIN persons ON persons.id = identities.person WHERE identities.principal = $1")
        .bind(principal);
        match self
            .database
            .optional::<(String, String)>(statement)
            .await?
        {
            Some((owner, _)) if owner == person.0 => Ok(()),
            Some((_, owner)) => Err(LinkError::Linked {
                principal: principal.clone(),
                owner,
            }),
            None => Err(StoreError::not_found(format!(
                "identity {principal} any more: it was unlinked just now, try again"
            ))
            .into()),
        }
    }

    /// From now on this identity is nobody's. Says whether it was somebody's.
    pub async fn unlink(&self, principal: &Principal) -> Result<bool, StoreError> {
        let statement = sql("DELETE FROM identities WHERE principal = $1").bind(principal);
        Ok(self.database.execute(statement).await? > 0)
    }

    /// The person behind an identity, where it is known.
    pub async fn person_of(&self, principal: &Principal) -> Result<Option<PersonId>, StoreError> {
        let statement = sql("SELECT person FROM identities WHERE principal = $1").bind(principal);
        let row: Option<(String,)> = self.database.optional(statement).await?;
        Ok(row.map(|(person,)| PersonId(person)))
    }

    /// What a person is called; `None`: there is no such person.
    pub async fn person_name(&self, person: &PersonId) -> Result<Option<String>, StoreError> {
        let statement = sql("SELECT display_name FROM persons WHERE id = $1").bind(person);
        let row: Option<(String,)> = self.database.optional(statement).await?;
        Ok(row.map(|(name,)| name))
    }

    /// A person's identities, in order.
    pub async fn identities(&self, person: &PersonId) -> Result<Vec<Principal>, StoreError> {
        let statement =
            sql("SELECT principal FROM identities WHERE person = $1 ORDER BY principal")
                .bind(person);
        let rows: Vec<(String,)> = self.database.all(statement).await?;
        rows.into_iter()
            .map(|(principal,)| {
                let place = Place {
                    table: "identities",
                    id: &principal,
                };
                place.name(&principal)
            })
            .collect()
    }

    /// The sender that a front end has verified, with the person behind the identity.
    pub async fn actor(
        &self,
        principal: Principal,
        display_name: &str,
    ) -> Result<Actor, StoreError> {
        Ok(Actor {
            person: self.person_of(&principal).await?,
            principal,
            display_name: display_name.to_owned(),
        })
    }
}
