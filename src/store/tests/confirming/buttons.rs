use crate::domain::action::Action;
use crate::domain::actor::{Actor, Conversation, Platform};
use crate::domain::confirmation::{ConfirmBy, NotRedeemed, Pending, Which};
use crate::domain::policy::{Decision, Facts, Unconfirmed, decide};
use crate::store::ConfirmationError;
use crate::store::tests::on_both;
use crate::store::tests::world::{AT_ONCE, MINUTE, World, facts, team, wants};

/// Alice's own chat, where the preview of the team's chat is shown too.
fn private() -> Conversation {
    Conversation::new(Platform::Telegram, "1")
}

fn wants_in(place: Conversation, who: &Actor) -> Unconfirmed {
    let facts = Facts {
        conversation: place,
        ..facts(who, Action::Deploy)
    };
    match decide(facts) {
        Decision::NeedsConfirmation(unconfirmed) => unconfirmed,
        other => panic!("{other:?}"),
    }
}

async fn button(world: &World, pending: &Pending, place: &Conversation) -> Which {
    let made = world.store.make_button(&pending.code, place).await.unwrap();
    Which::Button(made.unwrap())
}

/// What the button of the team sends that was shown there at last.
async fn shown(world: &World, pending: &Pending, at: (&Conversation, &str)) -> String {
    let Which::Button(nonce) = button(world, pending, &team()).await else {
        panic!("a button");
    };
    world.store.button_shown(&nonce, at).await.unwrap();
    nonce
}

async fn refused(world: &World, who: &Actor, place: Conversation, which: &Which) -> NotRedeemed {
    let answer = world.store.redeem(&wants_in(place, who), which).await;
    match answer.unwrap_err() {
        ConfirmationError::NotRedeemed(why) => why,
        ConfirmationError::Store(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_preview_in_two_places_has_a_button_in_each_and_is_spent_once() {
    on_both(async |world| {
        let alice = world.alice().await;
        let pending = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let here = button(&world, &pending, &team()).await;
        let there = button(&world, &pending, &private()).await;
        assert_ne!(here, there);
        let swapped = refused(&world, &alice, private(), &here).await;
        assert_eq!(swapped, NotRedeemed::NonePending);
        let unconfirmed = wants_in(private(), &alice);
        let seen = world
            .store
            .pending_for(&alice, &private(), &there, None)
            .await;
        assert_eq!(seen.unwrap(), pending);
        let redeemed = world.store.redeem(&unconfirmed, &there).await.unwrap();
        assert_eq!(redeemed.pending, pending);
        let spent = refused(&world, &alice, team(), &here).await;
        assert!(
            matches!(&spent, NotRedeemed::AlreadyRedeemed { by, .. } if by == "Alice"),
            "{spent:?}"
        );
        unconfirmed.confirmed(redeemed).unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_button_means_its_own_preview_whatever_was_shown_later() {
    on_both(async |world| {
        let (alice, bob) = (world.alice().await, world.bob().await);
        let of_alice = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let first = button(&world, &of_alice, &team()).await;
        let of_bob = world.preview(&bob, ConfirmBy::Requester, MINUTE).await;
        let of_bob = button(&world, &of_bob, &team()).await;
        let not_hers = refused(&world, &alice, team(), &of_bob).await;
        assert_eq!(not_hers, NotRedeemed::NotYours);
        let newer = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let replaced = refused(&world, &alice, team(), &first).await;
        assert_eq!(replaced, NotRedeemed::Superseded);
        assert_eq!(
            world
                .store
                .make_button(&of_alice.code, &team())
                .await
                .unwrap(),
            None
        );
        let newer = button(&world, &newer, &team()).await;
        let wanted = wants(&alice, Action::Deploy);
        world.store.redeem(&wanted, &newer).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_button_that_has_expired_says_so_in_every_place() {
    on_both(async |world| {
        let alice = world.alice().await;
        let pending = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let there = button(&world, &pending, &private()).await;
        let past =
            crate::store::database::sql("UPDATE confirmations SET opened_at = $1, expires_at = $2")
                .bind(pending.expires_at - chrono::TimeDelta::days(2))
                .bind(pending.expires_at - chrono::TimeDelta::days(1));
        world.store.database.execute(past).await.unwrap();
        let late = refused(&world, &alice, private(), &there).await;
        assert!(matches!(late, NotRedeemed::Expired { .. }), "{late:?}");
        let gone = world.preview(&alice, ConfirmBy::Requester, AT_ONCE).await;
        let none = world.store.make_button(&gone.code, &team()).await;
        assert_eq!(none.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_no_by_a_button_ends_the_one_that_it_is_for() {
    on_both(async |world| {
        let (alice, bob) = (world.alice().await, world.bob().await);
        let pending = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let here = button(&world, &pending, &team()).await;
        let cancel = async |who: &Actor| {
            let store = &world.store;
            store.cancel_confirmation(who, &team(), &here).await
        };
        let not_his = cancel(&bob).await.unwrap_err();
        let expected = ConfirmationError::NotRedeemed(NotRedeemed::NotYours);
        assert_eq!(not_his, expected);
        assert_eq!(cancel(&alice).await.unwrap(), pending);
        let ended = refused(&world, &alice, team(), &here).await;
        assert_eq!(ended, NotRedeemed::Cancelled);
    })
    .await;
}

#[tokio::test]
async fn a_button_that_had_to_be_shown_elsewhere_is_a_button_there() {
    on_both(async |world| {
        let store = &world.store;
        let alice = world.alice().await;
        let pending = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let nonce = shown(&world, &pending, (&private(), "7")).await;
        let here = Which::Button(nonce);
        let gone = refused(&world, &alice, team(), &here).await;
        assert_eq!(gone, NotRedeemed::NonePending);
        let wanted = wants_in(private(), &alice);
        store.redeem(&wanted, &here).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_button_is_found_by_its_message_and_by_nothing_that_was_made_up() {
    on_both(async |world| {
        let store = &world.store;
        let alice = world.alice().await;
        let pending = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let nonce = shown(&world, &pending, (&team(), "512")).await;
        let under = store.button_under(&team(), "512").await.unwrap();
        assert_eq!(under.as_deref(), Some(nonce.as_str()));
        assert_eq!(store.button_under(&private(), "512").await.unwrap(), None);
        let behind = store.behind_button(&nonce, &team()).await.unwrap();
        assert_eq!(behind, Some(pending));
        assert_eq!(store.behind_button(&nonce, &private()).await.unwrap(), None);
        let made_up = "0".repeat(26);
        assert_eq!(store.behind_button(&made_up, &team()).await.unwrap(), None);
        let forged = refused(&world, &alice, team(), &Which::Button(made_up)).await;
        assert_eq!(forged, NotRedeemed::NonePending);
    })
    .await;
}
