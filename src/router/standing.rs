//! What somebody may do on a codebase: what they were granted, and on GitHub also what they may do in its repository at this
//! moment, by GitHub's own word. Where that can't be had, nothing is allowed.

use std::time::Duration;

use dashmap::DashMap;
use tokio::time::Instant;

use super::{Request, Router};
use crate::domain::actor::{Actor, Conversation, Place, Platform, Principal};
use crate::domain::codebase::Codebase;
use crate::domain::name::{CodebaseName, RepositoryName};
use crate::domain::role::Role;
use crate::github::Permission;
use crate::operation::OperationError;

/// How long GitHub's word counts: one command asks several times.
const MOMENT: Duration = Duration::from_secs(2);

/// What GitHub said a moment ago.
#[derive(Default)]
pub(super) struct Standing(DashMap<(Principal, RepositoryName), (Instant, Permission)>);

impl Router {
    /// The role of `actor` on `codebase`, or on every codebase.
    ///
    /// Whoever stands at the terminal can open the store and the socket, so is administrator there already.
    pub(super) async fn role(
        &self,
        actor: &Actor,
        codebase: Option<&CodebaseName>,
    ) -> Result<Option<Role>, OperationError> {
        let local = actor.principal.platform() == Platform::Console;
        if local || self.admins.contains(&actor.principal) {
            return Ok(Some(Role::Admin));
        }
        let store = &self.context.store;
        let granted = store.role_of(&actor.principal, codebase).await?;
        let of_repository = match codebase {
            Some(name) if actor.principal.platform() == Platform::Github => {
                let codebase = store.codebase(name).await?;
                let repository = codebase.and_then(|codebase| codebase.repository);
                self.role_in(actor, repository.as_ref()).await?
            }
            _ => None,
        };
        Ok(granted.max(of_repository))
    }

    /// The codebases on which the sender has any role, by name: those of the repository, where it is one's thread.
    pub(super) async fn visible(
        &self,
        actor: &Actor,
        at: &Conversation,
    ) -> Result<Vec<Codebase>, OperationError> {
        let mut visible = Vec::new();
        for codebase in self.context.store.codebases().await? {
            if belongs(&codebase, at) && self.role(actor, Some(&codebase.name)).await?.is_some() {
                visible.push(codebase);
            }
        }
        Ok(visible)
    }

    /// Whether a codebase has this repository.
    pub async fn has_repository(
        &self,
        repository: &RepositoryName,
    ) -> Result<bool, OperationError> {
        let all = self.context.store.codebases().await?;
        Ok(all.iter().any(|codebase| is_of(codebase, repository)))
    }

    /// Whether somebody may do anything on a codebase of the thread's repository.
    pub async fn is_known_in(
        &self,
        actor: &Actor,
        thread: &Conversation,
    ) -> Result<bool, OperationError> {
        Ok(!self.visible(actor, thread).await?.is_empty())
    }

    /// What may be spoken of in a thread is its repository's alone.
    pub(super) fn is_elsewhere(request: &Request, codebase: &Codebase) -> bool {
        matches!(request.place, Place::Thread { .. }) && !belongs(codebase, &request.conversation)
    }

    /// The role that comes with what somebody may do in a repository.
    async fn role_in(
        &self,
        actor: &Actor,
        repository: Option<&RepositoryName>,
    ) -> Result<Option<Role>, OperationError> {
        let (Some(repository), Some(github)) = (repository, &self.context.github) else {
            return Ok(None);
        };
        let key = (actor.principal.clone(), repository.clone());
        let known = self.standing.0.get(&key).map(|known| *known);
        if let Some((at, permission)) = known
            && at.elapsed() < MOMENT
        {
            return Ok(role_of(permission));
        }
        let Ok(id) = actor.principal.id().parse() else {
            return Ok(None);
        };
        self.standing.0.retain(|_, (at, _)| at.elapsed() < MOMENT);
        let at = github.at(repository);
        let permission = at.permission(id, &actor.display_name).await?;
        self.standing.0.insert(key, (Instant::now(), permission));
        Ok(role_of(permission))
    }
}

/// Whether a codebase may be spoken of there.
fn belongs(codebase: &Codebase, at: &Conversation) -> bool {
    match at.thread() {
        Some((repository, _)) => is_of(codebase, &repository),
        None => true,
    }
}

/// GitHub's names are the same in capitals.
fn is_of(codebase: &Codebase, repository: &RepositoryName) -> bool {
    let own = codebase.repository.as_ref();
    own.is_some_and(|own| own.as_str().eq_ignore_ascii_case(repository.as_str()))
}

/// Hailer's administrators are granted, whatever they are in a repository.
const fn role_of(permission: Permission) -> Option<Role> {
    match permission {
        Permission::Admin | Permission::Maintain => Some(Role::Deployer),
        Permission::Write => Some(Role::Operator),
        Permission::Triage | Permission::Read | Permission::None => None,
    }
}
