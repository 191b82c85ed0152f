//! Buttons: a press is judged by who presses, where, and when; the button only says which plan is meant.

use futures_util::future::join_all;
use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::{WEB, World, on_both};

#[tokio::test]
async fn a_press_by_another_is_not_theirs_to_confirm_and_is_on_record() {
    let said = on_both(WEB, async |world| {
        for id in [7, 8] {
            let grant = format!("/grant telegram:{id} operator shop");
            world.says(&grant).await;
        }
        let started = world.started("web");
        let (ada, bea) = (world.as_telegram(7), world.as_telegram(8));
        let (ada, bea) = (ada.in_group("-100"), bea.in_group("-100"));
        world.allow(&ada.conversation).await;
        let preview = ada.says("/docker-restart").await;
        let button = ada.button(&preview).await;
        let by_bea = bea.presses(&button, true).await;
        let no_by_bea = bea.presses(&button, false).await;
        let stranger = world.as_telegram(9).in_group("-100");
        let by_stranger = stranger.presses(&button, true).await;
        assert_eq!(by_stranger.text, by_bea.text);
        let forged = ada.presses("0123456789abcdefghjkmnpqrs", true).await;
        let elsewhere = world.as_telegram(7).presses(&button, true).await;
        assert_eq!(elsewhere.text, forged.text);
        assert_eq!(world.started("web"), started);
        let audit = world.says("/audit --denied").await;
        let denied = audit.data.as_array().unwrap();
        let of = |action: &str| {
            denied
                .iter()
                .filter(|entry| entry["action"] == action)
                .count()
        };
        assert_eq!((of("restart"), of("answer")), (3, 2), "{audit}");
        assert_eq!(denied.len(), 5, "{audit}");

        let done = ada.presses(&button, true).await;
        assert_ne!(world.started("web"), started);
        let again = ada.presses(&button, true).await;
        vec![by_bea, no_by_bea, forged, done, again]
    })
    .await;
    assert_snapshot!(said, @"
    this is not yours to confirm

    Nothing was changed. The one who asked can confirm it.
    (exit 3)

    this is not yours to confirm

    Nothing was changed. The one who asked can confirm it.
    (exit 3)

    This button means nothing here

    Give the command again for a new preview.
    (exit 3)

    shop: restarted and verified

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 0)

    this was already confirmed by 7 at TIME

    It is carried out once; this yes changed nothing.
    (exit 5)
    ");
}

#[tokio::test]
async fn a_button_in_another_place_confirms_the_same_plan_and_a_no_ends_it() {
    let world = World::running(WEB).await;
    world.says("/grant telegram:7 operator shop").await;
    let group = world.as_telegram(7).in_group("-100");
    let private = world.as_telegram(7);
    world.allow(&group.conversation).await;
    let started = world.started("web");
    let preview = group.says("/docker-restart").await;
    let no = private.button(&preview).await;
    let declined = private.presses(&no, false).await;
    assert_eq!(declined.text.trim(), "shop: Cancelled; nothing was changed");
    let late = group.presses(&no, true).await;
    assert_eq!(late.status, Status::Denied, "{late}");
    assert_eq!(world.started("web"), started);

    let preview = group.says("/docker-restart").await;
    let (here, there) = (group.button(&preview).await, private.button(&preview).await);
    let done = private.presses(&there, true).await;
    assert_eq!(done.status, Status::Done, "{done}");
    let spent = group.presses(&here, true).await;
    assert!(
        spent.text.starts_with("this was already confirmed"),
        "{spent}"
    );
}

#[tokio::test]
async fn whoever_has_lost_the_role_presses_in_vain() {
    let world = World::running(WEB).await;
    world.says("/grant telegram:7 operator shop").await;
    let ada = world.as_telegram(7);
    let preview = ada.says("/docker-restart").await;
    let button = ada.button(&preview).await;
    world.says("/revoke telegram:7 shop").await;
    let started = world.started("web");
    let said = ada.presses(&button, true).await;
    assert_eq!(said.status, Status::Denied, "{said}");
    assert_eq!(world.started("web"), started);
}

#[tokio::test]
async fn of_many_presses_at_once_one_counts() {
    let world = World::running(WEB).await;
    world.says("/grant telegram:7 operator shop").await;
    let ada = world.as_telegram(7);
    let preview = ada.says("/docker-restart").await;
    let button = ada.button(&preview).await;
    let answers = join_all((0..20).map(|_| ada.presses(&button, true))).await;
    let done = answers.iter().filter(|said| said.status == Status::Done);
    assert_eq!(done.count(), 1);
    let spent = answers
        .iter()
        .filter(|said| said.text.starts_with("this was already confirmed by 7"));
    assert_eq!(spent.count(), 19);
}
