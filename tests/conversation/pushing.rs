//! `--build-push`: what is built is pushed, and what the registry has of it is what runs.

use hailer::domain::journal::Step;
use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::{Illness, PASSWORD, Registry, Unwell, World, docker, image_id};

/// A shop that is built under a name that the registry knows, running as the official tool built it, with strategy
/// registry.
async fn built(host: &str) -> World {
    let world = World::empty().await;
    let reference = world.reference(host);
    let compose = crate::world::WEB.replace("IMAGE", &format!("{reference}\n    build: ."));
    world.start_built(&compose, "");
    world.configure().await;
    let strategy = "/docker-config set deployment_strategy registry";
    assert_eq!(world.says(strategy).await.code, 0);
    world
}

/// Makes the workspace's image another one, which does the same.
fn change_the_build(world: &World) {
    world.edit(
        "workspace/Dockerfile",
        "ENTRYPOINT",
        "LABEL version=2\nENTRYPOINT",
    );
}

/// The digest by which the registry knows the image that a reference stands for here.
fn digest(reference: &str) -> String {
    let format = "{{range .RepoDigests}}{{.}}{{end}}";
    let said = docker(&["image", "inspect", "--format", format, reference]);
    let (_, digest) = said.trim().rsplit_once('@').unwrap();
    digest.to_owned()
}

/// The digests of all images that the engine has of the shop.
fn known(world: &World, host: &str) -> Vec<String> {
    let repository = world.reference(host);
    let repository = repository.trim_end_matches(":1");
    let listed = docker(&["images", "--digests", "--format", "{{.Digest}}", repository]);
    listed.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn what_is_built_is_pushed_and_runs_by_the_digest_that_it_has_there() {
    let registry = Registry::start();
    let world = built(&registry.host).await;
    world.log_in(&registry, PASSWORD);
    change_the_build(&world);
    assert_snapshot!(world.says("/docker-deploy --build-push").await, @"
    shop: deploy would recreate 1 service

    from  ROOT/workspace

    service  what happens  why  downtime
    web  recreate, build and push  its build changed  brief errors possible: it can be reached before it is healthy

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    assert_snapshot!(world.says("yes").await, @"
    shop: deployed release 1 and verified it

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 0)
    ");
    let reference = world.reference(&registry.host);
    let container = world.container("web");
    let runs = docker(&["inspect", "--format", "{{.Image}}", &container]);
    assert_eq!(Some(runs.trim().to_owned()), image_id(&reference));
    let pushed = world.at(&registry, &digest(&reference));
    assert_eq!(image_id(&pushed), image_id(&reference));
    // Another machine would find the same image there.
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy: nothing to change

    from  ROOT/workspace
    kept  web
    plan  DIGEST
    (exit 0)
    ");
    assert_snapshot!(world.says("/docker-deploy --build-push").await, @"
    shop: deploy: nothing to change

    from  ROOT/workspace
    kept  web
    plan  DIGEST
    (exit 0)
    ");
    let deployed = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), deployed);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn a_push_that_fails_changes_nothing() {
    let unwell = Unwell::start(Illness::TakesNothing).await;
    let world = built(&unwell.host).await;
    change_the_build(&world);
    let reference = world.reference(&unwell.host);
    let before = (world.containers(), world.files(), image_id(&reference));
    world.says("/docker-deploy --build-push").await;
    let said = world.says("yes").await;
    assert_snapshot!(said, @"
    shop: failed before anything changed: can't push image 127.0.0.1:PORT/IMAGE: 127.0.0.1:PORT refuses (denied: over quota); Hailer has no credentials for it: run `docker login 127.0.0.1:PORT` as Hailer's user, or set HAILER_REGISTRIES=127.0.0.1:PORT=USER:PASSWORD

    Production runs on as it did.

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Logs  /docker-logs --operation OPERATION
    (exit 5)
    ");
    assert_eq!(said.status, Status::Failed);
    let after = (world.containers(), world.files(), image_id(&reference));
    assert_eq!(after, before);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn a_push_that_is_cancelled_says_that_the_registry_may_have_it() {
    let unwell = Unwell::start(Illness::TakesForever).await;
    let world = built(&unwell.host).await;
    change_the_build(&world);
    let reference = world.reference(&unwell.host);
    let before = (world.containers(), world.files(), image_id(&reference));
    world.says("/docker-deploy --build-push").await;
    let elsewhere = world.at_the_terminal().in_another_process().await;
    let cancels = async {
        let pushes = |step: &Step| matches!(step, Step::PushImage { .. });
        world.has_begun(pushes).await;
        elsewhere.says("/docker-cancel").await
    };
    let (deployed, cancelled) = tokio::join!(world.says("yes"), cancels);
    assert_eq!(cancelled.status, Status::Done, "{cancelled}");
    assert_snapshot!(deployed, @"
    shop: cancelled by ada before anything changed

    Production runs on as it did.

    Left behind
    - 127.0.0.1:PORT/IMAGE may have been pushed to its registry, and stays there then

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 5)
    ");
    let after = (world.containers(), world.files(), image_id(&reference));
    assert_eq!(after, before);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn a_version_that_fails_is_rolled_back_here_and_stays_in_the_registry() {
    let registry = Registry::start();
    let world = built(&registry.host).await;
    world.log_in(&registry, PASSWORD);
    change_the_build(&world);
    world.edit("workspace/compose.yaml", "serve 80", "crash 3 0.3");
    let reference = world.reference(&registry.host);
    let before = (world.containers(), image_id(&reference));
    let images = known(&world, &registry.host);
    world.says("/docker-deploy --build-push").await;
    assert_snapshot!(world.says("yes").await, @"
    shop: rolled back: web exited with code 3

    Production runs what it ran before, verified.

    Last lines of web
      crashing with 3 in 300ms
      crashed: as it was told to

    Not undone
    - web ran on its new version; what it wrote stays written
    - 127.0.0.1:PORT/IMAGE was pushed to its registry and stays there

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-deploy --build-push
    (exit 6)
    ");
    assert_eq!((world.containers(), image_id(&reference)), before);
    assert_eq!(known(&world, &registry.host), images);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}

#[tokio::test]
async fn a_rollback_gives_the_tag_back_to_what_was_pushed_before() {
    let registry = Registry::start();
    let world = built(&registry.host).await;
    world.log_in(&registry, PASSWORD);
    let reference = world.reference(&registry.host);
    let mut images = Vec::new();
    for version in ["2", "3"] {
        let label = format!("LABEL version={version}\nENTRYPOINT");
        world.edit("workspace/Dockerfile", "ENTRYPOINT", &label);
        world.says("/docker-deploy --build-push").await;
        let said = world.says("yes").await;
        assert_eq!(said.code, 0, "{said}");
        images.push(image_id(&reference));
    }
    assert_ne!(images[0], images[1]);
    world.says("/docker-rollback").await;
    let said = world.says("yes").await;
    assert_eq!(said.code, 0, "{said}");
    assert_eq!(image_id(&reference), images[0]);
    let put_back = world.containers();
    world.compose(&["up", "--detach"]);
    assert_eq!(world.containers(), put_back);
    assert_eq!(world.leftovers(), [] as [String; 0]);
}
