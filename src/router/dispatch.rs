//! Which use case carries out which command. Total: a new command doesn't compile until it has one.

use std::sync::Arc;

use super::recover::First;
use super::{Request, Router, Told, help};
use crate::command::{Command, Period, Sentence};
use crate::domain::audit::Verdict;
use crate::domain::codebase::Codebase;
use crate::domain::policy::Approved;
use crate::operation::{
    OperationError, audit, cancel, codebase, config, history, hold, presets, status,
};
use crate::reply::{self, Reply, Responder};

/// What the language has and this version doesn't carry out.
pub(super) fn not_yet(what: &str, instead: &'static str) -> OperationError {
    OperationError::NotYet {
        what: what.to_owned(),
        instead,
    }
}

/// A command that came to the wrong one of the matches below.
pub(super) fn misplaced(command: &Command) -> OperationError {
    OperationError::Internal(format!("{} is carried out elsewhere", command.verb().name))
}

impl Router {
    /// Carries out what was approved, once that is on record. Where an interrupted operation has the project, that is
    /// brought to an end first.
    pub(super) async fn carry_out(
        &self,
        request: &Request,
        command: &Command,
        approved: &Approved,
        codebase: Option<&Codebase>,
    ) -> Result<Reply, OperationError> {
        let action = approved.action();
        if action.rule().audited {
            let verdict = match approved.operation() {
                Some(_) => Verdict::Confirmed,
                None => Verdict::Allowed,
            };
            let name = approved.codebase().cloned();
            let over = approved.over_hold();
            let over = over.map(|hold| format!("over the hold of {}", hold.holder.display_name));
            let why = over.unwrap_or_default();
            self.record(request, action, name, (verdict, &why)).await?;
        }
        match self.dispatch(request, command, approved, codebase).await {
            Err(OperationError::Busy(busy)) if busy.lapsed => {
                let first = Arc::new(First::before(approved, &request.responder));
                let shown = Arc::clone(&first) as Arc<dyn Responder>;
                let mut told = tokio::select! {
                    told = Box::pin(self.recover_only(&busy.operation, &shown)) => told?,
                    never = self.keep_queued(approved.operation()) => match never {},
                };
                first.is_over();
                let is_elsewhere = |told: &&mut Told| told.conversation != request.conversation;
                if let Some(elsewhere) = told.as_mut().filter(is_elsewhere) {
                    // It is still to be told there.
                    elsewhere.reply.tells.clear();
                }
                let answer = self.dispatch(request, command, approved, codebase).await?;
                Ok(match told {
                    Some(told) => reply::after_recovery(&told.reply, answer),
                    None => answer,
                })
            }
            answered => answered,
        }
    }

    async fn dispatch(
        &self,
        request: &Request,
        command: &Command,
        approved: &Approved,
        codebase: Option<&Codebase>,
    ) -> Result<Reply, OperationError> {
        // What changes a project is the longest way of all: on the heap, and past the many ways of the others.
        match (codebase, command) {
            (_, Command::Instance(asked)) => {
                Box::pin(self.of_instances(request, asked, approved)).await
            }
            (
                Some(own),
                Command::Restart { .. }
                | Command::Start { .. }
                | Command::Stop { .. }
                | Command::Deploy { .. }
                | Command::Rollback { .. },
            ) => Box::pin(self.change(request, command, approved, own)).await,
            (Some(own), _) => Box::pin(self.of_codebase(request, command, approved, own)).await,
            (None, _) => Box::pin(self.of_house(request, command, approved)).await,
        }
    }

    /// What concerns one codebase.
    async fn of_codebase(
        &self,
        request: &Request,
        command: &Command,
        approved: &Approved,
        own: &Codebase,
    ) -> Result<Reply, OperationError> {
        let context = &self.context;
        match command {
            Command::Status { services, stats } => {
                Box::pin(status::status(context, approved, own, services, *stats)).await
            }
            Command::Logs(query) => self.logs(request, approved, own, query).await,
            Command::CodebaseUse { .. } => codebase::choose(context, approved, own).await,
            Command::CodebaseShow => Ok(codebase::show(own)),
            Command::CodebaseRemove { .. } => {
                codebase::remove(context, approved, own, &request.responder).await
            }
            Command::History => history::history(context, approved, own).await,
            Command::CancelOperation => cancel::cancel(context, approved, own).await,
            Command::Lock { reason, period } => {
                let wanted = (
                    reason.as_ref().map(Sentence::as_str),
                    period.map(Period::get),
                );
                hold::hold(context, approved, own, wanted).await
            }
            Command::Unlock => hold::unhold(context, approved, own).await,
            other => self.of_config(other, approved, own).await,
        }
    }

    /// How a codebase runs.
    async fn of_config(
        &self,
        command: &Command,
        approved: &Approved,
        own: &Codebase,
    ) -> Result<Reply, OperationError> {
        let context = &self.context;
        match command {
            Command::ConfigInit {
                production_path,
                compose_project,
            } => config::init(context, approved, own, (production_path, compose_project)).await,
            Command::ConfigSet { setting, value } => {
                config::set(context, approved, own, (*setting, value)).await
            }
            Command::ConfigUnset { setting } => {
                config::unset(context, approved, own, *setting).await
            }
            Command::ConfigShow => config::show(own),
            Command::ConfigAutoDetect => config::auto_detect(context, approved, own).await,
            Command::ConfigValidate => config::validate(context, own).await,
            other => Err(misplaced(other)),
        }
    }

    /// What concerns no codebase, or all.
    async fn of_house(
        &self,
        request: &Request,
        command: &Command,
        approved: &Approved,
    ) -> Result<Reply, OperationError> {
        let context = &self.context;
        match command {
            Command::CodebaseAdd {
                name,
                workspace,
                repository,
            } => {
                let new = codebase::New {
                    name: name.clone(),
                    workspace: workspace.clone(),
                    repository: repository.clone(),
                };
                codebase::add(context, approved, new).await
            }
            Command::CodebaseList => {
                let visible = self.visible(&request.actor, &request.conversation);
                let visible = visible.await?;
                let chosen = context.store.chosen_codebase(&request.conversation).await?;
                Ok(codebase::list(&visible, chosen.as_ref()))
            }
            Command::Grant { .. }
            | Command::Revoke { .. }
            | Command::AllowChat
            | Command::Pair { .. }
            | Command::Link { .. }
            | Command::Whoami => self.of_people(request, command, approved).await,
            Command::Audit { denied } => audit::audit(context, approved, *denied).await,
            Command::Presets { name } => {
                let of = self.presets_of(request).await?;
                presets::presets(context, approved, (name.as_ref(), of.as_ref())).await
            }
            Command::Help { topic } => Ok(help::help(*topic)),
            other => Err(misplaced(other)),
        }
    }
}
