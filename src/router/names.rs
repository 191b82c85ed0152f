//! The names that someone could mean, for completion.

use std::collections::BTreeSet;

use super::Router;
use crate::domain::actor::{Actor, Conversation};
use crate::domain::codebase::Codebase;
use crate::operation::{OperationError, instance, status};

/// What exists, as far as it could be found out: nothing is said where something fails, since nobody asked.
#[derive(Debug, Clone, Default)]
pub struct KnownNames {
    /// The codebase that the conversation speaks of.
    pub chosen: Option<String>,
    /// The codebases that the sender can see.
    pub codebases: BTreeSet<String>,
    /// The services of the codebase that is spoken of.
    pub services: BTreeSet<String>,
    /// The instances.
    pub instances: BTreeSet<String>,
    /// The presets that instances can be made of.
    pub presets: BTreeSet<String>,
}

impl Router {
    /// The names that `actor` could mean in `conversation`.
    pub async fn known_names(&self, actor: &Actor, conversation: &Conversation) -> KnownNames {
        match self.find_names(actor, conversation).await {
            Ok(names) => names,
            Err(error) => {
                tracing::debug!(%error, "no names to complete");
                KnownNames::default()
            }
        }
    }

    async fn find_names(
        &self,
        actor: &Actor,
        conversation: &Conversation,
    ) -> Result<KnownNames, OperationError> {
        let visible = self.visible(actor, conversation).await?;
        let chosen = self.context.store.chosen_codebase(conversation).await?;
        let spoken_of = match (&chosen, visible.as_slice()) {
            (Some(name), visible) => visible.iter().find(|codebase| codebase.name == *name),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        let (instances, presets) = instance::names(&self.context).await?;
        Ok(KnownNames {
            instances,
            presets,
            services: self.services(spoken_of).await,
            chosen: spoken_of.map(|codebase| codebase.name.to_string()),
            codebases: visible
                .iter()
                .map(|codebase| codebase.name.to_string())
                .collect(),
        })
    }

    async fn services(&self, codebase: Option<&Codebase>) -> BTreeSet<String> {
        match codebase {
            Some(codebase) => status::services(&self.context, codebase)
                .await
                .unwrap_or_default(),
            None => BTreeSet::new(),
        }
    }
}
