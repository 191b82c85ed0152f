//! What a front end asks that answers somewhere else, too: other places of the same person, the chat that is told of all, and
//! what other pages may show of an operation.

use super::Router;
use crate::domain::actor::{Actor, Conversation, Platform};
use crate::domain::name::{CodebaseName, OperationId, RepositoryName};
use crate::domain::plan::SourceState;
use crate::operation::OperationError;
use crate::reply::Reply;

/// A commit that an operation brings to an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoesLive {
    /// Whose.
    pub codebase: CodebaseName,
    /// All 40 digits.
    pub commit: String,
    /// Where to ("production").
    pub environment: String,
    /// Where that can be seen.
    pub url: Option<String>,
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

    /// The commit that an operation brings live, which can be shown beside that; `None`: it brings none from GitHub.
    pub async fn goes_live(
        &self,
        operation: &OperationId,
    ) -> Result<Option<GoesLive>, OperationError> {
        let store = &self.context.store;
        let Some(plan) = store.plan_of(operation).await? else {
            return Ok(None);
        };
        let source = match plan.source {
            Some(SourceState::Release { first, .. }) => first.map(|first| *first),
            source => source,
        };
        let Some(SourceState::Github(source)) = source else {
            return Ok(None);
        };
        let codebase = store.codebase(&plan.codebase).await?;
        let docker = codebase.and_then(|codebase| codebase.docker);
        Ok(docker.map(|docker| GoesLive {
            codebase: plan.codebase,
            commit: source.commit,
            environment: docker.environment,
            url: docker.url,
        }))
    }
}
