//! The person behind an identity.

use chrono::{DateTime, Utc};

use crate::domain::actor::{Actor, PersonId, Principal};
use crate::store::database::{Transaction, sql};
use crate::store::error::StoreError;
use crate::store::random::digits;

pub(in crate::store::people) async fn person_behind(
    transaction: &mut Transaction<'_>,
    principal: &Principal,
) -> Result<Option<PersonId>, StoreError> {
    let statement = sql("SELECT person FROM identities WHERE principal = $1").bind(principal);
    let row: Option<(String,)> = transaction.optional(statement).await?;
    Ok(row.map(|(person,)| PersonId(person)))
}

/// The person whose identity the sender is; a new one, if they were nobody.
pub(in crate::store::people) async fn known_as(
    transaction: &mut Transaction<'_>,
    sender: &Actor,
    now: DateTime<Utc>,
) -> Result<PersonId, StoreError> {
    if let Some(person) = person_behind(transaction, &sender.principal).await? {
        return Ok(person);
    }
    let person = PersonId(digits(10)?);
    let new = sql("INSERT INTO persons (id, display_name, created_at) VALUES ($1, $2, $3)")
        .bind(&person)
        .bind(&sender.display_name)
        .bind(now);
    transaction.execute(new).await?;
    let theirs = sql("INSERT INTO identities (principal, person, linked_at) VALUES ($1, $2, $3)")
        .bind(&sender.principal)
        .bind(&person)
        .bind(now);
    transaction.execute(theirs).await?;
    Ok(person)
}
