//! Production is changed by hand, before a yes or after a deploy: it is seen and said.

use hailer::domain::journal::Step;
use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::{WEB, World, docker};

#[tokio::test]
async fn a_yes_to_what_has_changed_says_what_and_shows_the_new_plan() {
    let world = World::running(WEB).await;
    world.edit("workspace/compose.yaml", "serve 80", "serve 80 --verbose");
    world.says("/docker-deploy").await;
    world.compose(&["up", "--detach", "--wait", "--force-recreate"]);
    world.write("workspace/new.txt", "new");
    world.says("/docker-config set stability_window 2s").await;
    let now = world.container("web");
    let refused = world.says("yes").await;
    assert_eq!(refused.status, Status::NeedsConfirmation, "{refused}");
    assert_eq!(world.container("web"), now);
    assert_snapshot!(refused, @"
    shop: what would happen to shop has changed since the preview was shown, so nothing was done. Now: deploy would recreate 1 service, change 2 files

    Changed since the preview
    - web: its container was replaced
    - files changed: new.txt
    - the gate's stability window: SPAN → SPAN

    What would happen now
    from  ROOT/workspace

    service  what happens  why  downtime
    web  recreate  command changed  brief errors possible: it can be reached before it is healthy

    files  1 added, 1 changed, 0 deleted, 0 unchanged
      ~ compose.yaml (239 B)
      + new.txt (3 B)

    Hailer did not put these there and overwrites them for the first time, with a backup: compose.yaml.

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert_eq!(refused.data["changed"].as_array().map(Vec::len), Some(3));
}

#[tokio::test]
async fn what_a_hand_changed_after_a_deploy_is_drift_and_what_compose_makes_the_same_is_not() {
    let two = format!(
        "{WEB}  api: {{image: IMAGE, command: hang, network_mode: none, stop_grace_period: 1s}}\n"
    );
    let world = World::running(&two).await;
    world.write("workspace/new.txt", "new");
    world.deploys().await;
    let quiet = world.says("/docker-status").await;
    assert_eq!(
        quiet.data["drift"].as_array().map(Vec::len),
        Some(0),
        "{quiet}"
    );
    world.compose(&["up", "--detach", "--wait", "--force-recreate"]);
    let same = world.says("/docker-status").await;
    assert_eq!(
        same.data["drift"].as_array().map(Vec::len),
        Some(0),
        "{same}"
    );

    world.edit("production/compose.yaml", "retries: 5", "retries: 6");
    world.compose(&["up", "--detach", "--wait"]);
    std::fs::remove_file(world.path("production/new.txt")).unwrap();
    docker(&["rm", "--force", &world.container("api")]);
    let drifted = world.says("/docker-status").await;
    let said = drifted.to_string();
    let (_, drift) = said.split_once("Changed since the last deploy").unwrap();
    assert_snapshot!(drift, @"

    - api has no container
    - PROJECT-web-1 was made by hand, from another definition than the live release's
    - edited in production: compose.yaml
    - gone from production: new.txt
    (exit 0)
    ");
    let web = world.says("/docker-status web").await;
    assert_eq!(web.data["drift"].as_array().map(Vec::len), Some(1), "{web}");
    assert_eq!(web.data["drift"][0]["drift"], "definition");
}

#[tokio::test]
async fn what_only_production_has_and_somebody_changes_in_the_middle_of_a_deploy_is_noticed() {
    let built = WEB.replace(
        "image: IMAGE",
        "build: .\n    labels: {colour: '${COLOUR}'}",
    );
    let world = World::empty().await;
    world.write("production/.env", "COLOUR=red\n");
    world.start_built(&built, "");
    world.configure().await;
    let (running, started) = (world.containers(), world.started("web"));
    let slow = "COPY shop /shop\nRUN [\"/shop\", \"sleep\", \"5\"]";
    world.edit("workspace/Dockerfile", "COPY shop /shop", slow);
    world.write("workspace/new.txt", "new");
    world.says("/docker-deploy").await;
    let painting = async {
        let builds = |step: &Step| matches!(step, Step::BuildImage { .. });
        world.has_begun(builds).await;
        world.write("production/.env", "COLOUR=blue\n");
    };
    let (said, ()) = tokio::join!(world.says("yes"), painting);
    assert_snapshot!(said, @"
    shop: rolled back: the compose files read otherwise in production than planned: web. What only production has, such as .env, was changed meanwhile: look at it, and deploy again

    Production runs what it ran before, verified.

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-deploy
    (exit 6)
    ");
    assert_eq!(world.containers(), running);
    assert_eq!(world.started("web"), started, "it has served all the while");
    assert!(!world.path("production/new.txt").exists());
    assert_eq!(world.read("production/.env"), "COLOUR=blue\n");
    assert_eq!(world.leftovers(), [] as [String; 0]);
}
