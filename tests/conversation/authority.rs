//! Who may do what: nobody by default, and every no is on record.

use hailer::reply::Status;
use insta::assert_snapshot;
use serde_json::Value;

use crate::world::{WEB, World, on_both};

#[tokio::test]
async fn a_stranger_gets_nothing_and_the_attempt_is_on_record() {
    let said = on_both(WEB, async |world| {
        let before = world.containers();
        let stranger = world.as_telegram(7);
        let mut said = Vec::new();
        for line in ["/docker-status", "/docker-restart --in shop", "/whoami"] {
            said.push(stranger.says(line).await);
        }
        for line in [
            "/docker-logs --in shop",
            "/docker-deploy --in shop yes",
            "/docker-config show --in shop",
            "/codebase list",
            "/codebase show --in shop",
            "/codebase add other",
            "/grant telegram:7 admin *",
            "/audit",
        ] {
            let denied = stranger.says(line).await;
            assert_eq!(denied.status, Status::Denied, "{line}: {denied}");
            assert!(!denied.text.contains(world.project()), "{denied}");
        }
        assert_eq!(world.containers(), before);
        let audit = world.says("/audit --denied").await;
        let entries = audit.data.as_array().unwrap();
        let of_stranger = |entry: &&Value| entry["actor"]["principal"] == "telegram:7";
        assert_eq!(entries.iter().filter(of_stranger).count(), 10, "{audit}");
        said
    })
    .await;
    assert_snapshot!(said, @"
    telegram:7 has no role on any codebase

    An administrator can change that: /grant telegram:7 viewer *
    (exit 3)

    telegram:7 has no role on shop

    An administrator can change that: /grant telegram:7 viewer shop
    (exit 3)

    You are 7, and have no role here

    An administrator gives you one: /grant telegram:7 viewer CODEBASE

    identity  telegram:7
    (exit 0)
    ");
}

#[tokio::test]
async fn a_codebase_that_does_not_exist_looks_to_a_stranger_like_one_that_does() {
    let world = World::running(WEB).await;
    let stranger = world.as_telegram(7);
    for line in [
        "/docker-status",
        "/docker-logs",
        "/docker-restart",
        "/docker-deploy",
        "/docker-config show",
    ] {
        let real = stranger.says(&format!("{line} --in shop")).await;
        let made_up = stranger.says(&format!("{line} --in ship")).await;
        assert_eq!(real.text.replace("shop", "ship"), made_up.text);
        assert_eq!(real.data, made_up.data);
    }
}

#[tokio::test]
async fn a_role_holds_those_below_it_and_none_above() {
    let world = World::running(WEB).await;
    let bea = world.as_telegram(8);
    assert_snapshot!(world.says("/grant telegram:8 viewer shop").await, @"
    telegram:8 is viewer on shop
    (exit 0)
    ");
    assert_eq!(bea.says("/docker-status").await.status, Status::Done);
    assert_snapshot!(bea.says("/docker-restart").await, @"
    telegram:8 is viewer on shop; to restart takes operator

    An administrator can change that: /grant telegram:8 operator shop
    (exit 3)
    ");

    world.says("/grant telegram:8 operator shop").await;
    assert_snapshot!(bea.says("/whoami").await, @"
    You are 8

    identity  telegram:8
    on shop  operator
    (exit 0)
    ");
    assert_eq!(
        bea.says("/docker-restart").await.status,
        Status::NeedsConfirmation
    );
    assert_snapshot!(bea.says("/docker-deploy").await, @"
    telegram:8 is operator on shop; to deploy takes deployer

    An administrator can change that: /grant telegram:8 deployer shop
    (exit 3)
    ");

    world.says("/grant telegram:8 deployer shop").await;
    world.write("workspace/new.txt", "new");
    assert_eq!(
        bea.says("/docker-deploy").await.status,
        Status::NeedsConfirmation
    );
    assert_snapshot!(bea.says("/docker-config set stability_window 2s").await, @"
    telegram:8 is deployer on shop; to change the configuration takes admin

    An administrator can change that: /grant telegram:8 admin shop
    (exit 3)
    ");

    assert_snapshot!(world.says("/revoke telegram:8 shop").await, @"
    telegram:8 has no role on shop any more
    (exit 0)
    ");
    assert_eq!(
        bea.says("yes").await.status,
        Status::Denied,
        "a yes is judged by the role of now"
    );
    assert_eq!(bea.says("/docker-status").await.status, Status::Denied);
    assert_snapshot!(world.says("/revoke telegram:8 shop").await, @"
    telegram:8 had no role on shop; nothing was changed
    (exit 2)
    ");
    assert!(!world.path("production/new.txt").exists());
}

#[tokio::test]
async fn the_audit_tells_denials_with_who_what_and_why() {
    let world = World::running(WEB).await;
    world.as_telegram(7).says("/docker-stop --in shop").await;
    assert_snapshot!(world.says("/audit --denied").await, @"
    The only entry

    when  who  what  codebase  verdict  why
    SPAN (TIME)  telegram:7  stop  shop  denied  telegram:7 has no role on shop
    (exit 0)
    ");
}

#[tokio::test]
async fn a_grant_on_a_codebase_that_is_not_there_is_refused() {
    let world = World::empty().await;
    assert_snapshot!(world.says("/grant telegram:8 viewer shop").await, @"
    There is no codebase shop

    List them  /codebase list
    (exit 2)
    ");
    assert_snapshot!(world.says("/grant telegram:8 viewer").await, @"
    It isn't clear on which codebase: name one, or * for all
    (exit 2)
    ");
    assert_snapshot!(world.says("/grant telegram:bea viewer *").await, @r#"
    "telegram:bea" is not a person's identity

        /grant telegram:bea viewer *
               ^^^^^^^^^^^^

    Expected telegram:<numeric id>, github:<numeric id>, console:<login> or @login.

    Did you mean  /grant @bea viewer *
    (exit 2)
    "#);
}
