//! From the end of an old container to the start of the new one: who may remember its address finds it there again, and nothing
//! that the engine still holds of the old one keeps the new one from starting.

use hailer::domain::journal::Step;

use crate::world::{World, docker};

const TWO: &str = "
services:
  api: {image: IMAGE, command: serve 80, stop_grace_period: 1s, labels: {version: '1'}}
  web: {image: IMAGE, command: serve 80, stop_grace_period: 1s, depends_on: [api]}
";

/// A network with one address for containers.
const CRAMPED: &str = "
services:
  web: {image: IMAGE, command: serve 80, stop_grace_period: 1s, labels: {version: '1'}}
networks:
  default: {ipam: {config: [{subnet: 10.213.255.0/30}]}}
";

/// The new one waits for a job, and that takes its time.
const AWAITED: &str = "
services:
  job: {image: IMAGE, command: sleep 4, network_mode: none, labels: {version: '1'}}
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    restart: always
    stop_grace_period: 1s
    labels: {version: '1'}
    depends_on: {job: {condition: service_completed_successfully}}
";

/// Deploys another version of the first service.
async fn changes(world: &World, compose: &str) {
    world.write("workspace/compose.yaml", &compose.replace("'1'", "'2'"));
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
}

fn address(world: &World, service: &str) -> String {
    let address = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
    docker(&["inspect", "--format", address, &world.container(service)])
}

#[tokio::test]
async fn what_a_service_that_stays_depends_on_keeps_its_address() {
    let world = World::running(TWO).await;
    let (before, web) = (address(&world, "api"), world.container("web"));
    changes(&world, TWO).await;
    assert_eq!(address(&world, "api"), before);
    assert_eq!(world.container("web"), web, "it stays");
}

#[tokio::test]
async fn a_network_with_one_address_has_it_for_the_new_one() {
    let world = World::running(CRAMPED).await;
    let (before, old) = (address(&world, "web"), world.container("web"));
    changes(&world, CRAMPED).await;
    assert_eq!(address(&world, "web"), before);
    assert_ne!(world.container("web"), old);
}

#[tokio::test]
async fn one_that_stood_still_and_was_started_meanwhile_is_stopped_before_the_new_one_starts() {
    let world = World::running(AWAITED).await;
    let old = world.container("web");
    docker(&["stop", &old]);
    world.write("workspace/compose.yaml", &AWAITED.replace("'1'", "'2'"));
    world.says("/docker-deploy").await;
    // As an engine does that is restarted: its policy says so.
    let revived = async {
        world
            .has_begun(|step| matches!(step, Step::StartContainer { .. }))
            .await;
        docker(&["start", &old]);
    };
    let (said, ()) = tokio::join!(world.says("yes"), revived);
    assert_eq!(said.code, 0, "{said}");
    let new = world.container("web");
    let store = world.store().await;
    let last = store.recent_operations(&World::shop(), 1).await.unwrap();
    let journal = store.steps(&last[0].id).await.unwrap();
    let at = |awaited: &dyn Fn(&Step) -> bool| journal.iter().position(|row| awaited(&row.step));
    let stopped =
        at(&|step| matches!(step, Step::StopContainer { container } if *container == old));
    let started =
        at(&|step| matches!(step, Step::StartContainer { container, .. } if *container == new));
    assert!(stopped.is_some() && stopped < started, "{journal:?}");
}
