//! `/grant`, `/revoke`, `/whoami`: who may do what.

pub mod audit;
pub mod hold;

use crate::domain::actor::{Actor, Principal};
use crate::domain::name::CodebaseName;
use crate::domain::policy::Approved;
use crate::domain::role::{Role, Scope};
use crate::operation::{Context, OperationError};
use crate::reply::{Block, Reply};

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
    match context.store.codebase(name).await? {
        Some(_) => Ok(()),
        None => Err(OperationError::UnknownCodebase { name: name.clone() }),
    }
}

/// Who the sender is, and what they may do.
#[must_use]
pub fn whoami(actor: &Actor, roles: &[(String, Role)]) -> Reply {
    let mut facts = vec![
        ("identity".to_owned(), actor.principal.to_string()),
        ("name".to_owned(), actor.display_name.clone()),
    ];
    facts.extend(
        roles
            .iter()
            .map(|(scope, role)| (format!("on {scope}"), role.to_string())),
    );
    let headline = if roles.is_empty() {
        "You have no role here"
    } else {
        "You"
    };
    Reply::done(headline)
        .with(Block::Facts(facts))
        .data_of(actor)
}
