//! What a front end asks that answers somewhere else, too: other places of the same person, the chat that is told of all, and
//! what other pages may show of an operation.

use super::Router;
use crate::domain::actor::{Actor, Conversation, Platform};
use crate::domain::name::{CodebaseName, OperationId, RepositoryName};
use crate::operation::{OperationError, hold};
use crate::reply::Reply;

/// A commit that an operation brings to an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoesLive {
    /// Whose.
    pub codebase: CodebaseName,
    /// Where the commit is.
    pub repository: RepositoryName,
    /// All 40 digits.
    pub commit: String,
    /// Where to ("production").
    pub environment: String,
    /// Where that can be seen.
    pub url: Option<String>,
}

/// A hold that is to end with its pull request.
#[derive(Debug, Clone, PartialEq)]
pub struct HoldOver {
    /// On which.
    pub codebase: CodebaseName,
    /// For which.
    pub pull: Conversation,
    /// Where its end is announced, if anywhere.
    pub chat: Option<Conversation>,
    /// What is announced.
    pub reply: Reply,
}

impl Router {
    /// The repositories that codebases have, each once.
    pub async fn repositories(&self) -> Result<Vec<RepositoryName>, OperationError> {
        let all = self.context.store.codebases().await?;
        let mut repositories: Vec<_> = all
            .into_iter()
            .filter_map(|codebase| codebase.repository)
            .collect();
        repositories.sort_unstable_by_key(|one| one.as_str().to_lowercase());
        repositories.dedup_by(|one, other| one.as_str().eq_ignore_ascii_case(other.as_str()));
        Ok(repositories)
    }

    /// The chats that the person behind an identity has alone with Hailer. On Telegram they have the person's own number.
    pub async fn own_chats(&self, actor: &Actor) -> Result<Vec<Conversation>, OperationError> {
        let store = &self.context.store;
        let Some(person) = store.person_of(&actor.principal).await? else {
            return Ok(vec![]);
        };
        let identities = store.identities(&person).await?;
        let on_telegram = identities
            .iter()
            .filter(|identity| identity.platform() == Platform::Telegram);
        Ok(on_telegram
            .map(|identity| Conversation::new(Platform::Telegram, identity.id()))
            .collect())
    }

    /// The chat that is told of all that concerns the reply's codebase; `None`: there is none.
    pub async fn announced_in(
        &self,
        reply: &Reply,
    ) -> Result<Option<Conversation>, OperationError> {
        let Some(Ok(name)) = reply.codebase.as_deref().map(CodebaseName::new) else {
            return Ok(None);
        };
        let codebase = self.context.store.codebase(&name).await?;
        Ok(codebase
            .and_then(|codebase| codebase.docker)
            .and_then(|docker| docker.announce))
    }

    /// The holds whose pull requests have come to their end, and where what is announced. One of which that isn't known comes at
    /// the next look.
    pub async fn holds_over(&self) -> Result<Vec<HoldOver>, OperationError> {
        let mut all = Vec::new();
        for (codebase, pull, reply) in hold::over(&self.context).await? {
            match self.announced_in(&reply).await {
                Ok(chat) => all.push(HoldOver {
                    codebase,
                    pull,
                    chat,
                    reply,
                }),
                Err(error) => {
                    tracing::warn!(%error, %codebase, "not known where the end of a hold is announced");
                }
            }
        }
        Ok(all)
    }

    /// The commit that an operation brings live, which can be shown beside that; `None`: it brings none from GitHub.
    pub async fn goes_live(
        &self,
        operation: &OperationId,
    ) -> Result<Option<GoesLive>, OperationError> {
        let store = &self.context.store;
        let Some(plan) = store.plan_of(operation).await? else {
            return Ok(None);
        };
        let Some(source) = plan.source.as_ref().and_then(|source| source.on_github()) else {
            return Ok(None);
        };
        let codebase = store.codebase(&plan.codebase).await?;
        let docker = codebase.and_then(|codebase| codebase.docker);
        Ok(docker.map(|docker| GoesLive {
            codebase: plan.codebase.clone(),
            repository: source.repository.clone(),
            commit: source.commit.clone(),
            environment: docker.environment,
            url: docker.url,
        }))
    }
}
