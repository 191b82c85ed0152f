//! Which use case carries out which command. Total: a new command doesn't compile until it has one.

use super::{Request, Router, help};
use crate::command::{Command, LogsQuery, Period, Who};
use crate::domain::audit::Verdict;
use crate::domain::codebase::Codebase;
use crate::domain::name::ServiceName;
use crate::domain::policy::Approved;
use crate::domain::role::Scope;
use crate::operation::{
    Ended, OperationError, audit, codebase, config, deploy, logs, people, restart, status,
};
use crate::reply::{self, Reply};

/// What to do until `/docker-rollback` is carried out.
pub(super) const ROLL_BACK_BY_HAND: &str = "Put the old files back into the workspace and deploy them; a deploy that fails puts the old version back by itself.";

const LATER: &str = "Nothing was done. A later version will.";

/// What the language has and this version doesn't carry out.
pub(super) fn not_yet(what: &str, instead: &'static str) -> OperationError {
    OperationError::NotYet {
        what: what.to_owned(),
        instead,
    }
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
            self.record(request, action, name, (verdict, "")).await?;
        }
        match self.dispatch(request, command, approved, codebase).await {
            Err(OperationError::Busy(busy)) if busy.lapsed => {
                let told = self.recover(&request.responder).await?;
                let told: Vec<_> = told.into_iter().map(|told| told.reply).collect();
                let reply = self.dispatch(request, command, approved, codebase).await?;
                Ok(reply::after_recovery(&told, reply))
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
        match codebase {
            Some(codebase) => self.of_codebase(request, command, approved, codebase).await,
            None => self.of_house(request, command, approved).await,
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
                status::status(context, approved, own, services, *stats).await
            }
            Command::Logs(query) => self.logs(request, approved, own, query).await,
            Command::CodebaseUse { .. } => codebase::choose(context, approved, own).await,
            Command::CodebaseShow => Ok(codebase::show(own)),
            Command::CodebaseRemove { .. } => codebase::remove(context, approved, own).await,
            Command::Restart { services } => {
                self.restart(request, approved, own, (restart::Kind::Restart, services))
                    .await
            }
            Command::Start { services } => {
                self.restart(request, approved, own, (restart::Kind::Start, services))
                    .await
            }
            Command::Stop { services } => {
                self.restart(request, approved, own, (restart::Kind::Stop, services))
                    .await
            }
            Command::Deploy { dry_run: true, .. } => {
                Ok(reply::preview(&self.plan(command, own).await?, None))
            }
            Command::Deploy {
                reference,
                services,
                ..
            } => {
                let wanted = deploy::Wanted {
                    version: deploy::Version::deployed(reference.as_ref()),
                    services,
                };
                let ended =
                    deploy::carry_out(context, approved, own, &wanted, &request.responder).await?;
                Ok(outcome(approved, own, &ended))
            }
            Command::Rollback { .. } => Err(not_yet("roll back", ROLL_BACK_BY_HAND)),
            Command::History => Err(not_yet("show the history", "See who did what with /audit.")),
            Command::CancelOperation => Err(not_yet(
                "cancel from a second command",
                "At the terminal that runs it, Ctrl-C stops it and undoes it.",
            )),
            Command::Lock { .. } | Command::Unlock => Err(not_yet("hold a project", LATER)),
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
            other => Err(OperationError::Internal(format!(
                "{} does not concern a codebase",
                other.verb().name
            ))),
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
                let visible = self.visible(&request.actor).await?;
                let chosen = context.store.chosen_codebase(&request.conversation).await?;
                Ok(codebase::list(&visible, chosen.as_ref()))
            }
            Command::Grant { who, role, scope } => match who {
                Who::Principal(who) => {
                    let scope = self.scope(request, scope.as_ref()).await?;
                    people::grant(context, approved, (who, *role), &scope).await
                }
                Who::Login(_) => Err(not_yet(
                    "look up a login",
                    "Grant to the numeric id: /grant github:<id> ROLE.",
                )),
            },
            Command::Revoke { who, scope } => match who {
                Who::Principal(who) => {
                    let scope = self.scope(request, scope.as_ref()).await?;
                    people::revoke(context, approved, who, &scope).await
                }
                Who::Login(_) => Err(not_yet(
                    "look up a login",
                    "Revoke from the numeric id: /revoke github:<id>.",
                )),
            },
            Command::Whoami => self.whoami(request).await,
            Command::Audit { denied } => audit::audit(context, approved, *denied).await,
            Command::Help { topic } => Ok(help::help(*topic)),
            Command::Pair { .. } | Command::Link { .. } | Command::AllowChat => Err(not_yet(
                "pair people or chats",
                "Grant roles by numeric id: /grant telegram:<id> ROLE.",
            )),
            other => Err(OperationError::Internal(format!(
                "{} concerns a codebase",
                other.verb().name
            ))),
        }
    }

    async fn logs(
        &self,
        request: &Request,
        approved: &Approved,
        codebase: &Codebase,
        query: &LogsQuery,
    ) -> Result<Reply, OperationError> {
        if let Some(operation) = &query.operation {
            return logs::of_operation(&self.context, approved, codebase, operation).await;
        }
        let wanted = logs::Wanted {
            service: query.service.clone(),
            lines: query.lines.unwrap_or_default().get(),
            since: query.since.map(Period::get),
            grep: query.grep.as_ref().map(|pattern| pattern.regex().clone()),
        };
        if query.follow {
            logs::follow(
                &self.context,
                approved,
                codebase,
                &wanted,
                &request.responder,
            )
            .await
        } else {
            logs::logs(&self.context, approved, codebase, &wanted).await
        }
    }

    async fn restart(
        &self,
        request: &Request,
        approved: &Approved,
        codebase: &Codebase,
        what: (restart::Kind, &[ServiceName]),
    ) -> Result<Reply, OperationError> {
        if what.0 == restart::Kind::Start {
            let plan = restart::plan(&self.context, codebase, what.0, what.1).await?;
            // Where an operation was interrupted, it is brought to an end first.
            if plan.is_empty() && self.context.store.busy(&plan.project).await?.is_none() {
                return Ok(reply::preview(&plan, None));
            }
        }
        let ended =
            restart::carry_out(&self.context, approved, codebase, what, &request.responder).await?;
        Ok(outcome(approved, codebase, &ended))
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
        let mut roles = Vec::new();
        if let Some(role) = self.role(&request.actor, None).await? {
            roles.push(("every codebase".to_owned(), role));
        } else {
            for codebase in self.visible(&request.actor).await? {
                if let Some(role) = self.role(&request.actor, Some(&codebase.name)).await? {
                    roles.push((codebase.name.to_string(), role));
                }
            }
        }
        Ok(people::whoami(&request.actor, &roles))
    }
}

fn outcome(approved: &Approved, codebase: &Codebase, ended: &Ended) -> Reply {
    let told = reply::Ended {
        codebase: &codebase.name,
        action: approved.action(),
        operation: &ended.operation,
        took: ended.elapsed,
    };
    reply::outcome(&told, &ended.outcome)
}
