//! Which codebase a request speaks of: the one it names, else the conversation's, else the only one the sender can see.

use super::{Request, Router, instance};
use crate::command::Command;
use crate::domain::action::Action;
use crate::domain::codebase::Codebase;
use crate::domain::name::CodebaseName;
use crate::operation::{OperationError, status};
use crate::reply::{self, Reply};

/// What resolving came to.
pub(super) enum Resolved {
    /// This one.
    Codebase(Box<Codebase>),
    /// The command concerns none.
    NoneNeeded,
    /// An answer instead: which one is meant, or that there is none.
    Answer(Box<Reply>),
}

impl Router {
    /// Finds the codebase. A sender without any role there learns nothing of what exists: the denial comes first.
    pub(super) async fn resolve(
        &self,
        request: &Request,
        action: Action,
    ) -> Result<Resolved, OperationError> {
        let command = &request.invocation.command;
        if command.concerns_instances() {
            return Ok(Resolved::Codebase(Box::new(instance::all())));
        }
        if !concerns_a_codebase(action) {
            return Ok(Resolved::NoneNeeded);
        }
        let named = match command {
            Command::CodebaseUse { name } | Command::CodebaseRemove { name } => Some(name),
            _ => request.invocation.codebase.as_ref(),
        };
        if let Some(name) = named {
            return self.named(request, action, name).await;
        }
        if let Some(name) = self
            .context
            .store
            .chosen_codebase(&request.conversation)
            .await?
        {
            return self.named(request, action, &name).await;
        }
        self.only_visible(request, action).await
    }

    async fn named(
        &self,
        request: &Request,
        action: Action,
        name: &CodebaseName,
    ) -> Result<Resolved, OperationError> {
        if self.role(&request.actor, Some(name)).await?.is_none() {
            return Ok(Resolved::Answer(Box::new(
                self.deny_stranger(request, action, Some(name)).await?,
            )));
        }
        let found = self.context.store.codebase(name).await?;
        let found = found.filter(|codebase| !Self::is_elsewhere(request, codebase));
        if let Some(codebase) = found {
            return Ok(Resolved::Codebase(Box::new(codebase)));
        }
        let visible = self.visible(&request.actor, &request.conversation).await?;
        let names: Vec<_> = visible
            .iter()
            .map(|codebase| codebase.name.as_str())
            .collect();
        Ok(Resolved::Answer(Box::new(reply::unknown_codebase(
            name, &names,
        ))))
    }

    async fn only_visible(
        &self,
        request: &Request,
        action: Action,
    ) -> Result<Resolved, OperationError> {
        let mut visible = self.visible(&request.actor, &request.conversation).await?;
        if visible.len() == 1 {
            return Ok(Resolved::Codebase(Box::new(visible.remove(0))));
        }
        if visible.is_empty() {
            let role = self.role(&request.actor, None).await?;
            let reply = match role {
                None => self.deny_stranger(request, action, None).await?,
                Some(_) => reply::no_codebase_yet(),
            };
            return Ok(Resolved::Answer(Box::new(reply)));
        }
        let reply = if let Command::Status { .. } = &request.invocation.command {
            status::of_all(&self.context, &visible).await?
        } else {
            let names: Vec<_> = visible
                .iter()
                .map(|codebase| codebase.name.as_str())
                .collect();
            reply::which_codebase(&request.invocation.to_string(), &names)
        };
        Ok(Resolved::Answer(Box::new(reply)))
    }
}

/// Whether an action concerns one codebase. Total, so that a new action can't be forgotten.
const fn concerns_a_codebase(action: Action) -> bool {
    match action {
        Action::Help
        | Action::Whoami
        | Action::CodebaseList
        | Action::CodebaseAdd
        | Action::Grant
        | Action::AllowChat
        | Action::Pair
        | Action::AuditRead
        | Action::Answer
        | Action::Presets => false,
        Action::CodebaseUse
        | Action::CodebaseRemove
        | Action::Status
        | Action::Logs
        | Action::History
        | Action::ConfigShow
        | Action::Start
        | Action::Stop
        | Action::Restart
        | Action::Deploy
        | Action::DeployPreview
        | Action::Rollback
        | Action::Cancel
        | Action::Hold
        | Action::Unhold
        | Action::UnholdOther
        | Action::ConfigSet
        // Instances count as one.
        | Action::Instances
        | Action::InstanceLogs
        | Action::Create
        | Action::CreateMounting
        | Action::StopOther
        | Action::PullImages
        | Action::Destroy
        | Action::DestroyData
        | Action::DestroyOther
        | Action::Reset
        | Action::ResetOther
        | Action::Prune => true,
    }
}
