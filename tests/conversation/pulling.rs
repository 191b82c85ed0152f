//! Images from a registry: by digest, shown before they are pulled, and told clearly where they can't be had.

use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::{Illness, PASSWORD, Registry, Said, Unwell, WEB, World, docker, image_id};

/// The image of the running service's container.
fn runs(world: &World) -> String {
    let container = world.container("web");
    let said = docker(&["inspect", "--format", "{{.Image}}", &container]);
    said.trim().to_owned()
}

/// Whatever pulling could leave behind.
#[derive(Debug, PartialEq)]
struct Before {
    containers: Vec<String>,
    files: Vec<(std::path::PathBuf, Vec<u8>)>,
    tag: Option<String>,
    leftovers: Vec<String>,
}

impl Before {
    fn of(world: &World, host: &str) -> Self {
        let tag = image_id(&world.reference(host));
        Self {
            containers: world.containers(),
            files: world.files(),
            tag,
            leftovers: world.leftovers(),
        }
    }
}

#[tokio::test]
async fn a_tag_that_moved_is_shown_by_digest_pulled_and_run_and_compose_has_nothing_to_do() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    let digest = world.publish(&registry, "2", "/shop");
    let preview = world.says("/docker-deploy").await;
    assert_snapshot!(preview, @"
    shop: deploy would recreate 1 service

    from  ROOT/workspace

    service  what happens  why  downtime
    web  recreate, pull  image 127.0.0.1:PORT/IMAGE@ID → 127.0.0.1:PORT/IMAGE@ID  brief errors possible: it can be reached before it is healthy

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert!(preview.data.to_string().contains(&digest), "{preview}");
    assert_snapshot!(world.says("yes").await, @"
    shop: deployed release 1 and verified it

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 0)
    ");
    let pulled = image_id(&world.at(&registry, &digest));
    assert_eq!(Some(runs(&world)), pulled);
    assert_eq!(image_id(&world.reference(&registry.host)), pulled);
    let deployed = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), deployed);
    assert_eq!(world.leftovers(), [] as [String; 0]);
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy: nothing to change

    from  ROOT/workspace
    kept  web
    plan  DIGEST
    (exit 0)
    ");
}

#[tokio::test]
async fn a_tag_that_moves_after_the_preview_is_shown_again_before_anything_is_pulled() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    let shown = world.publish(&registry, "2", "/shop");
    world.says("/docker-deploy").await;
    let before = Before::of(&world, &registry.host);
    let moved = world.publish(&registry, "3", "/shop");
    let again = world.says("yes").await;
    assert_snapshot!(again, @"
    shop: what would happen to shop has changed since the preview was shown, so nothing was done. Now: deploy would recreate 1 service

    Changed since the preview
    - image of web: 127.0.0.1:PORT/IMAGE@ID, to be pulled → 127.0.0.1:PORT/IMAGE@ID, to be pulled

    What would happen now
    from  ROOT/workspace

    service  what happens  why  downtime
    web  recreate, pull  image 127.0.0.1:PORT/IMAGE@ID → 127.0.0.1:PORT/IMAGE@ID  brief errors possible: it can be reached before it is healthy

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert!(again.data.to_string().contains(&moved), "{again}");
    assert_eq!(Before::of(&world, &registry.host), before);
    assert_eq!(image_id(&world.at(&registry, &shown)), None);
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(Some(runs(&world)), image_id(&world.at(&registry, &moved)));
}

#[tokio::test]
async fn a_version_that_fails_gives_the_tag_back_and_takes_its_image_along() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    let digest = world.publish(&registry, "2", "/shop crash 3 0.3");
    let before = Before::of(&world, &registry.host);
    world.says("/docker-deploy").await;
    let said = world.says("yes").await;
    assert_eq!(said.status, Status::RolledBack, "{said}");
    assert_eq!(Before::of(&world, &registry.host), before);
    assert_eq!(image_id(&world.at(&registry, &digest)), None);
}

