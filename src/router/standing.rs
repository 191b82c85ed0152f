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
use crate::operation::{NoVersion, OperationError, repository};

/// How long GitHub's word counts: one command asks several times.
const MOMENT: Duration = Duration::from_secs(2);
/// And that somebody may do nothing: anybody may comment, and each question counts against GitHub's limits.
const NOBODY: Duration = Duration::from_secs(30);

/// What GitHub said a moment ago.
#[derive(Default)]
pub(super) struct Standing(DashMap<(Principal, CodebaseName), (Instant, Permission)>);

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
                match store.codebase(name).await? {
                    Some(codebase) => self.role_in(actor, &codebase).await?,
                    None => None,
                }
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

    /// As what a repository is registered that is called so and has this number on GitHub; `None`: no codebase has it.
    pub async fn registered(
        &self,
        repository: &RepositoryName,
        number: u64,
    ) -> Result<Option<RepositoryName>, OperationError> {
        let store = &self.context.store;
        Ok(store.registered_repository(repository, number).await?)
    }

    /// Whether somebody may do anything on a codebase of the thread's repository.
    pub async fn is_known_in(
        &self,
        actor: &Actor,
        thread: &Conversation,
    ) -> Result<bool, OperationError> {
        match self.visible(actor, thread).await {
            Ok(visible) => Ok(!visible.is_empty()),
            // Whoever is there now has nothing to do with what was there.
            Err(OperationError::Version(NoVersion::OtherRepository { .. })) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// What may be spoken of in a thread is its repository's alone.
    pub(super) fn is_elsewhere(request: &Request, codebase: &Codebase) -> bool {
        matches!(request.place, Place::Thread { .. }) && !belongs(codebase, &request.conversation)
    }

    /// The role that comes with what somebody may do in a codebase's repository.
    async fn role_in(
        &self,
        actor: &Actor,
        codebase: &Codebase,
    ) -> Result<Option<Role>, OperationError> {
        let (Some(repository), Some(github)) = (&codebase.repository, &self.context.github) else {
            return Ok(None);
        };
        let key = (actor.principal.clone(), codebase.name.clone());
        let known = self.standing.0.get(&key).map(|known| *known);
        if let Some((at, permission)) = known
            && counts(at, permission)
        {
            return Ok(role_of(permission));
        }
        let Ok(id) = actor.principal.id().parse() else {
            return Ok(None);
        };
        self.standing.0.retain(|_, (at, known)| counts(*at, *known));
        let at = repository::of(&self.context, github, (codebase, repository)).await?;
        let permission = at.permission(id, &actor.display_name).await?;
        self.standing.0.insert(key, (Instant::now(), permission));
        Ok(role_of(permission))
    }
}

/// Whether what GitHub said then counts still.
fn counts(at: Instant, permission: Permission) -> bool {
    let moment = if role_of(permission).is_some() {
        MOMENT
    } else {
        NOBODY
    };
    at.elapsed() < moment
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
