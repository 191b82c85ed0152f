//! Who may do what, and who somebody is.

use super::{Request, Router, dispatch};
use crate::command::{Command, Who};
use crate::domain::actor::Principal;
use crate::domain::policy::Approved;
use crate::domain::role::Scope;
use crate::operation::{OperationError, people};
use crate::reply::Reply;

impl Router {
    /// Grants, revokes, or tells the sender who they are here.
    pub(super) async fn of_people(
        &self,
        request: &Request,
        command: &Command,
        approved: &Approved,
    ) -> Result<Reply, OperationError> {
        let context = &self.context;
        match command {
            Command::Grant { who, role, scope } => {
                let who = known(who, "Grant to the numeric id: /grant github:<id> ROLE.")?;
                let scope = self.scope(request, scope.as_ref()).await?;
                people::grant(context, approved, (who, *role), &scope).await
            }
            Command::Revoke { who, scope } => {
                let who = known(who, "Revoke from the numeric id: /revoke github:<id>.")?;
                let scope = self.scope(request, scope.as_ref()).await?;
                people::revoke(context, approved, who, &scope).await
            }
            Command::Whoami => self.whoami(request).await,
            other => Err(dispatch::misplaced(other)),
        }
    }

    /// What a grant is about: what was named, else the codebase that the conversation speaks of.
    async fn scope(
        &self,
        request: &Request,
        named: Option<&Scope>,
    ) -> Result<Scope, OperationError> {
        if let Some(named) = named {
            return Ok(named.clone());
        }
        let chosen = self
            .context
            .store
            .chosen_codebase(&request.conversation)
            .await?;
        chosen.map(Scope::Codebase).ok_or(OperationError::NoScope)
    }

    async fn whoami(&self, request: &Request) -> Result<Reply, OperationError> {
        let mut roles = Vec::new();
        if let Some(role) = self.role(&request.actor, None).await? {
            roles.push(("every codebase".to_owned(), role));
        } else {
            for codebase in self.visible(&request.actor).await? {
                if let Some(role) = self.role(&request.actor, Some(&codebase.name)).await? {
                    roles.push((codebase.name.to_string(), role));
                }
            }
        }
        Ok(people::whoami(&request.actor, &roles))
    }
}

/// Whom a grant is about. A login would have to be looked up.
fn known<'a>(who: &'a Who, instead: &'static str) -> Result<&'a Principal, OperationError> {
    match who {
        Who::Principal(who) => Ok(who),
        Who::Login(_) => Err(dispatch::not_yet("look up a login", instead)),
    }
}
