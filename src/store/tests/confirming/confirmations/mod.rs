mod said;
mod who;

use chrono::TimeDelta;

use crate::domain::action::Action;
use crate::domain::actor::{Conversation, Platform};
use crate::domain::confirmation::{ConfirmBy, NotRedeemed, Which};
use crate::domain::journal::OperationState;
use crate::domain::policy::{Decision, Facts, decide};
use crate::store::ConfirmationError;
use crate::store::tests::on_both;
use crate::store::tests::world::{AT_ONCE, MINUTE, World, facts, name, team, wants};

const OPERATIONS: &str = "SELECT COUNT(*) FROM operations";

async fn refused(world: &World, who: &crate::domain::actor::Actor, which: &Which) -> NotRedeemed {
    let before = world.count(OPERATIONS).await;
    let answer = world.store.redeem(&wants(who, Action::Deploy), which).await;
    assert_eq!(
        world.count(OPERATIONS).await,
        before,
        "a refused yes queued an operation"
    );
    match answer.unwrap_err() {
        ConfirmationError::NotRedeemed(why) => why,
        ConfirmationError::Store(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_yes_spends_the_confirmation_and_queues_the_operation_that_was_shown() {
    on_both(async |world| {
        let alice = world.alice().await;
        let pending = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let shown = world
            .store
            .pending_for(&alice, &team(), &Which::Latest, None)
            .await
            .unwrap();
        assert_eq!(shown, pending);

        let unconfirmed = wants(&alice, Action::Deploy);
        let which = Which::Code(pending.code.to_lowercase());
        let redeemed = world.store.redeem(&unconfirmed, &which).await.unwrap();
        assert_eq!(redeemed.pending, pending);
        assert_eq!(redeemed.confirmed_by, alice);
        let approved = unconfirmed.confirmed(redeemed.clone()).unwrap();
        assert_eq!(approved.digest(), Some(pending.digest));

        let queued = world
            .store
            .operation(&redeemed.operation)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(queued.state, OperationState::Queued);
        assert_eq!(queued.codebase, name("shop"));
        assert_eq!(queued.action, Action::Deploy);
        assert_eq!(queued.actor, alice);
        assert_eq!(queued.conversation, team());
        assert_eq!(queued.command, Some(pending.command));
        assert_eq!(queued.digest, Some(pending.digest));
        let recent = world
            .store
            .recent_operations(&name("shop"), 5)
            .await
            .unwrap();
        assert_eq!(recent, [queued]);
    })
    .await;
}

#[tokio::test]
async fn a_second_yes_changes_nothing_and_is_told_of_the_first() {
    on_both(async |world| {
        let alice = world.alice().await;
        world.approved_deploy().await;
        let why = refused(&world, &alice, &Which::Latest).await;
        let NotRedeemed::AlreadyRedeemed { by, at } = why else {
            panic!("{why:?}");
        };
        assert_eq!(by, "Alice");
        assert!(world.store.now() - at < TimeDelta::minutes(1));
    })
    .await;
}

#[tokio::test]
async fn a_yes_without_a_preview_confirms_nothing() {
    on_both(async |world| {
        let alice = world.alice().await;
        let latest = refused(&world, &alice, &Which::Latest).await;
        assert_eq!(latest, NotRedeemed::NonePending);
        let code = Which::Code("ABC123".to_owned());
        assert_eq!(
            refused(&world, &alice, &code).await,
            NotRedeemed::NonePending
        );
    })
    .await;
}

#[tokio::test]
async fn a_yes_after_its_time_is_told_when_that_was() {
    on_both(async |world| {
        let alice = world.alice().await;
        let pending = world.preview(&alice, ConfirmBy::Requester, AT_ONCE).await;
        let expired = NotRedeemed::Expired {
            at: pending.expires_at,
        };
        let by_code = Which::Code(pending.code);
        assert_eq!(refused(&world, &alice, &by_code).await, expired);
        assert_eq!(refused(&world, &alice, &Which::Latest).await, expired);
        let left = "SELECT COUNT(*) FROM confirmations WHERE state = 'pending'";
        assert_eq!(world.count(left).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_newer_preview_takes_the_place_of_an_older_one() {
    on_both(async |world| {
        let alice = world.alice().await;
        let older = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let newer = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let old = Which::Code(older.code);
        assert_eq!(refused(&world, &alice, &old).await, NotRedeemed::Superseded);
        let redeemed = world
            .store
            .redeem(&wants(&alice, Action::Deploy), &Which::Latest)
            .await
            .unwrap();
        assert_eq!(redeemed.pending.code, newer.code);
    })
    .await;
}

#[tokio::test]
async fn a_yes_counts_only_where_the_preview_was_shown_and_for_what_it_showed() {
    on_both(async |world| {
        world.add("blog").await;
        let alice = world.alice().await;
        let pending = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let by_code = Which::Code(pending.code);
        let elsewhere = Facts {
            conversation: Conversation::new(Platform::Telegram, "1"),
            ..facts(&alice, Action::Deploy)
        };
        let other_codebase = Facts {
            codebase: Some(name("blog")),
            ..facts(&alice, Action::Deploy)
        };
        for other in [elsewhere, other_codebase, facts(&alice, Action::Restart)] {
            let Decision::NeedsConfirmation(unconfirmed) = decide(other) else {
                panic!("a deploy and a restart need a yes");
            };
            let answer = world.store.redeem(&unconfirmed, &by_code).await;
            assert_eq!(answer.unwrap_err(), NotRedeemed::NonePending.into());
        }
        assert_eq!(world.count(OPERATIONS).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_no_ends_it_and_only_those_concerned_can_say_it() {
    on_both(async |world| {
        world.introduce().await;
        let (alice, bob) = (world.alice().await, world.bob().await);
        let pending = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let no = world
            .store
            .cancel_confirmation(&bob, &team(), &Which::Latest)
            .await;
        assert_eq!(no.unwrap_err(), NotRedeemed::NotYours.into());
        let on_github = world.actor("github:1", "alice").await;
        let no = world
            .store
            .cancel_confirmation(&on_github, &team(), &Which::Latest)
            .await;
        assert_eq!(no.unwrap(), pending);
        assert_eq!(
            refused(&world, &alice, &Which::Latest).await,
            NotRedeemed::Cancelled
        );

        world.preview(&alice, ConfirmBy::Another, MINUTE).await;
        let no = world
            .store
            .cancel_confirmation(&bob, &team(), &Which::Latest)
            .await;
        assert!(no.is_ok(), "{no:?}");
    })
    .await;
}

#[tokio::test]
async fn what_ended_long_ago_is_not_spoken_of() {
    on_both(async |world| {
        let alice = world.alice().await;
        world.approved_deploy().await;
        let earlier =
            crate::store::database::sql("UPDATE confirmations SET opened_at = $1, expires_at = $2")
                .bind(world.store.now() - TimeDelta::hours(3))
                .bind(world.store.now() - TimeDelta::hours(2));
        world.store.database.execute(earlier).await.unwrap();
        assert_eq!(
            refused(&world, &alice, &Which::Latest).await,
            NotRedeemed::NonePending
        );
    })
    .await;
}
