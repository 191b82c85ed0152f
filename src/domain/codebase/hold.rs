//! A hold: a person keeps a project as it is for a while. It is not the lock that an operation takes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::actor::{Actor, Conversation};
use crate::domain::policy::same_person;
use crate::domain::role::Role;

/// Someone's hold on a codebase. It ends by itself, with its time or with its pull request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Who keeps the project.
    pub holder: Actor,
    /// Why, in the holder's words.
    pub reason: Option<String>,
    /// Since when, by the store's clock.
    pub since: DateTime<Utc>,
    /// Until when, by the store's clock.
    pub until: DateTime<Utc>,
    /// The pull request that production runs the version of. The hold ends with it, or before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread: Option<Conversation>,
}

impl Hold {
    /// The holder goes on as before; a deployer may go over another's hold, which is then announced.
    #[must_use]
    pub fn allows(&self, actor: &Actor, role: Option<Role>) -> bool {
        same_person(&self.holder, actor) || role.is_some_and(|role| role >= Role::Deployer)
    }
}
