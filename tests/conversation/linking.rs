//! The strategy symlink: production is a link to a release folder, and what lives on lies beside it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;

use hailer::reply::Status;
use insta::assert_snapshot;

use crate::rolling_back::goes_back;
use crate::world::{World, docker};

/// An API that reads a config file and writes where it may, and a service that mounts nothing.
const LINKED: &str = "
services:
  api:
    image: IMAGE
    command: api
    network_mode: none
    stop_grace_period: 1s
    environment: {COLOUR: \"${COLOUR:-none}\"}
    volumes: ['./config:/config:ro', './data:/data']
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:8081/health'], interval: 200ms, retries: 15}
  web:
    image: IMAGE
    command: serve 80
    network_mode: none
    stop_grace_period: 1s
";

/// Nothing runs yet, production is an empty folder, and what lives on is where it belongs.
async fn linked() -> World {
    let world = World::empty().await;
    world.import_image();
    world.write("workspace/compose.yaml", LINKED);
    world.write("workspace/config/shop.conf", "version = 1\nmessage = a\n");
    world.configure().await;
    share(&world).await;
    world
}

/// Declares what lives on, and puts it there.
async fn share(world: &World) {
    world.write("production.shared/data/migrations", "001_products\n");
    world.write("production.shared/.env", "COLOUR=green\n");
    for line in [
        "/docker-config set deployment_strategy symlink",
        "/docker-config set shared_paths data,.env",
    ] {
        let said = world.says(line).await;
        assert_eq!(said.code, 0, "{said}");
    }
}

/// Where production leads.
fn target(world: &World) -> String {
    let target = fs::read_link(world.path("production")).unwrap();
    target.to_str().unwrap().to_owned()
}

/// The release folders.
fn releases(world: &World) -> Vec<String> {
    let names = fs::read_dir(world.path("production.releases")).unwrap();
    let mut names: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What the API said when it read its config.
fn api_log(world: &World) -> String {
    docker(&["logs", &world.container("api")])
}

#[tokio::test]
async fn a_first_deploy_makes_a_folder_and_a_link_and_the_official_tool_finds_nothing_to_do() {
    let world = linked().await;
    let preview = world.says("/docker-deploy").await;
    assert_snapshot!(preview, @"
    shop: deploy would create 2 services, change 2 files

    from  ROOT/workspace

    service  what happens  why  downtime
    api  create  has no container  none
    web  create  has no container  none

    files  2 added, 0 changed, 0 deleted, 0 unchanged
      + compose.yaml (445 B)
      + config/shop.conf (24 B)

    link  ROOT/production
    leads to  an empty folder → production.releases/ID-32629b
    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(
        target(&world),
        format!("production.releases/{}", releases(&world)[0])
    );
    assert_eq!(world.read("production/.env"), "COLOUR=green\n");
    assert!(world.path("production/data").is_symlink());
    assert!(
        docker(&[
            "inspect",
            "--format",
            "{{.Config.Env}}",
            &world.container("api")
        ])
        .contains("green")
    );
    let before = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), before);
    assert_eq!(world.leftovers(), [] as [String; 0]);
    let again = world.says("/docker-deploy").await;
    assert!(again.text.contains("nothing to change"), "{again}");
    // A hand in a release folder is noticed, and its work is not covered up.
    let drift = async || {
        let said = world.says("/docker-status").await;
        said.data["drift"].as_array().map(Vec::len)
    };
    assert_eq!(drift().await, Some(0));
    world.write("production/config/shop.conf", "version = 9\n");
    assert_eq!(drift().await, Some(1));
    let refused = world.says("/docker-deploy").await;
    assert_eq!(refused.status, Status::Denied, "{refused}");
    assert!(
        refused.text.contains("has been edited by hand"),
        "{refused}"
    );
}

#[tokio::test]
async fn who_mounts_a_changed_file_gets_the_new_one_and_what_is_shared_lives_on() {
    let world = linked().await;
    world.deploys().await;
    let (first, web) = (target(&world), world.container("web"));
    world.write("production/data/order", "one\n");
    world.write("workspace/config/shop.conf", "version = 2\nmessage = b\n");
    world.deploys().await;
    assert!(api_log(&world).contains("version 2"), "{}", api_log(&world));
    assert_eq!(world.container("web"), web);
    assert_ne!(target(&world), first);
    assert_eq!(world.read("production/data/order"), "one\n");
    assert_eq!(
        world.read(&format!("{first}/config/shop.conf")),
        "version = 1\nmessage = a\n"
    );
    // Nothing that it mounts has changed, but the folder that it mounts from has.
    world.write("workspace/README", "new");
    let preview = world.says("/docker-deploy").await;
    assert!(
        preview
            .text
            .contains("mounts from the release folder, which changes"),
        "{preview}"
    );
    let alone = world.says("/docker-deploy --services web").await;
    assert_eq!(alone.status, Status::Denied, "{alone}");
    assert!(
        alone.text.contains("api mounts from the release folder"),
        "{alone}"
    );
    // The same files as before are the same folder as before.
    fs::remove_file(world.path("workspace/README")).unwrap();
    world.write("workspace/config/shop.conf", "version = 1\nmessage = a\n");
    world.deploys().await;
    assert_eq!(target(&world), first);
    assert!(api_log(&world).contains("version 1"));
}

#[tokio::test]
async fn what_would_be_left_behind_is_refused_with_the_command_that_shares_it() {
    let world = linked().await;
    world.says("/docker-config unset shared_paths").await;
    world.says("/docker-config set shared_paths .env").await;
    fs::rename(
        world.path("production.shared/data"),
        world.path("data/kept"),
    )
    .unwrap();
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Shop can't be deployed until production is as its strategy needs it

    - api may write to data, which isn't shared

    Share it  /docker-config set shared_paths .env,data
    (exit 3)
    ");
    world
        .says("/docker-config set shared_paths data,.env")
        .await;
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Shop can't be deployed until production is as its strategy needs it

    - data is shared and isn't there yet: put it at ROOT/production.shared/data
    (exit 3)
    ");
    assert!(!world.path("production.releases").exists());
    assert!(world.containers().is_empty());
}

#[tokio::test]
async fn a_version_that_fails_its_gate_is_pointed_back() {
    let world = linked().await;
    world.deploys().await;
    let (target_before, containers, folders) =
        (target(&world), world.containers(), releases(&world));
    world.write("workspace/config/shop.conf", "no version\n");
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert!(said.text.contains("rolled back"), "{said}");
    assert_eq!(target(&world), target_before);
    assert_eq!(world.containers(), containers);
    assert_eq!(releases(&world), folders);
    assert_eq!(world.leftovers(), [] as [String; 0]);
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), containers);
}

