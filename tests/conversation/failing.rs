//! Deploys that go wrong: production is what it was, and the answer says what happened without telling a secret.

use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::{Before, Said, WEB, World, docker, on_both};

/// What only `.env` and the container know.
const SECRET: &str = "correct-horse-battery";

/// Replaces the workspace's command and deploys.
async fn deploy_with(world: &World, command: &str) -> Said {
    world.edit(
        "workspace/compose.yaml",
        "command: serve 80",
        &format!("command: {command}"),
    );
    world.write("workspace/new.txt", "new");
    let preview = world.says("/docker-deploy").await;
    assert_eq!(preview.status, Status::NeedsConfirmation, "{preview}");
    world.says("yes").await
}

#[tokio::test]
async fn a_version_that_crashes_at_once_is_rolled_back_to_the_same_containers_and_files() {
    let said = on_both(WEB, async |world| {
        let before = Before::of(world);
        let said = deploy_with(world, "crash 3 0.3").await;
        before.assert_is_now(world);
        world.compose(&["up", "--detach"]);
        before.assert_is_now(world);
        vec![said]
    })
    .await;
    assert_snapshot!(said, @"
    shop: rolled back: web exited with code 3

    Production runs what it ran before, verified.

    Last lines of web
      crashing with 3 in 300ms
      crashed: as it was told to

    Not undone
    - web ran on its new version; what it wrote stays written

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-deploy
    (exit 6)
    ");
}

#[tokio::test]
async fn a_version_that_never_becomes_healthy_is_rolled_back() {
    let world = World::running(WEB).await;
    let before = Before::of(&world);
    let said = deploy_with(&world, "hang").await;
    assert_snapshot!(said, @"
    shop: rolled back: web is unhealthy; the last check said: Connection refused (os error 111)

    Production runs what it ran before, verified.

    Last lines of web
      hanging

    Not undone
    - web ran on its new version; what it wrote stays written

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-deploy
    (exit 6)
    ");
    before.assert_is_now(&world);
    let store = world.store().await;
    let shop = hailer::domain::name::CodebaseName::new("shop").unwrap();
    let operations = store.recent_operations(&shop, 1).await.unwrap();
    let kept = format!("/docker-logs --operation {}", operations[0].id);
    let kept = world.says(&kept).await.to_string();
    assert!(
        kept.contains("kept of operation"),
        "the container is gone, its lines aren't: {kept}"
    );
}

#[tokio::test]
async fn a_one_shot_that_fails_keeps_the_old_version_and_says_what_ran() {
    let migrated = format!(
        "{WEB}    depends_on: {{migrate: {{condition: service_completed_successfully}}}}
  migrate:
    image: IMAGE
    command: exit 0
    network_mode: none
"
    );
    let world = World::running(&migrated).await;
    let before = Before::of(&world);
    world.edit(
        "workspace/compose.yaml",
        "command: exit 0",
        "command: exit 4",
    );
    world.says("/docker-deploy").await;
    assert_snapshot!(world.says("yes").await, @"
    shop: rolled back: migrate exited with code 4

    Production runs what it ran before, verified.

    Not undone
    - migrate ran; what it did to data stays done

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-deploy
    (exit 6)
    ");
    before.assert_is_now(&world);
}

#[tokio::test]
async fn a_new_service_that_fails_is_gone_and_what_stays_is_told() {
    let world = World::running(WEB).await;
    let before = Before::of(&world);
    let grown = format!(
        "{WEB}
  worker:
    image: IMAGE
    command: crash 1 0.3
    networks: [back]
    volumes: ['jobs:/jobs']
networks: {{back: {{}}}}
volumes: {{jobs: {{}}}}
"
    );
    world.write("workspace/compose.yaml", &grown);
    world.says("/docker-deploy").await;
    assert_snapshot!(world.says("yes").await, @"
    shop: rolled back: worker exited with code 1

    Production runs what it ran before, verified.

    Last lines of worker
      crashing with 1 in 300ms
      crashed: as it was told to

    Not undone
    - worker ran on its new version; what it wrote stays written
    - network PROJECT_back was made and stays
    - volume PROJECT_jobs was made and stays

    operation  OPERATION
    took  SPAN

    Logs  /docker-logs --operation OPERATION
    Retry  /docker-deploy
    (exit 6)
    ");
    before.assert_is_now(&world);
    let project = world.project();
    let told = [format!("{project}_back"), format!("{project}_jobs")];
    assert_eq!(world.networks_and_volumes(), told);
}

#[tokio::test]
async fn a_built_service_gets_its_old_image_tag_back() {
    let built = WEB.replace("image: IMAGE", "build: .");
    let world = World::running_built(&built).await;
    let image = || {
        docker(&[
            "image",
            "inspect",
            "--format",
            "{{.Id}}",
            &format!("{}-web", world.project()),
        ])
    };
    let (before, tagged) = (Before::of(&world), image());
    world.edit(
        "workspace/Dockerfile",
        "ENTRYPOINT",
        "LABEL version=2\nENTRYPOINT",
    );
    let said = deploy_with(&world, "crash 3 0.3").await;
    assert_eq!(said.status, Status::RolledBack, "{said}");
    before.assert_is_now(&world);
    assert_eq!(image(), tagged);
}

#[tokio::test]
async fn a_secret_that_the_failing_service_printed_is_never_shown() {
    let world = World::running(WEB).await;
    world.write("production/.env", &format!("DB_PASSWORD={SECRET}\n"));
    world.edit(
        "workspace/compose.yaml",
        "command: serve 80",
        "command: env\n    environment: {DB_PASSWORD: '${DB_PASSWORD}', GREETING: hello}",
    );
    let preview = world.says("/docker-deploy").await;
    assert_eq!(preview.status, Status::NeedsConfirmation, "{preview}");
    assert!(!preview.text.contains(SECRET) && !preview.data.to_string().contains(SECRET));
    let said = world.says("yes").await;
    assert_eq!(said.status, Status::RolledBack, "{said}");
    assert!(said.text.contains("GREETING=hello"), "{said}");
    assert!(said.text.contains("DB_PASSWORD="), "{said}");
    assert!(!said.text.contains(SECRET), "{said}");
    assert!(!said.data.to_string().contains(SECRET));
}

#[tokio::test]
async fn a_build_that_fails_changes_nothing_and_shows_where() {
    let built = WEB.replace("image: IMAGE", "build: .");
    let world = World::running_built(&built).await;
    let before = Before::of(&world);
    world.edit(
        "workspace/Dockerfile",
        "COPY shop /shop",
        "COPY shop /shop\nRUN [\"/shop\", \"exit\", \"9\"]",
    );
    let preview = world.says("/docker-deploy").await;
    assert_eq!(preview.status, Status::NeedsConfirmation, "{preview}");
    assert_snapshot!(world.says("yes").await, @r#"
    shop: failed before anything changed: the build of web failed: executor failed running [/shop exit 9]: exit code: 9

    Production runs on as it did.

    Last lines
      [2/2] RUN ["/shop", "exit", "9"]

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    Logs  /docker-logs --operation OPERATION
    (exit 5)
    "#);
    before.assert_is_now(&world);
}
