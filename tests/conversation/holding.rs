//! Somebody keeps the project as it is: who is kept from what, who is told, and how it ends.

use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::{Speaker, WEB, World, on_both};

/// Bea, with a role on the shop.
async fn bea<'a>(world: &'a World, role: &str) -> Speaker<'a> {
    world.says(&format!("/grant telegram:8 {role} shop")).await;
    world.as_telegram(8)
}

#[tokio::test]
async fn a_held_project_refuses_an_operator_and_says_who_holds_it_why_and_until_when() {
    let said = on_both(WEB, async |world| {
        let bea = bea(world, "operator").await;
        let held = world.says("/docker-lock sale today --for 2h").await;
        let started = world.started("web");
        let refused = bea.says("/docker-restart").await;
        assert_eq!(world.started("web"), started);
        let status = bea.says("/docker-status").await;
        assert_eq!(status.data["hold"]["reason"], "sale today");
        let unlocks = bea.says("/docker-unlock").await;
        let locks = bea.says("/docker-lock mine").await;
        let released = world.says("/docker-unlock").await;
        assert_eq!(
            bea.says("/docker-restart").await.status,
            Status::NeedsConfirmation
        );
        vec![held, refused, status, unlocks, locks, released]
    })
    .await;
    assert_snapshot!(said, @"
    shop: held as it is

    held by  ada, ends in SPAN (TIME): sale today

    Operators can't start, stop or restart it. A deployer who goes over the hold is told of it first.

    Release it  /docker-unlock
    (exit 0)

    ada holds shop until TIME: sale today

    A deployer can go over it. ada or an administrator can end it with /docker-unlock; it also ends by itself.

    Status  /docker-status
    (exit 3)

    shop: 1 of 1 running, healthy

    service  state  uptime  restarts  ports  image
    web  ● healthy  SPAN  0  –  IMAGE

    held by  ada, ends in SPAN (TIME): sale today
    (exit 0)

    telegram:8 is operator on shop; to release another's hold takes admin

    An administrator can change that: /grant telegram:8 admin shop
    (exit 3)

    shop: ada holds it already

    held by  ada, ends in SPAN (TIME): sale today

    Nothing was changed. That hold ends by itself, or by its holder or an administrator with /docker-unlock.
    (exit 3)

    shop: the hold of ada is released
    (exit 0)
    ");
}

#[tokio::test]
async fn a_deployer_goes_over_a_hold_that_the_preview_named_and_the_answer_announces_it() {
    let world = World::running(WEB).await;
    let bea = bea(&world, "deployer").await;
    world.says("/docker-lock sale today --for 2h").await;
    let preview = bea.says("/docker-restart").await;
    assert!(
        preview.text.contains("held by  ada, ends in 2 h"),
        "{preview}"
    );
    assert_snapshot!(bea.says("yes").await, @"
    shop: restarted and verified

    operation  OPERATION
    took  SPAN

    This went over the hold of ada (sale today).

    Status  /docker-status
    (exit 0)
    ");
    let audit = world.says("/audit").await;
    assert!(audit.text.contains("over the hold of ada"), "{audit}");
}

#[tokio::test]
async fn a_hold_that_came_after_the_preview_refuses_the_yes() {
    let said = on_both(WEB, async |world| {
        let started = world.started("web");
        let bea = bea(world, "deployer").await;
        bea.says("/docker-restart").await;
        world.says("/docker-lock --for 2h").await;
        let refused = bea.says("yes").await;
        assert_eq!(world.started("web"), started);
        let again = bea.says("yes").await;
        assert_eq!(world.started("web"), started);
        bea.says("/docker-restart").await;
        let done = bea.says("yes").await;
        assert_ne!(world.started("web"), started);
        vec![refused, again, done]
    })
    .await;
    assert_snapshot!(said, @"
    ada holds shop until TIME: no reason given

    The hold came after the preview, so nothing was changed. A new preview names it, and a yes to that goes over it.
    (exit 3)

    this was already confirmed by 8 at TIME

    It is carried out once; this yes changed nothing.
    (exit 5)

    shop: restarted and verified

    operation  OPERATION
    took  SPAN

    This went over the hold of ada.

    Status  /docker-status
    (exit 0)
    ");
}

#[tokio::test]
async fn the_holder_goes_on_and_an_administrator_ends_anothers_hold() {
    let world = World::running(WEB).await;
    let bea = bea(&world, "operator").await;
    assert_snapshot!(bea.says("/docker-unlock").await, @"
    shop: nobody holds it
    (exit 2)
    ");
    let held = bea.says("/docker-lock").await;
    assert_eq!(held.data["reason"], serde_json::Value::Null, "{held}");
    assert_eq!(
        bea.says("/docker-restart").await.status,
        Status::NeedsConfirmation
    );
    assert_eq!(bea.says("yes").await.status, Status::Done);
    assert_snapshot!(world.says("/docker-unlock").await, @"
    shop: the hold of 8 is released
    (exit 0)
    ");
    let audit = world.says("/audit").await;
    assert!(audit.text.contains("release another's hold"), "{audit}");
    bea.says("/docker-lock --for 1h").await;
    assert_eq!(bea.says("/docker-unlock").await.status, Status::Done);
}