#[tokio::test]
async fn a_rollback_points_the_link_back_to_the_folder_of_then() {
    let world = linked().await;
    world.deploys().await;
    let first = target(&world);
    world.write("workspace/config/shop.conf", "version = 2\nmessage = b\n");
    world.deploys().await;
    let (second, folders, web) = (target(&world), releases(&world), world.container("web"));
    world.write("production/data/order", "one\n");
    assert_snapshot!(world.says("/docker-rollback").await, @"
    shop: rollback would recreate 1 service, keep 1, change 1 file

    from  release 1 (ROOT/workspace)

    service  what happens  why  downtime
    api  recreate  config file changed: config/shop.conf  down while stopping (SPAN at most) and starting: both would write to ./data

    kept  web
    files  0 added, 1 changed, 0 deleted, 1 unchanged
      ~ config/shop.conf (24 B)

    link  ROOT/production
    leads to  production.releases/ID-32629b → production.releases/ID-32629b

    Before you say yes
    - Data is not rolled back; what was written since stays written: data (api).

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert_eq!(target(&world), second, "a preview changes nothing");
    assert_snapshot!(world.says("yes").await, @"
    shop: back on release 1 (ROOT/workspace), verified

    It is on record as release 3.

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Roll back  /docker-rollback
    (exit 0)
    ");
    assert_eq!(target(&world), first);
    assert_eq!(releases(&world), folders);
    assert!(api_log(&world).contains("version 1"), "{}", api_log(&world));
    assert_eq!(world.container("web"), web);
    assert_eq!(world.read("production/data/order"), "one\n");
    assert_eq!(world.leftovers(), [] as [String; 0]);
    let before = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), before);
    // A folder that is gone is written again, from what is kept of its release.
    sh(&format!(
        "chmod -R u+w {0} && rm -r {0}",
        world.path(&second).display()
    ));
    goes_back(&world, "/docker-rollback").await;
    assert_eq!(target(&world), second);
    assert_eq!(releases(&world), folders);
    assert!(api_log(&world).contains("version 2"), "{}", api_log(&world));
}

