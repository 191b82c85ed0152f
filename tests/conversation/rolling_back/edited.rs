//! What somebody edited or pointed elsewhere since.

use super::{ALONE, goes_back, lay_out, shop, version};
use crate::keeping::kept_files;
use crate::world::{WEB, World, docker, image_id};

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
    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:80/'], interval: 800ms, retries: 5}
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
