//! A project that `docker compose up` made is taken over as it is: the plan keeps every container.

use insta::assert_snapshot;

use super::{assert_nothing_to_change, holding};

const SHOP: &str = "
services:
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    depends_on: {api: {condition: service_started}}
    environment: {A: 'x', B: '${NOT_SET:-default}'}
    volumes: ['data:/data', /anonymous]
  api: {image: IMAGE, command: hang, network_mode: none, deploy: {replicas: 2}}
  sidecar: {image: IMAGE, command: hang, network_mode: 'service:web'}
volumes: {data: {}}
";

#[tokio::test]
async fn a_project_that_compose_made_is_kept() {
    let world = holding("production", &[("compose.yaml", SHOP)]).await;
    world.write("workspace/compose.yaml", SHOP);
    world.compose(&["up", "--detach"]);
    let before = world.containers();
    assert_nothing_to_change(&world).await;
    assert_eq!(world.containers(), before);
}

#[tokio::test]
async fn only_what_changed_since_is_recreated() {
    let world = holding("production", &[("compose.yaml", SHOP)]).await;
    world.compose(&["up", "--detach"]);
    world.write("workspace/compose.yaml", &SHOP.replace("A: 'x'", "A: 'y'"));
    let api = world.containers();
    let api: Vec<_> = api.iter().filter(|line| line.starts_with("api")).collect();
    let anonymous = world.networks_and_volumes();
    world.deploys().await;
    let after = world.containers();
    let kept: Vec<_> = after
        .iter()
        .filter(|line| line.starts_with("api"))
        .collect();
    assert_eq!(kept, api);
    assert_eq!(world.networks_and_volumes(), anonymous);
    world.compose(&["up", "--detach"]);
    assert_eq!(
        world.containers(),
        after,
        "the sidecar was recreated along with web"
    );
}

#[tokio::test]
async fn one_from_another_folder_is_kept_where_nothing_leads_there_and_named() {
    let world = holding("elsewhere", &[("compose.yaml", SHOP)]).await;
    world.write("production/compose.yaml", SHOP);
    world.write("workspace/compose.yaml", SHOP);
    world.compose_in("elsewhere", &["up", "--detach"]);
    let before = world.containers();
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy: nothing to change

    from  ROOT/workspace
    kept  api, web, sidecar

    Worth knowing
    - Project PROJECT runs from ROOT/elsewhere, not from ROOT/production; if that is another project of the same name, give this one a name of its own: /docker-config set compose_project NAME

    plan  DIGEST
    (exit 0)
    ");
    assert_eq!(world.containers(), before);
}

#[tokio::test]
async fn one_from_another_folder_is_recreated_where_it_mounts_that_folder() {
    let mounting = SHOP.replace("/anonymous", "'./conf:/conf:ro'");
    let world = holding("elsewhere", &[("compose.yaml", &mounting)]).await;
    world.write("production/compose.yaml", &mounting);
    world.write("workspace/compose.yaml", &mounting);
    world.compose_in("elsewhere", &["up", "--detach"]);
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy would recreate 2 services, keep 1

    from  ROOT/workspace

    service  what happens  why  downtime
    web  recreate  made from another definition  down while stopping (SPAN at most) and starting: both would write to volume data
    sidecar  recreate  web changes  down while stopping (SPAN at most) and starting: both would share the network namespace of web

    kept  api

    Before you say yes
    - Project PROJECT runs from ROOT/elsewhere, not from ROOT/production; if that is another project of the same name, give this one a name of its own: /docker-config set compose_project NAME

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
}

#[tokio::test]
async fn another_project_of_the_same_folder_is_named() {
    let world = holding("production", &[("compose.yaml", SHOP)]).await;
    world.write("workspace/compose.yaml", SHOP);
    let neighbour = format!("{}-old", world.project());
    world.compose(&["-p", &neighbour, "up", "--detach", "api"]);
    let said = world.says("/docker-deploy").await;
    world.compose(&["-p", &neighbour, "down", "--timeout", "0", "--volumes"]);
    assert_snapshot!(said, @"
    shop: deploy would create 3 services, create 1 volume

    from  ROOT/workspace

    service  what happens  why  downtime
    api  create ×2  has no container  none
    web  create  has no container  none
    sidecar  create  has no container  none

    new volumes  PROJECT_data

    Before you say yes
    - Compose project PROJECT-old runs from ROOT/production too (2 containers) and is left alone; if that one is meant: /docker-config set compose_project PROJECT-old

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
}
