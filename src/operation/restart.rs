//! `/docker-restart`, `/docker-start`, `/docker-stop`: the same containers, by their labels, in dependency order.
//!
//! No compose file is read. One-shots that have run to their end stay ended.

use std::sync::Arc;
use std::time::Duration;

use super::context::{containers, docker};
use super::order::Condition;
use super::order::{self, Dependencies};
use super::under_way::{self, Ended, UnderWay};
use super::verify::{self, Trouble, Until};
use super::{Context, OperationError, secrets, step};
use crate::domain::action::Action;
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::container::{Container, State};
use crate::domain::files::FileDiff;
use crate::domain::journal::Step;
use crate::domain::name::{ProjectName, ServiceName};
use crate::domain::outcome::Outcome;
use crate::domain::plan::{Change, ContainerRef, Downtime, Gate, Plan, Reason, ServicePlan};
use crate::domain::policy::Approved;
use crate::engine::{Expects, GateRules, Watched};
use crate::reply::Responder;

/// The shortest deadline of a gate where the codebase names none.
const GATE_AT_LEAST: u64 = 120;

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Stop and start.
    Restart,
    /// Start what isn't running.
    Start,
    /// Stop what is running.
    Stop,
}

/// What would be done to which containers, in which order. Nothing is changed.
pub async fn plan(
    context: &Context,
    codebase: &Codebase,
    kind: Kind,
    services: &[ServiceName],
) -> Result<Plan, OperationError> {
    let docker = docker(codebase)?;
    let containers = containers(context, docker).await?;
    let chosen = order::choose(codebase, docker, &containers, services)?;
    let dependencies = Dependencies::of(&containers);
    let mut order = dependencies.order()?;
    order.retain(|service| chosen.contains(service));
    let plans = order.into_iter().map(|service| {
        let own = containers
            .iter()
            .filter(|container| container.service() == Some(service.as_str()));
        plan_service(kind, &dependencies, service.clone(), own.collect())
    });
    Ok(Plan {
        codebase: codebase.name.clone(),
        project: docker.compose_project.clone(),
        action: match kind {
            Kind::Restart => Action::Restart,
            Kind::Start => Action::Start,
            Kind::Stop => Action::Stop,
        },
        source: None,
        services: plans.collect(),
        files: FileDiff::default(),
        networks: vec![],
        volumes: vec![],
        findings: vec![],
        warnings: vec![],
        gate: gate(docker),
    })
}

/// The gate of a project whose compose file isn't read.
pub(super) fn gate(docker: &DockerConfig) -> Gate {
    Gate {
        deadline_secs: docker.gate_timeout.unwrap_or(GATE_AT_LEAST),
        stability_secs: docker.stability_window,
        probe: docker.probe.clone(),
    }
}

fn plan_service(
    kind: Kind,
    dependencies: &Dependencies,
    service: ServiceName,
    own: Vec<&Container>,
) -> ServicePlan {
    let running = own
        .iter()
        .any(|container| matches!(container.state, State::Running | State::Restarting));
    let one_shot = dependencies.is_one_shot(&service);
    let change = match kind {
        Kind::Restart if running => Change::Restart,
        Kind::Stop if running => Change::Stop,
        Kind::Restart | Kind::Start if !running && !one_shot => Change::Start,
        Kind::Restart | Kind::Start | Kind::Stop => Change::Keep,
    };
    let downtime = match change {
        Change::Restart => Downtime::Interrupted {
            why: "the same container is stopped and started".to_owned(),
        },
        Change::Stop => Downtime::Down,
        _ => Downtime::None,
    };
    let reasons = match change {
        Change::Keep => vec![],
        Change::Start => vec![Reason::NotRunning],
        _ => vec![Reason::Asked],
    };
    ServicePlan {
        service,
        change,
        reasons,
        replicas: u32::try_from(own.len()).unwrap_or(u32::MAX),
        containers: own.into_iter().map(container_ref).collect(),
        one_shot,
        config_hash: None,
        image: None,
        downtime,
    }
}