#[tokio::test]
async fn a_rollback_needs_no_registry_and_gives_the_tag_back_to_the_image_of_then() {
    let mut registry = Registry::start();
    let world = World::from_registry(&registry).await;
    let first = world.publish(&registry, "2", "/shop");
    world.deploys().await;
    let second = world.publish(&registry, "3", "/shop");
    world.deploys().await;
    let (first, second) = (world.at(&registry, &first), world.at(&registry, &second));
    let (first, second) = (image_id(&first), image_id(&second));
    assert_eq!(Some(runs(&world)), second);
    registry.stop();
    assert_snapshot!(world.says("/docker-rollback").await, @"
    shop: rollback would recreate 1 service

    from  release 1 (ROOT/workspace)

    service  what happens  why  downtime
    web  recreate  image ID → ID  brief errors possible: it can be reached before it is healthy

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(Some(runs(&world)), first);
    assert_eq!(image_id(&world.reference(&registry.host)), first);
    let put_back = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), put_back);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn with_strategy_copy_a_pull_policy_of_always_asks_the_registry_too() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    world
        .says("/docker-config set deployment_strategy copy")
        .await;
    let digest = world.publish(&registry, "2", "/shop");
    let said = world.says("/docker-deploy").await;
    assert_eq!(said.status, Status::Done, "what is there is enough: {said}");
    world.edit(
        "workspace/compose.yaml",
        "network_mode: none",
        "network_mode: none\n    pull_policy: always",
    );
    world.deploys().await;
    assert_eq!(Some(runs(&world)), image_id(&world.at(&registry, &digest)));
    world.edit("workspace/compose.yaml", "always", "never");
    world.edit("workspace/compose.yaml", ":1\n", ":2\n");
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Web may not pull its image (pull_policy: never), and 127.0.0.1:PORT/PROJECT:2 is not on this engine

    Nothing was changed. Put the image there, or choose another pull_policy: missing or always.
    (exit 5)
    ");
}

#[tokio::test]
async fn strategy_registry_copies_the_compose_file_and_what_it_names_and_nothing_else() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    world.write("workspace/notes.txt", "notes");
    world.write("workspace/src/main.rs", "fn main() {}");
    world.write("workspace/web.env", "GREETING=hello\n");
    world.write("workspace/config/web.conf", "on\n");
    let compose = world.read("workspace/compose.yaml");
    let grown = format!(
        "{compose}    env_file: [web.env]\n    configs: [web]\nconfigs: {{web: {{file: config/web.conf}}}}\n"
    );
    world.write("workspace/compose.yaml", &grown);
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy would recreate 1 service, change 3 files

    from  ROOT/workspace

    service  what happens  why  downtime
    web  recreate  environment: GREETING; configs changed; config file changed: config/web.conf  brief errors possible: it can be reached before it is healthy

    files  2 added, 1 changed, 0 deleted, 0 unchanged
      ~ compose.yaml (329 B)
      + config/web.conf (3 B)
      + web.env (15 B)

    Hailer did not put these there and overwrites them for the first time, with a backup: compose.yaml.

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    let files = world.files();
    let production = world.path("production");
    let mut names: Vec<_> = files
        .iter()
        .map(|(path, _)| {
            path.strip_prefix(&production)
                .unwrap()
                .display()
                .to_string()
        })
        .collect();
    names.sort();
    assert_eq!(names, ["compose.yaml", "config/web.conf", "web.env"]);
    let compose = world.read("workspace/compose.yaml");
    world.write(
        "workspace/more.yaml",
        "services: {more: {image: IMAGE, network_mode: none}}\n",
    );
    world.write(
        "workspace/compose.yaml",
        &format!("include: [more.yaml]\n{compose}"),
    );
    assert_snapshot!(world.says("/docker-deploy").await, @"
    The compose files of shop include or extend files that strategy registry doesn't copy

    Nothing was changed. It copies the compose files, and the env files, configs and secrets that they name. Name the others in compose_files too, put them into production by hand, or deploy with strategy copy.
    (exit 2)
    ");
}

#[tokio::test]
async fn a_service_that_is_only_built_has_no_place_in_a_registry() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    let compose = world.read("workspace/compose.yaml");
    let grown = format!("{compose}  worker:\n    build: .\n    network_mode: none\n");
    world.write("workspace/compose.yaml", &grown);
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Worker has a `build` and no `image`, so no registry has its image

    Nothing was changed. Give it an `image` with a registry's name, or deploy with strategy copy and without --build-push, which builds it here: /docker-config set deployment_strategy copy
    (exit 2)
    ");
}

