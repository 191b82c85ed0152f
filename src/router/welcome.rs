//! The first word in a chat: `/start` leads to the first status in three taps. It begins, a found project becomes a codebase, and
//! that is asked how it is.

use chrono::{DateTime, Utc};

use super::Router;
use super::admission::Stranger;
use crate::domain::actor::{Actor, Conversation, Place};
use crate::domain::policy::Denied;
use crate::domain::role::Role;
use crate::operation::{OperationError, config};
use crate::reply::{self, Reply};

impl Router {
    /// What is said to whoever has just opened a chat. `None`: nothing is to be said.
    pub async fn welcome(
        &self,
        actor: &Actor,
        at: (&Conversation, Place),
        asked_at: Option<DateTime<Utc>>,
    ) -> Option<Reply> {
        match self.stranger(actor, at).await {
            Ok(Stranger::No) => {
                let late = self.too_late(asked_at);
                if late.is_some() {
                    return late;
                }
                let welcomed = self.welcomed(actor, at).await;
                Some(welcomed.unwrap_or_else(OperationError::into_reply))
            }
            Ok(Stranger::ToBeTold) => Some(reply::stranger_in_a_group()),
            Ok(Stranger::Hushed) => None,
            Err(error) => Some(error.into_reply()),
        }
    }

    /// The highest role that somebody has on any codebase.
    pub async fn highest_role(
        &self,
        actor: &Actor,
        at: &Conversation,
    ) -> Result<Option<Role>, OperationError> {
        let mut highest = self.role(actor, None).await?;
        for codebase in self.visible(actor, at).await? {
            highest = highest.max(self.role(actor, Some(&codebase.name)).await?);
        }
        Ok(highest)
    }

    async fn welcomed(
        &self,
        actor: &Actor,
        (conversation, place): (&Conversation, Place),
    ) -> Result<Reply, OperationError> {
        let store = &self.context.store;
        if place == Place::Group && !store.is_allowed(&conversation.whole()).await? {
            return Ok(reply::denied(&Denied::GroupNotAllowed));
        }
        let Some(role) = self.highest_role(actor, conversation).await? else {
            return Ok(reply::welcome_stranger(actor));
        };
        let visible = self.visible(actor, conversation).await?;
        let names: Vec<_> = visible.into_iter().map(|codebase| codebase.name).collect();
        if names.is_empty() && role == Role::Admin {
            let found = config::unclaimed(&self.context).await?;
            return Ok(reply::welcome_to_projects(&found));
        }
        Ok(reply::welcome(&names))
    }
}
