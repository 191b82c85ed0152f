//! What a yes is bound to: the person, the conversation, the plan, the time; and that it counts once.

use std::time::Duration;

use futures_util::future::join_all;
use hailer::domain::action::Action;
use hailer::domain::confirmation::{ConfirmBy, Proposal};
use hailer::domain::plan::PlanDigest;
use hailer::reply::Status;
use insta::assert_snapshot;

use crate::world::{WEB, World, on_both};

#[tokio::test]
async fn a_yes_from_another_place_or_person_does_not_count() {
    let world = World::running(WEB).await;
    for id in [7, 8] {
        world
            .says(&format!("/grant telegram:{id} operator shop"))
            .await;
    }
    let started = world.started("web");
    let (ada, bea) = (world.as_telegram(7), world.as_telegram(8));
    let preview = ada.says("/docker-restart").await;
    let confirm = format!("/confirm {}", preview.confirmation());
    assert_snapshot!(ada.clone().elsewhere("-100").says(&confirm).await, @"
    nothing waits for your confirmation here

    Give the command without yes: that shows what it would do and asks.
    (exit 5)
    ");
    assert_snapshot!(bea.clone().elsewhere("7").says(&confirm).await, @"
    this is not yours to confirm

    Nothing was changed. The one who asked can confirm it.
    (exit 3)
    ");
    assert_snapshot!(bea.clone().elsewhere("7").says("yes").await, @"
    this is not yours to confirm

    Nothing was changed. The one who asked can confirm it.
    (exit 3)
    ");
    assert_snapshot!(bea.says("yes").await, @"
    nothing waits for your confirmation here

    Give the command without yes: that shows what it would do and asks.
    (exit 5)
    ");
    assert_eq!(world.started("web"), started);

    let said = ada.says(&confirm).await;
    assert_eq!(said.status, Status::Done, "{said}");
    assert_ne!(world.started("web"), started);
}

#[tokio::test]
async fn a_no_ends_it() {
    let world = World::running(WEB).await;
    let preview = world.says("/docker-restart").await;
    assert_snapshot!(world.says("no").await, @"
    shop: Cancelled; nothing was changed
    (exit 0)
    ");
    let confirm = format!("/confirm {}", preview.confirmation());
    assert_snapshot!(world.says(&confirm).await, @"
    this was cancelled

    Nothing was changed. Give the command again for a new preview.
    (exit 5)
    ");
    assert_snapshot!(world.says("/cancel").await, @"
    this was cancelled

    Nothing was changed. Give the command again for a new preview.
    (exit 5)
    ");
}

#[tokio::test]
async fn a_newer_preview_takes_the_place_of_the_older() {
    let world = World::running(WEB).await;
    let started = world.started("web");
    let older = world.says("/docker-restart").await.confirmation();
    world.says("/docker-stop").await;
    assert_snapshot!(world.says(&format!("/confirm {older}")).await, @"
    a newer preview has replaced this one

    Nothing was changed. Answer the newer preview.
    (exit 5)
    ");
    assert_eq!(world.started("web"), started);
}

#[tokio::test]
async fn a_confirmation_that_has_expired_changes_nothing() {
    let said = on_both(WEB, async |world| {
        let started = world.started("web");
        let ada = world.at_the_terminal();
        let preview = ada.says("/docker-restart").await;
        let digest = preview.data["digest"].as_str().unwrap();
        let proposal = Proposal {
            requester: ada.actor.clone(),
            conversation: ada.conversation.clone(),
            action: Action::Restart,
            codebase: World::shop(),
            digest: PlanDigest::from_hex(digest).unwrap(),
            command: "/docker-restart --in shop".to_owned(),
            confirm_by: ConfirmBy::Requester,
            shown: None,
        };
        let life = Duration::from_micros(1);
        let pending = world.store().await.open_confirmation(proposal, life).await;
        // Reading the status takes longer than two programs' clocks on one store can be apart.
        ada.says("/docker-status").await;
        let late = ada
            .says(&format!("/confirm {}", pending.unwrap().code))
            .await;
        assert_eq!(world.started("web"), started);
        vec![late]
    })
    .await;
    assert_snapshot!(said, @"
    this confirmation expired at TIME

    Nothing was changed. Give the command again for a new preview.
    (exit 5)
    ");
}

#[tokio::test]
async fn where_another_must_confirm_the_same_person_cannot() {
    let said = on_both(WEB, async |world| {
        world.says("/docker-config set confirm_by another").await;
        let (ada, bea) = (world.as_telegram(7), world.as_telegram(8));
        let store = world.store().await;
        let mut known = Vec::new();
        for (speaker, name) in [(ada, "Ada"), (bea, "Bea")] {
            let person = store.add_person(name).await.unwrap();
            store.link(&speaker.actor.principal, &person).await.unwrap();
            world
                .says(&format!("/grant {} operator shop", speaker.actor.principal))
                .await;
            known.push(speaker.known_as(&person).elsewhere("-100"));
        }
        let started = world.started("web");
        let preview = known[0].says("/docker-restart").await;
        let own = known[0].says("yes").await;
        let at_the_terminal = world.says("/docker-restart").await;
        let unknown = world.says("yes").await;
        assert_eq!(at_the_terminal.status, Status::NeedsConfirmation);
        assert_eq!(world.started("web"), started);
        let confirm = format!("/confirm {}", preview.confirmation());
        let done = known[1].says(&confirm).await;
        assert_ne!(world.started("web"), started);
        vec![preview, own, unknown, done]
    })
    .await;
    assert_snapshot!(said, @"
    shop: would restart 1 service

    service  what happens  why  downtime
    web  restart  asked for  down while stopping (SPAN at most) and starting: it is the same container

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Another person must say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)

    a second person must confirm this

    Nothing was changed. This codebase has confirm_by set to another: someone else, whose identity is tied to a person, must say yes.
    (exit 3)

    a second person must confirm this

    Nothing was changed. This codebase has confirm_by set to another: someone else, whose identity is tied to a person, must say yes.
    (exit 3)

    shop: restarted and verified

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 0)
    ");
}

#[tokio::test]
async fn of_a_hundred_yeses_at_once_one_counts() {
    on_both(WEB, async |world| {
        let preview = world.says("/docker-restart").await;
        let confirm = format!("/confirm {}", preview.confirmation());
        let ada = world.at_the_terminal();
        let answers = join_all((0..100).map(|_| ada.says(&confirm))).await;
        let spent = "this was already confirmed by ada";
        let acted = answers
            .iter()
            .filter(|answer| !answer.text.starts_with(spent));
        let acted: Vec<_> = acted.map(ToString::to_string).collect();
        assert_eq!(acted.len(), 1, "{acted:?}");
        assert!(
            acted[0].starts_with("shop: restarted and verified"),
            "{acted:?}"
        );
        vec![]
    })
    .await;
}

#[tokio::test]
async fn a_yes_that_comes_a_second_time_was_denied_nothing() {
    let world = World::running(WEB).await;
    world.says("/docker-restart").await;
    let done = world.says("/docker-restart yes").await;
    assert_eq!(done.status, Status::Done, "{done}");
    let started = world.started("web");
    let again = world.says("/docker-restart yes").await;
    assert!(again.text.contains("already confirmed"), "{again}");
    assert_eq!(world.started("web"), started);
    let denied = world.says("/audit --denied").await;
    assert_eq!(denied.data.as_array().map(Vec::len), Some(0), "{denied}");
}

#[tokio::test]
async fn a_yes_with_nothing_shown_shows_the_plan_and_does_nothing() {
    let world = World::running(WEB).await;
    let started = world.started("web");
    let said = world.says("/docker-restart yes").await;
    assert_eq!(said.status, Status::NeedsConfirmation, "{said}");
    assert_eq!(world.started("web"), started);
}