#[tokio::test]
async fn credentials_that_are_wrong_missing_or_with_a_program_are_told_with_what_to_do() {
    let registry = Registry::start();
    let world = World::from_registry(&registry).await;
    world.publish(&registry, "2", "/shop");
    let before = Before::of(&world, &registry.host);
    world.log_in(&registry, "wrong-password");
    let wrong = world.says("/docker-deploy").await;
    assert_snapshot!(wrong, @"
    Can't look up image 127.0.0.1:PORT/IMAGE: 127.0.0.1:PORT refuses (unauthorized: authentication required)

    Nothing was changed. The credentials in ROOT/data/.docker/config.json don't do: renew them there, and see that they may read this image.
    (exit 5)
    ");
    assert!(!wrong.text.contains("wrong-password"), "{wrong}");
    world.write("data/.docker/config.json", r#"{"credsStore": "pass"}"#);
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Can't look up image 127.0.0.1:PORT/IMAGE: 127.0.0.1:PORT refuses (it wants credentials)

    Nothing was changed. ROOT/data/.docker/config.json leaves its credentials to docker-credential-pass, and Hailer starts no programs: set HAILER_REGISTRIES=127.0.0.1:PORT=USER:PASSWORD.
    (exit 5)
    ");
    world.write("data/.docker/config.json", "{}");
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Can't look up image 127.0.0.1:PORT/IMAGE: 127.0.0.1:PORT refuses (it wants credentials)

    Nothing was changed. Hailer has no credentials for it: run `docker login 127.0.0.1:PORT` as Hailer's user, or set HAILER_REGISTRIES=127.0.0.1:PORT=USER:PASSWORD.
    (exit 5)
    ");
    world.write("data/.docker/config.json", "{");
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Can't read ROOT/data/.docker/config.json: it is not Docker's JSON (line 1, column 1)
    (exit 5)
    ");
    assert_eq!(Before::of(&world, &registry.host), before);
}

#[tokio::test]
async fn an_image_that_is_not_there_and_a_registry_that_is_down_are_told_when_it_is_planned() {
    let mut registry = Registry::start();
    let world = World::from_registry(&registry).await;
    let before = Before::of(&world, &registry.host);
    world.edit("workspace/compose.yaml", ":1\n", ":nowhere\n");
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Can't look up image 127.0.0.1:PORT/PROJECT:nowhere: 127.0.0.1:PORT has no such image (manifest unknown: manifest unknown)

    Nothing was changed. Push it, or correct `image` in the compose file.
    (exit 5)
    ");
    registry.stop();
    assert_snapshot!(world.says("/docker-deploy").await, @r#"
    Can't look up image 127.0.0.1:PORT/PROJECT:nowhere: 127.0.0.1:PORT can't be reached (Get "http://127.0.0.1:PORT/v2/": dial tcp 127.0.0.1:PORT: connect: connection refused)

    Nothing was changed. See whether its name is right, it is up and this machine reaches it, then try again.
    (exit 5)
    "#);
    assert_eq!(Before::of(&world, &registry.host), before);
}

/// The shop runs from the world's own image; the workspace wants one from a registry that isn't well.
async fn moving_to(unwell: &Unwell) -> World {
    let world = World::running(WEB).await;
    let compose = WEB.replace("IMAGE", &world.reference(&unwell.host));
    world.write("workspace/compose.yaml", &compose);
    world
}

#[tokio::test]
async fn a_registry_that_is_silent_is_given_up_when_it_is_planned() {
    let unwell = Unwell::start(Illness::Silent).await;
    let world = moving_to(&unwell).await;
    let before = Before::of(&world, &unwell.host);
    assert_snapshot!(world.says("/docker-deploy").await, @"
    Can't look up image 127.0.0.1:PORT/IMAGE: 127.0.0.1:PORT was silent for 8s

    Nothing was changed. See whether it is up and this machine reaches it, then try again.
    (exit 5)
    ");
    assert_eq!(Before::of(&world, &unwell.host), before);
}

#[tokio::test]
async fn a_registry_that_says_back_the_password_is_not_quoted() {
    let unwell = Unwell::start(Illness::Refuses).await;
    let world = moving_to(&unwell).await;
    let login = format!(
        r#"{{"auths": {{"{}": {{"username": "ada", "password": "{PASSWORD}"}}}}}}"#,
        unwell.host
    );
    world.write("data/.docker/config.json", &login);
    let said = world.says("/docker-deploy").await;
    assert_snapshot!(said, @"
    Can't look up image 127.0.0.1:PORT/IMAGE: 127.0.0.1:PORT refuses (unauthorized: you sent Authorization: [redacted]

    Nothing was changed. The credentials in ROOT/data/.docker/config.json don't do: renew them there, and see that they may read this image.
    (exit 5)
    ");
    // base64 of "ada:" and the password.
    for secret in [PASSWORD, "YWRhOnBhc3M"] {
        assert!(!said.text.contains(secret), "{said}");
    }
}

#[tokio::test]
async fn a_layer_that_is_cut_off_is_fetched_again() {
    let unwell = Unwell::start(Illness::CutsALayer(1)).await;
    let world = moving_to(&unwell).await;
    world.deploys().await;
    assert!(unwell.times_asked() > 1, "{}", unwell.times_asked());
    assert_eq!(Some(runs(&world)), image_id(&world.reference(&unwell.host)));
}

#[tokio::test]
async fn a_pull_that_stalls_is_cancelled_and_nothing_is_left() {
    let unwell = Unwell::start(Illness::StallsInALayer).await;
    let world = moving_to(&unwell).await;
    let before = Before::of(&world, &unwell.host);
    world.says("/docker-deploy").await;
    let (said, ()): (Said, ()) = tokio::join!(world.says("yes"), async {
        unwell.layer_asked().await;
        world.cancel();
    });
    assert_snapshot!(said, @"
    shop: cancelled before anything changed

    Production runs on as it did.

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 5)
    ");
    assert_eq!(Before::of(&world, &unwell.host), before);
}