#[tokio::test]
async fn a_rollback_that_fails_points_to_the_live_release_again() {
    let world = linked().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    drop(taken);
    let alone = "command: serve 80\n    network_mode: none";
    let reached = format!("command: serve 80\n    ports: ['127.0.0.1:{port}:80']");
    world.write("workspace/compose.yaml", &LINKED.replace(alone, &reached));
    world.deploys().await;
    world.write("workspace/compose.yaml", LINKED);
    world.deploys().await;
    let (live, folders, containers) = (target(&world), releases(&world), world.containers());
    let _taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    world.says("/docker-rollback").await;
    let said = world.says("yes").await;
    assert_eq!(said.code, 6, "{said}");
    assert!(
        said.text.contains("the rollback failed and was undone"),
        "{said}"
    );
    assert_eq!(target(&world), live);
    assert_eq!(releases(&world), folders);
    assert_eq!(world.containers(), containers);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn a_folder_is_adopted_by_the_steps_that_are_told_while_it_serves() {
    let world = World::empty().await;
    world.import_image();
    for folder in ["production", "workspace"] {
        world.write(&format!("{folder}/compose.yaml"), LINKED);
        world.write(
            &format!("{folder}/config/shop.conf"),
            "version = 1\nmessage = a\n",
        );
    }
    world.write("production/data/migrations", "001_products\n");
    world.write("production/.env", "COLOUR=green\n");
    world.write("production/notes.txt", "by hand\n");
    world.compose(&["up", "--detach", "--wait"]);
    world.configure().await;
    world
        .says("/docker-config set deployment_strategy symlink")
        .await;
    let refused = world.says("/docker-deploy").await;
    assert_snapshot!(refused, @"
    Shop can't be deployed until production is as its strategy needs it

    - ROOT/production is a folder, and the strategy symlink makes it a link. Hailer doesn't move what it didn't put there: give the folder another name, and let a link lead to it. Running containers go on undisturbed

    At the terminal of the machine:

      mv ROOT/production ROOT/production.before && ln -s ROOT/production.before ROOT/production
    (exit 3)
    ");
    follow(&refused.text);
    let refused = world.says("/docker-deploy").await;
    assert_snapshot!(refused, @"
    Shop can't be deployed until production is as its strategy needs it

    - .env is an env file that only production has

    At the terminal of the machine:

      mkdir -p ROOT/production.shared && mv ROOT/production.before/.env ROOT/production.shared/.env && ln -s ROOT/production.shared/.env ROOT/production.before/.env

    Share it  /docker-config set shared_paths .env
    (exit 3)
    ");
    world
        .says("/docker-config set shared_paths .env,data")
        .await;
    let refused = world.says("/docker-deploy").await;
    follow(&refused.text);
    let containers = world.containers();
    world.write("workspace/config/shop.conf", "no version\n");
    let preview = world.says("/docker-deploy").await;
    assert_snapshot!(preview, @"
    shop: deploy would recreate 1 service, keep 1, change 1 file

    from  ROOT/workspace

    service  what happens  why  downtime
    api  recreate  config file changed: config/shop.conf  down while stopping (SPAN at most) and starting: both would write to ./data

    kept  web
    files  0 added, 1 changed, 0 deleted, 1 unchanged
      ~ config/shop.conf (11 B)

    link  ROOT/production
    leads to  ROOT/production.before → production.releases/ID-32629b

    Before you say yes
    - ROOT/production leads to ROOT/production.before, which Hailer did not make: that stays as it is, and a failure leads back to it.
    - stays behind in ROOT/production.before: notes.txt.

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let said = world.says("yes").await;
    assert!(said.text.contains("rolled back"), "{said}");
    assert_eq!(
        world.path("production.before").display().to_string(),
        target(&world)
    );
    assert_eq!(world.containers(), containers);
    world.write("workspace/config/shop.conf", "version = 2\nmessage = b\n");
    world.deploys().await;
    assert!(target(&world).starts_with("production.releases/"));
    assert!(api_log(&world).contains("version 2"));
    assert_eq!(world.read("production/data/migrations"), "001_products\n");
    assert_eq!(world.read("production.before/notes.txt"), "by hand\n");
}

/// Carries out what a refusal says is to be done at the terminal of the machine.
fn follow(text: &str) {
    let steps: Vec<_> = text.lines().filter(|line| line.contains("mv /")).collect();
    assert!(!steps.is_empty(), "{text}");
    for step in steps {
        sh(step);
    }
}

fn sh(step: &str) {
    let ran = std::process::Command::new("sh")
        .args(["-ec", step])
        .status();
    assert!(ran.unwrap().success(), "{step}");
}

#[tokio::test]
async fn folders_beyond_the_last_five_go_unless_a_container_may_have_one_mounted() {
    let world = linked().await;
    world.edit("workspace/compose.yaml", "'./config:/config:ro', ", "");
    world.edit(
        "workspace/compose.yaml",
        "command: api",
        "command: serve 8081",
    );
    world.deploys().await;
    let first = target(&world);
    let name = format!("{}-holder", world.project());
    let source = format!("{}:/config:ro", world.path("production/config").display());
    let label = format!("com.docker.compose.project={}-other", world.project());
    docker(&[
        "run",
        "--detach",
        "--name",
        &name,
        "--label",
        &label,
        "--network",
        "none",
        "-v",
        &source,
        world.image(),
        "hang",
    ]);
    let mut edited = String::new();
    for version in 2..=6 {
        world.write("workspace/version", &version.to_string());
        world.deploys().await;
        if version == 2 {
            edited = target(&world);
        }
    }
    let held = releases(&world);
    docker(&["rm", "--force", &name]);
    assert_eq!(held.len(), 6, "{held:?}");
    // What somebody has written there is nobody else's to remove.
    world.write(&format!("{edited}/version"), "by hand");
    world.write("workspace/version", "7");
    world.deploys().await;
    assert!(!world.path(&first).exists());
    assert_eq!(releases(&world).len(), 6, "{:?}", releases(&world));
    assert_eq!(world.read(&format!("{edited}/version")), "by hand");
}

#[tokio::test]
async fn a_link_is_not_copied_into_when_the_strategy_changes() {
    let world = linked().await;
    world.deploys().await;
    let before = target(&world);
    world
        .says("/docker-config set deployment_strategy copy")
        .await;
    world.write("workspace/config/shop.conf", "version = 2\nmessage = b\n");
    let refused = world.says("/docker-deploy").await;
    assert_eq!(refused.status, Status::Denied, "{refused}");
    assert!(refused.text.contains("is a link to"), "{refused}");
    assert_eq!(target(&world), before);
    assert_eq!(
        world.read("production/config/shop.conf"),
        "version = 1\nmessage = a\n"
    );
}

#[tokio::test]
async fn links_that_were_planted_beside_production_lead_nowhere() {
    let world = linked().await;
    let outside = tempfile::tempdir().unwrap();
    symlink(outside.path(), world.path("production.releases")).unwrap();
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert_ne!(said.code, 0, "{said}");
    assert!(
        said.text.contains("production.releases is a symlink"),
        "{said}"
    );
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    fs::remove_file(world.path("production.releases")).unwrap();
    // What is shared must be there itself.
    fs::remove_dir_all(world.path("production.shared/data")).unwrap();
    symlink(outside.path(), world.path("production.shared/data")).unwrap();
    let refused = world.says("/docker-deploy").await;
    assert_eq!(refused.status, Status::Denied, "{refused}");
    assert!(
        refused.text.contains("neither a file nor a folder"),
        "{refused}"
    );
    fs::remove_file(world.path("production.shared/data")).unwrap();
    fs::create_dir(world.path("production.shared/data")).unwrap();
    // Production itself may not lead out of the allowed roots.
    fs::remove_dir(world.path("production")).unwrap();
    symlink(outside.path(), world.path("production")).unwrap();
    let refused = world.says("/docker-deploy").await;
    assert_eq!(refused.status, Status::Denied, "{refused}");
    assert!(
        refused.text.contains("outside the allowed roots"),
        "{refused}"
    );
}
