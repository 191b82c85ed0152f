//! `/grant`, `/revoke`, `/allow-chat`, `/link`: who may do what, and where.

pub mod audit;
pub mod hold;
mod link;
mod pairing;

use crate::domain::actor::Principal;
use crate::domain::name::CodebaseName;
use crate::domain::policy::Approved;
use crate::domain::role::{Role, Scope};
use crate::operation::{Context, OperationError};
use crate::reply::{self, Reply};

pub use link::{link, make_link};
pub use pairing::{Pairing, give_away, make_pairing, pair};

/// Gives `who` a role on one codebase, or on all.
pub async fn grant(
    context: &Context,
    approved: &Approved,
    (who, role): (&Principal, Role),
    scope: &Scope,
) -> Result<Reply, OperationError> {
    if let Scope::Codebase(name) = scope {
        exists(context, name).await?;
    }
    context
        .store
        .grant(who, scope, role, approved.actor())
        .await?;
    Ok(Reply::done(format!("{who} is {role} on {}", words(scope))))
}

/// Takes the role of `who` on one codebase, or on all, away.
pub async fn revoke(
    context: &Context,
    _approved: &Approved,
    who: &Principal,
    scope: &Scope,
) -> Result<Reply, OperationError> {
    let had = context.store.revoke(who, scope).await?;
    let scope = words(scope);
    Ok(if had {
        Reply::done(format!("{who} has no role on {scope} any more"))
    } else {
        Reply::usage(format!("{who} had no role on {scope}; nothing was changed"))
    })
}

fn words(scope: &Scope) -> String {
    match scope {
        Scope::Everything => "every codebase".to_owned(),
        Scope::Codebase(name) => name.to_string(),
    }
}

async fn exists(context: &Context, name: &CodebaseName) -> Result<(), OperationError> {
    if name.is_instances() {
        return Ok(());
    }
    match context.store.codebase(name).await? {
        Some(_) => Ok(()),
        None => Err(OperationError::UnknownCodebase { name: name.clone() }),
    }
}

/// Lets the group that the conversation is in, or is a topic of, give commands.
pub async fn allow_group(context: &Context, approved: &Approved) -> Result<Reply, OperationError> {
    let group = approved.conversation().whole();
    let before = context.store.is_allowed(&group).await?;
    if !before {
        let store = &context.store;
        store.allow_conversation(&group, approved.actor()).await?;
    }
    Ok(reply::group_allowed(before))
}
