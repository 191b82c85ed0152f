//! Back to an earlier release: files, images and definition of then, previewed, confirmed, gated, and proven.

use std::fs;
use std::net::TcpListener;

use hailer::domain::release::ReleaseState::{self, Live, RolledBack, Superseded};
use insta::assert_snapshot;

use crate::keeping::{kept_files, kept_images};
use crate::world::{WEB, World, docker, image_id};

/// One service that is built and mounts a config file.
const SHOP: &str = "
services:
  web:
    build: .
    command: serve 80
    stop_grace_period: 1s
    volumes: ['./config:/config:ro']
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 200ms, retries: 15}
    MORE
";

/// What nobody's network is needed for.
pub(crate) const ALONE: &str = "network_mode: none";

/// Puts version `number` into the workspace: another image, another config, a file that only it has.
pub(crate) fn lay_out(world: &World, number: u32, more: &str) {
    let compose = SHOP.replace("MORE", more);
    let config = format!("version = {number}\n");
    world.lay_out_build("workspace", &compose, &config);
    let dockerfile = world.read("workspace/Dockerfile");
    world.write(
        "workspace/Dockerfile",
        &format!("{dockerfile}LABEL version={number}\n"),
    );
    for other in 1..10 {
        let only = world.path(format!("workspace/only-{other}.txt"));
        if only.exists() {
            fs::remove_file(only).unwrap();
        }
    }
    world.write(&format!("workspace/only-{number}.txt"), "mine\n");
}

/// Versions 1 to `last` were deployed one after the other.
pub(crate) async fn shop(last: u32) -> World {
    let world = World::empty().await;
    world.configure().await;
    for number in 1..=last {
        lay_out(&world, number, ALONE);
        world.deploys().await;
    }
    world
}

/// The version that production is, by what it holds; fails where files and image are of two.
#[track_caller]
pub(crate) fn version(world: &World) -> u32 {
    let config = world.read("production/config/shop.conf");
    let label = "{{index .Config.Labels \"version\"}}";
    let image = docker(&["inspect", "--format", label, &world.container("web")]);
    assert_eq!(config, format!("version = {}\n", image.trim()));
    let only: Vec<_> = (1..10)
        .filter(|number| world.path(format!("production/only-{number}.txt")).exists())
        .collect();
    assert_eq!(only, [image.trim().parse::<u32>().unwrap()]);
    only[0]
}

pub(crate) async fn states(world: &World) -> Vec<(i64, ReleaseState)> {
    let releases = world.store().await.releases(&World::shop()).await.unwrap();
    releases
        .into_iter()
        .map(|release| (release.number, release.state))
        .collect()
}

/// Says a rollback and then yes, and insists that it goes well.
pub(crate) async fn goes_back(world: &World, line: &str) {
    let preview = world.says(line).await;
    assert_eq!(preview.code, 4, "{preview}");
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
}

#[tokio::test]
async fn a_tag_that_is_not_the_projects_own_stays_where_somebody_has_pointed_it() {
    let world = World::running(WEB).await;
    world.write("workspace/notes.txt", "1");
    world.deploys().await;
    let first = image_id(world.image());
    world.import_image();
    world.deploys().await;
    let second = image_id(world.image());
    assert_ne!(first, second);
    goes_back(&world, "/docker-rollback").await;
    let runs = docker(&["inspect", "--format", "{{.Image}}", &world.container("web")]);
    assert_eq!(Some(runs.trim().to_owned()), first);
    assert_eq!(image_id(world.image()), second);
}

