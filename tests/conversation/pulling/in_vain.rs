//! Registries that are down, silent or wrong.

use insta::assert_snapshot;

use super::{Before, runs};
use crate::world::{Illness, PASSWORD, Registry, Said, Unwell, WEB, World, image_id};

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