pub(super) fn container_ref(container: &Container) -> ContainerRef {
    ContainerRef {
        id: container.id.clone(),
        name: container.name.clone(),
        image_id: container.image_id.clone(),
    }
}

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
            Err(error) => return untouched(error.to_string()),
        };
        if approved
            .digest()
            .is_some_and(|shown| shown != plan.digest())
        {
            changed = true;
            return untouched(changed_meanwhile().to_string());
        }
        if under_way.go_on().is_err() {
            return Outcome::Cancelled;
        }
        match act(under_way, &plan).await {
            Ok(()) => Outcome::Done,
            Err(error) => {
                let error = start_again(under_way, kind, &plan, error).await;
                broken(context, codebase, project, error).await
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

fn untouched(why: String) -> Outcome {
    Outcome::Untouched {
        why,
        last_lines: vec![],
    }
}

/// After a restart that failed half-way: what it had stopped is not left down. Returns the first error.
async fn start_again(
    under_way: &UnderWay<'_>,
    kind: Kind,
    plan: &Plan,
    error: OperationError,
) -> OperationError {
    if kind != Kind::Restart {
        return error;
    }
    // What was started already and failed by itself isn't asked again.
    let journal = under_way.journal().await.unwrap_or_default();
    let untried = |id: &str| {
        let start =
            |step: &Step| matches!(step, Step::StartContainer { container } if container == id);
        !journal.iter().any(|record| start(&record.step))
    };
    let stopped = plan
        .services
        .iter()
        .filter(|service| service.change == Change::Restart);
    let down = stopped.flat_map(|service| &service.containers);
    for container in down.filter(|container| untried(&container.id)) {
        if let Err(second) = step::start(under_way, &container.id).await {
            tracing::warn!(container = container.id, error = %second, "not started again");
        }
    }
    error
}

/// The outcome of an error that left production halfway.
pub(super) async fn broken(
    context: &Context,
    codebase: &Codebase,
    project: &ProjectName,
    error: OperationError,
) -> Outcome {
    let Ok(engine) = context.engine().await else {
        return untouched(error.to_string());
    };
    let trouble = match secrets::redactor(context, codebase).await {
        Ok(redactor) => Trouble::of(error, engine, &redactor).await,
        Err(unknown) => Trouble::without_lines(&error, &unknown),
    };
    verify::failed(engine, project, trouble).await
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
        under_way.go_on()?;
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
        under_way.go_on()?;
        wait_for_dependencies(
            under_way,
            plan,
            (&dependencies, &containers),
            &service.service,
        )
        .await?;
        under_way.progress(format!("starting {}", service.service), None, false);
        for container in &service.containers {
            step::start(under_way, &container.id).await?;
        }
        under_way.progress(format!("starting {}", service.service), None, true);
    }
    let started = plan
        .services
        .iter()
        .filter(|service| matches!(service.change, Change::Restart | Change::Start));
    let watched: Vec<_> = started
        .flat_map(|service| watch(service, &containers))
        .collect();
    if watched.is_empty() {
        Ok(())
    } else {
        verify::gate(under_way, &watched, &plan.gate, Until::Cancelled).await
    }
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
    containers
        .iter()
        .filter(own)
        .map(|container| verify::watch(container, service.service.clone(), Expects::Ready))
}

async fn wait_for_dependencies(
    under_way: &UnderWay<'_>,
    plan: &Plan,
    (dependencies, containers): (&Dependencies, &[Container]),
    service: &ServiceName,
) -> Result<(), OperationError> {
    let waits = dependencies
        .of_service(service)
        .filter(|(_, condition)| *condition == Condition::Healthy);
    let watched: Vec<_> = waits
        .flat_map(|(on, _)| {
            let own = containers
                .iter()
                .filter(|container| container.service() == Some(on.as_str()));
            own.map(|container| verify::watch(container, on.clone(), Expects::Ready))
        })
        .collect();
    if watched.is_empty() {
        return Ok(());
    }
    // A dependency is waited for only until it is healthy; whether it stays up is the gate's to say.
    let rules = GateRules {
        deadline: Duration::from_secs(plan.gate.deadline_secs),
        stability: Duration::ZERO,
        probe: None,
    };
    let engine = under_way.context.engine().await?;
    verify::wait(under_way, (engine, &rules), &watched, Until::Cancelled).await
}
