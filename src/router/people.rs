//! Who may do what, and who somebody is.

use super::{Request, Router, dispatch};
use crate::command::{Command, Who};
use crate::domain::actor::{Place, Platform, Principal};
use crate::domain::policy::Approved;
use crate::domain::role::Scope;
use crate::operation::{OperationError, people};
use crate::reply::{self, Reply};

impl Router {
    /// Grants, revokes, allows, pairs, or tells the sender who they are here.
    pub(super) async fn of_people(
        &self,
        request: &Request,
        command: &Command,
        approved: &Approved,
    ) -> Result<Reply, OperationError> {
        let context = &self.context;
        match command {
            Command::Grant { who, role, scope } => {
                let who = known(who, numeric(request, true))?;
                let scope = self.scope(request, scope.as_ref()).await?;
                people::grant(context, approved, (who, *role), &scope).await
            }
            Command::Revoke { who, scope } => {
                let who = known(who, numeric(request, false))?;
                let scope = self.scope(request, scope.as_ref()).await?;
                people::revoke(context, approved, who, &scope).await
            }
            Command::AllowChat if request.place == Place::Group => {
                people::allow_group(context, approved).await
            }
            Command::AllowChat => Ok(reply::no_group()),
            Command::Pair { code } => self.pair(request, approved, code).await,
            Command::Link { code } => self.link(request, approved, code.as_ref()).await,
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
        let actor = &request.actor;
        let everywhere = self.role(actor, None).await?;
        let mut roles: Vec<_> = everywhere
            .into_iter()
            .map(|role| ("every codebase".to_owned(), role))
            .collect();
        for codebase in self.visible(actor, &request.conversation).await? {
            let role = self.role(actor, Some(&codebase.name)).await?;
            if let Some(role) = role.filter(|_| role > everywhere) {
                roles.push((codebase.name.to_string(), role));
            }
        }
        let person = self.person(&actor.principal).await?;
        Ok(reply::whoami(actor, person.as_ref(), &roles))
    }

    /// The name of the person behind an identity, and their other identities.
    async fn person(
        &self,
        principal: &Principal,
    ) -> Result<Option<(String, Vec<Principal>)>, OperationError> {
        let store = &self.context.store;
        let Some(person) = store.person_of(principal).await? else {
            return Ok(None);
        };
        let mut others = store.identities(&person).await?;
        others.retain(|other| other != principal);
        let name = store.person_name(&person).await?;
        Ok(name.map(|name| (name, others)))
    }
}

/// What to type instead of a login, on the platform that is spoken on.
const fn numeric(request: &Request, grant: bool) -> &'static str {
    match (request.actor.principal.platform(), grant) {
        (Platform::Telegram, true) => {
            "Grant to the numeric id, which /whoami tells them: /grant telegram:<id> ROLE."
        }
        (Platform::Telegram, false) => "Revoke from the numeric id: /revoke telegram:<id>.",
        (Platform::Console | Platform::Github, true) => {
            "Grant to the numeric id: /grant github:<id> ROLE."
        }
        (Platform::Console | Platform::Github, false) => {
            "Revoke from the numeric id: /revoke github:<id>."
        }
    }
}

/// Whom a grant is about. A login would have to be looked up.
fn known<'a>(who: &'a Who, instead: &'static str) -> Result<&'a Principal, OperationError> {
    match who {
        Who::Principal(who) => Ok(who),
        Who::Login(_) => Err(dispatch::not_yet("look up a login", instead)),
    }
}
