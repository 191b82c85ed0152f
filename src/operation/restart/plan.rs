//! What would be done to which containers. Nothing is changed.

use super::Kind;
use crate::domain::action::Action;
use crate::domain::codebase::Codebase;
use crate::domain::container::{Container, State};
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, ContainerRef, Downtime, Plan, Reason, ServicePlan};
use crate::operation::context::{containers, docker};
use crate::operation::deploy::patience;
use crate::operation::order::{self, Dependencies};
use crate::operation::{Context, OperationError, own};

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
    let (one_shots, wrong_label) = dependencies.one_shots(&containers);
    let mut order = dependencies.order()?;
    order.retain(|service| chosen.contains(service));
    let plans = order.into_iter().map(|service| {
        let own = containers
            .iter()
            .filter(|container| container.service() == Some(service.as_str()));
        plan_service(
            kind,
            one_shots.contains(&service),
            service.clone(),
            own.collect(),
        )
    });
    let mut services: Vec<ServicePlan> = plans.collect();
    foresee_stops(&mut services, &containers);
    refuse_own_ground(context, (codebase, kind), &services, &containers).await?;
    // The compose file isn't read: what the live release's healthchecks may take is on record.
    let live = context.store.live_release(&codebase.name).await?;
    let gate = patience::of_releases(context, docker, &live).await?;
    let action = match kind {
        Kind::Restart => Action::Restart,
        Kind::Start => Action::Start,
        Kind::Stop => Action::Stop,
    };
    let (codebase, project) = (codebase.name.clone(), docker.compose_project.clone());
    Ok(Plan {
        services,
        warnings: wrong_label.iter().map(ToString::to_string).collect(),
        ..Plan::empty(codebase, project, action, gate)
    })
}

/// How long stopping may take. Services stop one after the other, the last of these first, and none is started again before
/// all are down: so each is down for its own stop and for those of all before it.
fn foresee_stops(services: &mut [ServicePlan], containers: &[Container]) {
    let mut secs = 0;
    for service in services {
        let Downtime::Interrupted { stop_secs, .. } = &mut service.downtime else {
            continue;
        };
        let own = containers
            .iter()
            .filter(|container| container.service() == Some(service.service.as_str()));
        secs += own.map(|own| own.stop_grace_secs).sum::<u64>();
        *stop_secs = Some(secs);
    }
}

/// What Hailer stands on is not stopped.
async fn refuse_own_ground(
    context: &Context,
    (codebase, kind): (&Codebase, Kind),
    services: &[ServicePlan],
    containers: &[Container],
) -> Result<(), OperationError> {
    let stopping = |name: Option<&str>| {
        services.iter().find(|service| {
            name == Some(service.service.as_str())
                && matches!(service.change, Change::Restart | Change::Stop)
        })
    };
    let touched: Vec<&Container> = containers
        .iter()
        .filter(|container| stopping(container.service()).is_some())
        .collect();
    let names = services.iter().map(|service| service.service.as_str());
    let verb = match kind {
        Kind::Restart => "restart",
        Kind::Start => "start",
        Kind::Stop => "stop",
    };
    let by_hand: Vec<&str> = std::iter::once(verb).chain(names).collect();
    own::refuse(context, codebase, &touched, &by_hand).await
}

fn plan_service(
    kind: Kind,
    one_shot: bool,
    service: ServiceName,
    own: Vec<&Container>,
) -> ServicePlan {
    let running = own
        .iter()
        .any(|container| matches!(container.state, State::Running | State::Restarting));
    let change = match kind {
        Kind::Restart if running => Change::Restart,
        Kind::Stop if running => Change::Stop,
        Kind::Restart | Kind::Start if !running && !one_shot => Change::Start,
        Kind::Restart | Kind::Start | Kind::Stop => Change::Keep,
    };
    let downtime = match change {
        Change::Restart => Downtime::Interrupted {
            why: "it is the same container".to_owned(),
            stop_secs: None,
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

pub(in crate::operation) fn container_ref(container: &Container) -> ContainerRef {
    ContainerRef {
        id: container.id.clone(),
        name: container.name.clone(),
        image_id: container.image_id.clone(),
    }
}