#[tokio::test]
async fn a_rollback_puts_back_the_files_and_the_image_of_the_release_before() {
    let world = shop(2).await;
    let preview = world.says("/docker-rollback").await;
    assert_snapshot!(preview, @"
    shop: rollback would recreate 1 service, change 4 files

    from  release 1 (ROOT/workspace)

    service  what happens  why  downtime
    web  recreate  image ID → ID; config file changed: config/shop.conf  brief errors possible: it can be reached before it is healthy

    files  1 added, 2 changed, 1 deleted, 3 unchanged
      ~ Dockerfile (100 B)
      ~ config/shop.conf (12 B)
      + only-1.txt (5 B)
      - only-2.txt (5 B)

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert_eq!(version(&world), 2, "a preview changes nothing");
    assert_snapshot!(world.says("yes").await, @"
    shop: back on release 1 (ROOT/workspace), verified

    It is on record as release 3.

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Roll back  /docker-rollback
    (exit 0)
    ");
    assert_eq!(version(&world), 1);
    assert_eq!(
        states(&world).await,
        [(3, Live), (2, Superseded), (1, Superseded)]
    );
    assert_eq!(world.leftovers(), [] as [String; 0]);
    let rolled_back = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(
        world.containers(),
        rolled_back,
        "the official tool finds nothing to do"
    );
}

#[tokio::test]
async fn a_rollback_of_a_rollback_returns_and_a_release_can_be_named() {
    let world = shop(3).await;
    goes_back(&world, "/docker-rollback").await;
    assert_eq!(version(&world), 2);
    goes_back(&world, "/docker-rollback").await;
    assert_eq!(version(&world), 3);
    goes_back(&world, "/docker-rollback 1").await;
    assert_eq!(version(&world), 1);
    let releases = world.store().await.releases(&World::shop()).await.unwrap();
    let said = serde_json::to_value(&releases[0].source).unwrap();
    assert_eq!(said["number"], 1);
    assert_eq!(said["first"]["source"], "workspace", "{said}");
}

#[tokio::test]
async fn without_an_earlier_release_there_is_nothing_to_go_back_to() {
    let world = shop(1).await;
    assert_snapshot!(world.says("/docker-rollback").await, @"
    There is no earlier release of shop to go back to

    Nothing was changed.

    Releases  /docker-history
    (exit 5)
    ");
}

#[tokio::test]
async fn a_rollback_that_fails_returns_to_what_was_live() {
    let world = World::empty().await;
    world.configure().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    drop(taken);
    lay_out(&world, 1, &format!("ports: ['127.0.0.1:{port}:80']"));
    world.deploys().await;
    lay_out(&world, 2, ALONE);
    world.deploys().await;
    let (running, files, images) = (world.containers(), world.files(), kept_images(&world));
    let _taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    world.says("/docker-rollback").await;
    assert_snapshot!(world.says("yes").await, @"
    shop: the rollback failed and was undone: can't start container ID: 127.0.0.1:PORT is in use by another program or container: stop that one, or publish another port

    Production runs release 2 (ROOT/workspace) as before, verified.

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-rollback
    (exit 6)
    ");
    assert_eq!(world.containers(), running);
    assert_eq!(world.files(), files);
    assert_eq!(kept_images(&world), images);
    assert_eq!(version(&world), 2);
    assert_eq!(
        states(&world).await,
        [(3, RolledBack), (2, Live), (1, Superseded)]
    );
    assert_eq!(world.leftovers(), [] as [String; 0]);
    // Neither a success nor a failure, wherever one looks.
    let history = world.says("/docker-history").await;
    assert_eq!(history.data["operations"][0]["state"], "rolled_back");
    assert_eq!(history.data["releases"][0]["state"], "rolled_back");
    let audit = world.says("/audit").await;
    let ended = &audit.data[0];
    assert_eq!(
        [&ended["action"], &ended["verdict"]],
        ["rollback", "ended"],
        "{ended}"
    );
    assert_eq!(ended["detail"]["outcome"]["outcome"], "rolled_back");
    let row = audit.text.lines().find(|line| line.contains("roll back"));
    let row = row.unwrap_or_else(|| panic!("{audit}"));
    assert!(
        row.contains("rolled back") && row.contains("is in use"),
        "{row}"
    );
}

#[tokio::test]
async fn a_file_that_somebody_edited_is_shown_before_it_is_overwritten_and_kept() {
    let world = shop(2).await;
    world.write("production/config/shop.conf", "by hand\n");
    let preview = world.says("/docker-rollback").await;
    assert!(
        preview.text.contains("with a backup: config/shop.conf"),
        "{preview}"
    );
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(version(&world), 1);
    let by_hand = blake3::hash(b"by hand\n").to_hex().to_string();
    assert!(kept_files(&world).contains(&by_hand));
}

#[tokio::test]
async fn what_was_edited_before_a_deploy_that_was_put_back_is_said_and_no_failure() {
    let world = shop(2).await;
    world.write("production/config/shop.conf", "by hand\n");
    lay_out(&world, 3, ALONE);
    world.edit("workspace/compose.yaml", "serve 80", "crash 1");
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert_eq!(said.code, 6, "{said}");
    let told = "Production runs what it ran before, verified. That was not all as release 2 (ROOT/workspace) has it, and isn't \
                now: config/shop.conf differs.";
    assert!(said.to_string().contains(told), "{said}");
    assert!(!said.text.contains("as before, verified"), "{said}");
    assert_eq!(world.read("production/config/shop.conf"), "by hand\n");
}

/// Two services that are built to one tag.
const SHARED: &str = "
services:
  api: &built
    build: .
    image: TAG
    command: serve 80
    network_mode: none
    stop_grace_period: 1s
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 200ms, retries: 15}
  web: *built
";

#[tokio::test]
async fn services_that_share_a_tag_get_each_its_own_image_back() {
    let world = World::empty().await;
    world.configure().await;
    let tag = format!("{}-shared:latest", world.project());
    let lay_out = |number: u32| {
        world.lay_out_build("workspace", &SHARED.replace("TAG", &tag), "");
        let dockerfile = world.read("workspace/Dockerfile");
        let labelled = format!("{dockerfile}LABEL version={number}\n");
        world.write("workspace/Dockerfile", &labelled);
    };
    let looked_at = |service: &str, format: &str| {
        let seen = docker(&["inspect", "--format", format, &world.container(service)]);
        seen.trim().to_owned()
    };
    let images = || ["api", "web"].map(|service| looked_at(service, "{{.Image}}"));
    lay_out(1);
    world.deploys().await;
    let [_, first] = images();
    lay_out(2);
    assert_eq!(world.says("/docker-deploy --services api").await.code, 4);
    assert_eq!(world.says("yes").await.code, 0);
    let [second, kept] = images();
    assert_eq!(kept, first);
    assert_ne!(second, first);
    lay_out(3);
    world.deploys().await;
    let [third, both] = images();
    assert_eq!(third, both);

    goes_back(&world, "/docker-rollback").await;
    assert_eq!(images(), [second.clone(), first.clone()]);
    assert_eq!(image_id(&tag), Some(first.clone()), "the last one's");
    for (service, image) in [("api", second), ("web", first)] {
        let label = |name| {
            let format = format!("{{{{index .Config.Labels \"com.docker.compose.{name}\"}}}}");
            looked_at(service, &format)
        };
        assert_eq!(label("image"), image);
        let hash = world.compose(&["config", "--hash", service]);
        assert_eq!(hash.trim(), format!("{service} {}", label("config-hash")));
    }
    // What the tag stands for is what the official tool finds in place.
    let web = world.container("web");
    world.compose(&["up", "--detach", "web"]);
    assert_eq!(world.container("web"), web);
    // And what was deployed together goes back together.
    goes_back(&world, "/docker-rollback 1").await;
    let [api, web] = images();
    assert_eq!(api, web);
}
