//! Stops and starts the containers of a plan, and verifies.

use std::sync::Arc;

use super::Kind;
use super::failure::{broken, start_again};
use super::plan::plan;
use crate::domain::codebase::Codebase;
use crate::domain::container::{Container, State};
use crate::domain::journal::Step;
use crate::domain::name::ServiceName;
use crate::domain::outcome::Outcome;
use crate::domain::plan::{Change, Plan, ServicePlan};
use crate::domain::policy::Approved;
use crate::engine::{Expects, Watched};
use crate::operation::context::docker;
use crate::operation::order::Dependencies;
use crate::operation::order::awaited::{self, Awaited};
use crate::operation::under_way::{self, Ended, UnderWay};
use crate::operation::verify::{self, Deadline, Until, kept_up};
use crate::operation::{Context, OperationError, recover, step};
use crate::reply::Responder;

/// Carries it out, under the project's lock, if what would be done is still what was shown.
pub async fn carry_out(
    context: &Context,
    approved: &Approved,
    codebase: &Codebase,
    (kind, services): (Kind, &[ServiceName]),
    responder: &Arc<dyn Responder>,
) -> Result<Ended, OperationError> {
    let project = &docker(codebase)?.compose_project;
    let changed_meanwhile = || OperationError::ChangedMeanwhile {
        codebase: codebase.name.clone(),
    };
    let mut changed = false;
    let ended = under_way::carry_out(context, approved, project, responder, async |under_way| {
        let plan = match plan(context, codebase, kind, services).await {
            Ok(plan) => plan,
            Err(error) => return Ok(Outcome::untouched(error.to_string())),
        };
        if approved
            .digest()
            .is_some_and(|shown| shown != plan.digest())
        {
            changed = true;
            return Ok(Outcome::untouched(changed_meanwhile().to_string()));
        }
        match act(under_way, &plan).await {
            Ok(()) => Ok(Outcome::done()),
            Err(OperationError::Cancelled { by }) => {
                recover::give_up(under_way, codebase, by).await
            }
            Err(error) => {
                let error = start_again(under_way, kind, &plan, error).await;
                if error.may_pass() {
                    return Err(under_way.leave(&error.to_string()).await);
                }
                Ok(broken(context, codebase, project, error).await)
            }
        }
    })
    .await?;
    if changed {
        Err(changed_meanwhile())
    } else {
        Ok(ended)
    }
}

/// Stops in reverse order, starts in order, and verifies.
async fn act(under_way: &UnderWay<'_>, plan: &Plan) -> Result<(), OperationError> {
    under_way
        .step(whole(plan), async |_| Ok::<_, OperationError>(()))
        .await?;
    for service in plan
        .services
        .iter()
        .rev()
        .filter(|service| matches!(service.change, Change::Restart | Change::Stop))
    {
        under_way.go_on().await?;
        under_way.progress(format!("stopping {}", service.service), None, false);
        for container in &service.containers {
            step::stop(under_way, &container.id).await?;
        }
        under_way.progress(format!("stopping {}", service.service), None, true);
    }
    let containers = under_way
        .context
        .engine()
        .await?
        .project_containers(&plan.project)
        .await?;
    let dependencies = Dependencies::of(&containers);
    for service in plan
        .services
        .iter()
        .filter(|service| matches!(service.change, Change::Restart | Change::Start))
    {
        under_way.go_on().await?;
        let on = awaited(&dependencies, &containers, &service.service);
        let doing = format!("starting {}", service.service);
        // One service is started after the other, so each has all the time for what it waits for.
        let deadline = Deadline::of(plan.gate.clone());
        awaited::wait(under_way, (&doing, &deadline), on).await?;
        under_way.progress(doing.as_str(), None, false);
        for container in &service.containers {
            step::start(under_way, &container.id).await?;
        }
        under_way.progress(doing, None, true);
    }
    let started = plan
        .services
        .iter()
        .filter(|service| matches!(service.change, Change::Restart | Change::Start));
    let watched: Vec<_> = started
        .flat_map(|service| watch(service, &containers))
        .collect();
    if watched.is_empty() {
        stay_down(under_way, plan).await
    } else {
        let deadline = Deadline::of(plan.gate.clone());
        kept_up::gate(under_way, &watched, &deadline, Until::Cancelled).await
    }
}

/// Stops once more what runs again after it was stopped: an engine that is restarted starts what has the policy `always`,
/// also what a person has stopped (Docker's documentation of restart policies).
async fn stay_down(under_way: &UnderWay<'_>, plan: &Plan) -> Result<(), OperationError> {
    let engine = under_way.context.engine().await?;
    let stopped = plan
        .services
        .iter()
        .filter(|service| service.change == Change::Stop);
    for stopped in stopped.flat_map(|service| &service.containers) {
        if engine.inspect(&stopped.id).await?.state == State::Running {
            step::stop(under_way, &stopped.id).await?;
        }
    }
    Ok(())
}

/// All that is about to be done, so that who finds the journal knows whether it was.
fn whole(plan: &Plan) -> Step {
    let ids = |service: &ServicePlan| -> Vec<String> {
        let containers = service.containers.iter();
        containers.map(|container| container.id.clone()).collect()
    };
    let stops = |service: &&ServicePlan| matches!(service.change, Change::Restart | Change::Stop);
    let starts = |service: &&ServicePlan| matches!(service.change, Change::Restart | Change::Start);
    Step::StopAndStart {
        stop: plan
            .services
            .iter()
            .rev()
            .filter(stops)
            .flat_map(ids)
            .collect(),
        start: plan.services.iter().filter(starts).flat_map(ids).collect(),
    }
}

fn watch<'a>(
    service: &'a ServicePlan,
    containers: &'a [Container],
) -> impl Iterator<Item = Watched> + 'a {
    let own =
        move |container: &&Container| service.containers.iter().any(|own| own.id == container.id);
    let expects = if service.one_shot {
        Expects::Completed
    } else {
        Expects::Ready
    };
    containers
        .iter()
        .filter(own)
        .map(move |container| verify::watch(container, service.service.clone(), expects))
}

/// What `service` depends on, by its containers' labels, which don't say whether it could do without.
fn awaited<'a>(
    dependencies: &'a Dependencies,
    containers: &'a [Container],
    service: &ServiceName,
) -> impl Iterator<Item = Awaited> {
    dependencies
        .of_service(service)
        .map(move |(on, condition)| Awaited {
            service: on.clone(),
            condition,
            required: true,
            containers: containers
                .iter()
                .filter(|container| container.service() == Some(on.as_str()))
                .map(|container| (container.id.clone(), container.restarts))
                .collect(),
        })
}
