//! Instances, which count as one codebase: whose they are decides besides the role what may be done with them.

mod again;
mod asked;
mod meant;
mod tend;
mod told;

use super::{Request, Router, dispatch};
use crate::command::{Command, CreateQuery, InstanceCommand, Period};
use crate::domain::action::Action;
use crate::domain::actor::Place;
use crate::domain::codebase::Codebase;
use crate::domain::name::{CodebaseName, InstanceName};
use crate::domain::plan::Plan;
use crate::domain::policy::Approved;
use crate::operation::instance::{self, Cycle};
use crate::operation::{OperationError, cancel};
use crate::reply::Reply;

/// What all instances count as.
pub(super) fn all() -> Codebase {
    Codebase {
        name: CodebaseName::instances(),
        workspace: None,
        repository: None,
        docker: None,
    }
}

impl Router {
    /// The plan of a command that asks for a confirmation.
    pub(super) async fn plan_of_instances(
        &self,
        request: &Request,
        (command, action): (&InstanceCommand, Action),
    ) -> Result<Plan, OperationError> {
        let context = &self.context;
        match command {
            InstanceCommand::Destroy {
                which,
                remove_volume,
            } => {
                let names = self.chosen(&request.actor, which).await?;
                instance::plan_destroy(context, (&names, *remove_volume), action).await
            }
            InstanceCommand::Reset { name } => instance::plan_reset(context, name, action).await,
            InstanceCommand::Create(query) => {
                instance::plan_replace(context, query.name.as_ref(), action).await
            }
            InstanceCommand::Stop { names, timeout } => {
                let cycle = Cycle::Stop(timeout.map(Period::get));
                instance::plan_cycle(context, names, cycle).await
            }
            InstanceCommand::Restart { names, timeout } => {
                let cycle = Cycle::Restart(timeout.map(Period::get));
                instance::plan_cycle(context, names, cycle).await
            }
            InstanceCommand::PruneImages => instance::plan_prune_images(context).await,
            InstanceCommand::PruneVolumes => instance::plan_prune_volumes(context).await,
            other => Err(OperationError::Internal(format!("{other:?} has no plan"))),
        }
    }

    /// Carries out what was approved.
    pub(super) async fn of_instances(
        &self,
        request: &Request,
        command: &InstanceCommand,
        approved: &Approved,
    ) -> Result<Reply, OperationError> {
        let (context, responder) = (&self.context, &request.responder);
        match command {
            InstanceCommand::Create(query) => self.create(request, approved, query).await,
            InstanceCommand::Start { names } => {
                self.cycle(request, approved, (names, Cycle::Start)).await
            }
            InstanceCommand::Stop { names, timeout } => {
                let cycle = Cycle::Stop(timeout.map(Period::get));
                self.cycle(request, approved, (names, cycle)).await
            }
            InstanceCommand::Restart { names, timeout } => {
                let cycle = Cycle::Restart(timeout.map(Period::get));
                self.cycle(request, approved, (names, cycle)).await
            }
            InstanceCommand::Reset { name } => {
                let done = instance::reset(context, approved, name, responder).await?;
                Ok(told::reset(done))
            }
            InstanceCommand::Destroy {
                which,
                remove_volume,
            } => {
                let names = self.chosen(&request.actor, which).await?;
                let asked = (names.as_slice(), *remove_volume);
                let done = instance::destroy(context, approved, asked, responder).await?;
                Ok(told::destroyed(done))
            }
            InstanceCommand::Cancel { name } => {
                cancel::cancel_instance(context, approved, name).await
            }
            InstanceCommand::PullImages { presets } => {
                let done = instance::pull_images(context, approved, presets, responder).await?;
                Ok(told::pulled(&done))
            }
            InstanceCommand::PruneImages => {
                let done = instance::prune_images(context, approved, responder).await?;
                Ok(told::pruned(&done))
            }
            InstanceCommand::PruneVolumes => {
                let done = instance::prune_volumes(context, approved, responder).await?;
                Ok(told::pruned(&done))
            }
            other => self.look_at_instances(request, other, approved).await,
        }
    }

    async fn look_at_instances(
        &self,
        request: &Request,
        command: &InstanceCommand,
        approved: &Approved,
    ) -> Result<Reply, OperationError> {
        let context = &self.context;
        let now = context.store.now();
        match command {
            InstanceCommand::List { all } => {
                let (looked, hidden) = instance::list(context, approved, *all).await?;
                Ok(told::listed(&looked, hidden, now))
            }
            InstanceCommand::Inspect { name } => {
                let asked = (name, is_private(request));
                let whole = instance::inspect(context, approved, asked).await?;
                Ok(told::inspected(&whole, now))
            }
            InstanceCommand::Logs { name, query } => {
                let wanted = super::logs::wanted(query);
                if query.follow {
                    let asked = (name, &wanted);
                    let followed =
                        instance::follow(context, approved, asked, &request.responder).await?;
                    return Ok(followed.then("Go on", request.invocation.to_string()));
                }
                instance::logs(context, approved, name, &wanted).await
            }
            InstanceCommand::Images => {
                let images = instance::images(context, approved).await?;
                Ok(told::images(&images))
            }
            InstanceCommand::Volumes => {
                let volumes = instance::volumes(context, approved).await?;
                Ok(told::volumes(&volumes))
            }
            other => Err(dispatch::misplaced(&Command::Instance(other.clone()))),
        }
    }

    async fn create(
        &self,
        request: &Request,
        approved: &Approved,
        query: &CreateQuery,
    ) -> Result<Reply, OperationError> {
        let context = &self.context;
        let wanted = asked::wanted(query, self.presets_of(request).await?);
        let created = instance::create(context, approved, &wanted, &request.responder).await?;
        let mut told = Vec::with_capacity(created.len());
        for one in created {
            let connections = match &one.result {
                Ok(made) if is_private(request) => {
                    let shown = instance::connections(context, made).await;
                    // That it was made is told all the same.
                    shown.unwrap_or_else(|error| {
                        tracing::warn!(%error, "how an instance is reached can't be shown");
                        None
                    })
                }
                _ => None,
            };
            told.push((one, connections));
        }
        Ok(told::created(told, query, context.store.now()))
    }

    /// The codebase whose presets are meant, too: the one that was named, where whoever asks sees it.
    pub(super) async fn presets_of(
        &self,
        request: &Request,
    ) -> Result<Option<CodebaseName>, OperationError> {
        let Some(name) = &request.invocation.codebase else {
            return Ok(None);
        };
        let visible = self.visible(&request.actor, &request.conversation).await?;
        if visible.iter().any(|codebase| codebase.name == *name) {
            return Ok(Some(name.clone()));
        }
        Err(OperationError::UnknownCodebase { name: name.clone() })
    }

    async fn cycle(
        &self,
        request: &Request,
        approved: &Approved,
        asked: (&[InstanceName], Cycle),
    ) -> Result<Reply, OperationError> {
        let done = instance::cycle(&self.context, approved, asked, &request.responder).await?;
        Ok(told::cycled(done, asked.1))
    }
}

/// Whether only the one who asks reads the answer.
const fn is_private(request: &Request) -> bool {
    matches!(request.place, Place::Terminal | Place::Private)
}
