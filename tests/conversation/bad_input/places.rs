//! Places and names that can't be a codebase's.

use insta::assert_snapshot;

use crate::world::{WEB, World};

#[tokio::test]
async fn a_path_that_is_wrong_or_outside_the_roots_is_refused() {
    let world = World::empty().await;
    let elsewhere = tempfile::tempdir().unwrap();
    let outside = elsewhere.path().canonicalize().unwrap();
    let missing = world.path("missing");
    assert_snapshot!(world.says(&format!("/codebase add shop --workspace {}", missing.display())).await, @"
    ROOT/missing can't be used: No such file or directory (os error 2)

    Nothing was changed. Name an existing folder by its absolute path.
    (exit 2)
    ");
    let said = world
        .says(&format!(
            "/codebase add shop --workspace {}",
            outside.display()
        ))
        .await;
    assert!(
        said.text.contains("lies outside the allowed roots"),
        "{said}"
    );
    assert!(said.text.contains("HAILER_ALLOWED_ROOTS"), "{said}");
    assert_eq!(said.code, 3);
    assert_snapshot!(world.says("/codebase add shop --workspace workspace").await, @r#"
    "workspace" is not a path that can be used here

        /codebase add shop --workspace workspace
                                       ^^^^^^^^^

    Expected an absolute path without '..', such as /srv/shop.

    For example  /codebase add shop --workspace /home/team/shop
    (exit 2)
    "#);
    assert_snapshot!(world.says("/docker-status").await, @"
    There is no codebase yet

    Add one  /codebase add NAME --workspace PATH
    (exit 2)
    ");

    world.says("/codebase add shop").await;
    assert_snapshot!(world.says("/docker-status").await, @"
    No docker config is set for shop yet

    Find its project  /docker-config auto-detect
    Set it by hand  /docker-config set PRODUCTION_PATH COMPOSE_PROJECT
    (exit 2)
    ");
    let said = world
        .says(&format!("/docker-config set {} shop", outside.display()))
        .await;
    assert_eq!(said.code, 3, "{said}");
    assert_snapshot!(world.says("/docker-config set /nowhere/at/all shop").await, @"
    /nowhere/at/all can't be used: No such file or directory (os error 2)

    Nothing was changed. Name an existing folder by its absolute path.
    (exit 2)
    ");
    assert_snapshot!(world.says("/docker-config auto-detect").await, @"
    shop: No Compose project is found that could be this codebase's

    A project is found once it has containers, runs from a folder under HAILER_ALLOWED_ROOTS, and no other codebase has it.

    Set it by hand  /docker-config set PRODUCTION_PATH COMPOSE_PROJECT
    (exit 5)
    ");
}

#[tokio::test]
async fn a_workspace_within_production_is_refused() {
    let world = World::running(WEB).await;
    world.write("production/inner/compose.yaml", WEB);
    let inner = world.path("production/inner");
    let files = world.files();
    world.says("/codebase remove shop").await;
    world.says("yes").await;
    for line in [
        format!("/codebase add shop --workspace {}", inner.display()),
        format!(
            "/docker-config set {} {}",
            world.path("production").display(),
            world.project()
        ),
    ] {
        let said = world.says(&line).await;
        assert_eq!(said.code, 0, "{said}");
    }
    assert_snapshot!(world.says("/docker-deploy").await, @"
    ROOT/production/inner can't be used: it and ROOT/production must not lie within each other

    Nothing was changed. Name an existing folder by its absolute path.
    (exit 2)
    ");
    assert_eq!(world.files(), files);
}

#[tokio::test]
async fn a_production_path_that_another_codebase_has_is_refused() {
    let world = World::running(WEB).await;
    world.says("/codebase add other").await;
    let production = world.path("production");
    let set = format!(
        "/docker-config set {} other --in other",
        production.display()
    );
    assert_snapshot!(world.says(&set).await, @"
    ROOT/production is the production path of codebase shop

    Nothing was changed. Choose another, or change that codebase first.

    List them  /codebase list
    (exit 2)
    ");
}

#[tokio::test]
async fn a_compose_project_that_another_codebase_has_is_refused() {
    let world = World::running(WEB).await;
    world.says("/codebase add other").await;
    let set = format!(
        "/docker-config set {} {} --in other",
        world.path("workspace").display(),
        world.project()
    );
    assert_snapshot!(world.says(&set).await, @"
    The Compose project PROJECT belongs to codebase shop

    Nothing was changed. Choose another, or change that codebase first.

    List them  /codebase list
    (exit 2)
    ");
    assert_snapshot!(world.says("/docker-config show --in other").await, @"
    No docker config is set for other yet

    Find its project  /docker-config auto-detect
    Set it by hand  /docker-config set PRODUCTION_PATH COMPOSE_PROJECT
    (exit 2)
    ");
    assert_snapshot!(world.says("/codebase add shop").await, @"
    There is a codebase shop already

    Nothing was changed. Choose another, or change that codebase first.

    List them  /codebase list
    (exit 2)
    ");
}
