//! A rollback is only called one if production is what the release on record says, image by image and file by file. And
//! what no rollback can undo is said before anybody says yes.

use hailer::domain::journal::Step;
use insta::assert_snapshot;

use crate::keeping::kept_images;
use crate::rolling_back::{shop, version};
use crate::world::{Registry, Said, World, docker};

/// Says yes, and does something else as soon as the journal has such a step.
async fn yes_and_meanwhile(
    world: &World,
    awaited: impl Fn(&Step) -> bool,
    meddle: impl FnOnce(),
) -> Said {
    let meddled = async {
        world.has_begun(awaited).await;
        meddle();
    };
    let (said, ()) = tokio::join!(world.says("yes"), meddled);
    said
}

fn starts_a_new_one(step: &Step) -> bool {
    matches!(
        step,
        Step::StartContainer {
            made_for: Some(_),
            ..
        }
    )
}

fn replaces(step: &Step) -> bool {
    matches!(step, Step::SwapService { .. })
}

#[tokio::test]
async fn production_that_somebody_changed_while_a_deploy_was_put_back_is_a_failure() {
    let world = shop(2).await;
    let live = docker(&["inspect", "--format", "{{.Image}}", &world.container("web")]);
    let live = live.trim().trim_start_matches("sha256:").to_owned();
    let earlier = kept_images(&world);
    let earlier = earlier.iter().find(|tag| !tag.ends_with(&live)).unwrap();
    world.edit("workspace/compose.yaml", "serve 80", "hang");
    world.says("/docker-deploy").await;
    let said = yes_and_meanwhile(&world, starts_a_new_one, || {
        world.write("production/config/shop.conf", "by hand\n");
        docker(&["tag", earlier, &format!("{}-web", world.project())]);
    })
    .await;
    assert_snapshot!(said, @"
    shop: failed: web is unhealthy; the last check said: Connection refused (os error 111); the old version runs again and is verified, but production is not all as release 2 has it: tag PROJECT-web stands for ID instead of ID, config/shop.conf differs

    Production isn't proven to be the old version or the new one. Look at it now.

    Last lines of web
      hanging

    container  state
    PROJECT-web-1  ● healthy

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Logs  /docker-logs --operation OPERATION
    (exit 5)
    ");
    assert_eq!(said.data["result"]["outcome"], "failed");
    assert_eq!(world.read("production/config/shop.conf"), "by hand\n");
    assert_eq!(world.leftovers(), [] as [String; 0]);
    let history = world.says("/docker-history").await;
    let live = "release 2 is live, but not as it is on record";
    assert!(history.text.contains(live), "{history}");
    // What is wrong is told; the way out is a rollback to the release that is live.
    assert_eq!(world.says("/docker-rollback 2").await.code, 4);
    assert_eq!(world.says("yes").await.code, 0);
    assert_eq!(version(&world), 2);
    let history = world.says("/docker-history").await;
    assert!(history.text.contains("release 4 is live\n"), "{history}");
}

#[tokio::test]
async fn a_tag_that_a_rollback_gives_back_to_its_image_is_proven_too() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    world.publish(&registry, "2", "/shop");
    world.deploys().await;
    let second = world.publish(&registry, "3", "/shop");
    world.deploys().await;
    let (second, tag) = (
        world.at(&registry, &second),
        world.reference(&registry.host),
    );
    assert_eq!(world.says("/docker-rollback").await.code, 4);
    let said = yes_and_meanwhile(&world, starts_a_new_one, || {
        docker(&["tag", &second, &tag]);
    })
    .await;
    assert_eq!(said.code, 5, "{said}");
    let told = "production is not all as release 1 has it: tag ";
    assert!(said.text.contains(told), "{said}");
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn a_release_that_is_not_whole_after_a_rollback_is_a_failure() {
    let world = shop(2).await;
    world.says("/docker-rollback").await;
    let said = yes_and_meanwhile(&world, replaces, || {
        world.write("production/config/shop.conf", "by hand\n");
    })
    .await;
    assert_snapshot!(said, @"
    shop: failed: all services run and are verified, but production is not all as release 1 has it: config/shop.conf differs

    Production isn't proven to be the release that was asked for, nor the one before. Look at it now.

    container  state
    PROJECT-web-1  ● healthy

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Logs  /docker-logs --operation OPERATION
    (exit 5)
    ");
    assert_eq!(world.leftovers(), [] as [String; 0]);
    let history = world.says("/docker-history").await;
    assert_eq!(history.data["operations"][0]["state"], "failed");
    assert_snapshot!(history, @"
    shop: release 3 is live, but not as it is on record

    Operation OPERATION found SPAN (TIME) that production is not all as release 3 has it: config/shop.conf differs. What was mended since is not known here.

    release  state  when  who  from  operation  images
          3  live, not as recorded  SPAN (TIME)  ada  release 1 (ROOT/workspace)  OPERATION  ID
          2  superseded  SPAN (TIME)  ada  ROOT/workspace  OPERATION  ID
          1  superseded  SPAN (TIME)  ada  ROOT/workspace  OPERATION  ID

    Last operations
    operation  what  became  when  who
    OPERATION  roll back  failed  SPAN (TIME)  ada
    OPERATION  deploy  done  SPAN (TIME)  ada
    OPERATION  deploy  done  SPAN (TIME)  ada

    Make it whole  /docker-rollback 3
    Roll back  /docker-rollback
    (exit 0)
    ");
    let audit = world.says("/audit").await;
    assert_eq!(audit.data[0]["detail"]["outcome"]["outcome"], "failed");
}

#[tokio::test]
async fn what_a_rollback_can_not_undo_is_said_in_its_preview() {
    const STATEFUL: &str = "
services:
  web:
    build: .
    command: serve 80
    network_mode: none
    stop_grace_period: 1s
    volumes: ['db-data:/data', './uploads:/uploads', './config:/config:ro', '/cache']
    depends_on: {migrate: {condition: service_completed_successfully}}
  migrate:
    build: .
    command: exit 0
    network_mode: none
volumes: {db-data: {}}
";
    let world = World::empty().await;
    world.configure().await;
    for number in 1..=2 {
        world.lay_out_build("workspace", STATEFUL, "");
        let dockerfile = world.read("workspace/Dockerfile");
        let labelled = format!("{dockerfile}LABEL version={number}\n");
        world.write("workspace/Dockerfile", &labelled);
        world.deploys().await;
    }
    assert_snapshot!(world.says("/docker-rollback").await, @"
    shop: rollback would recreate 1 service, run 1 one-shot, change 1 file

    from  release 1 (ROOT/workspace)

    service  what happens  why  downtime
    migrate  run again  image ID → ID  none
    web  recreate  image ID → ID  down while stopping (SPAN at most) and starting: both would write to volume db-data

    files  0 added, 1 changed, 0 deleted, 4 unchanged
      ~ Dockerfile (100 B)

    Before you say yes
    - Data is not rolled back; what was written since stays written: volume db-data (web), uploads (web), an unnamed volume at /cache (web).
    - One-shots are not undone; what those of the live release did to data stays done: migrate.

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
}
