//! A yes without a code is to what was shown before it was said.

use chrono::TimeDelta;

use super::refused;
use crate::domain::action::Action;
use crate::domain::confirmation::{ConfirmBy, NotRedeemed, Pending, Proposal, Which};
use crate::store::tests::on_both;
use crate::store::tests::world::{MINUTE, World, deploy_of_shop, name, team, wants};

/// The preview of a deploy of the other codebase, in the same chat.
async fn preview_of_blog(world: &World) -> Pending {
    let proposal = Proposal {
        codebase: name("blog"),
        ..deploy_of_shop(&world.alice().await)
    };
    let opened = world.store.open_confirmation(proposal, MINUTE).await;
    opened.unwrap()
}

#[tokio::test]
async fn a_yes_counts_for_no_plan_that_was_shown_after_it_was_said() {
    on_both(async |world| {
        let alice = world.alice().await;
        let said_at = world.store.now();
        // Another program on the same database hears of it.
        let other = world.second_program().await;
        let pending = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        assert!(pending.came_after(said_at));
        let which = Which::SaidAt(said_at);
        let why = refused(&world, &alice, &which).await;
        assert_eq!(why, NotRedeemed::NonePending);
        let found = other.pending_for(&alice, &team(), &which, None).await;
        assert_eq!(found.unwrap(), pending);

        let which = Which::SaidAt(pending.opened_at + TimeDelta::microseconds(1));
        let unconfirmed = wants(&alice, Action::Deploy);
        let redeemed = other.redeem(&unconfirmed, &which).await.unwrap();
        assert_eq!(redeemed.pending, pending);
    })
    .await;
}

#[tokio::test]
async fn what_is_judged_for_one_codebase_and_action_is_no_other_that_was_shown_later() {
    on_both(async |world| {
        world.add("blog").await;
        let alice = world.alice().await;
        let of_shop = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let of_blog = preview_of_blog(&world).await;
        let which = Which::SaidAt(world.store.now());
        let (shop, blog) = (name("shop"), name("blog"));
        for (about, meant) in [
            (None, Some(&of_blog)),
            (Some((&shop, Action::Deploy)), Some(&of_shop)),
            (Some((&blog, Action::Deploy)), Some(&of_blog)),
            (Some((&shop, Action::Restart)), None),
        ] {
            let here = team();
            let found = world.store.pending_for(&alice, &here, &which, about).await;
            assert_eq!(found.ok().as_ref(), meant, "{about:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_asked_for_more_since_is_asked_again_and_others_are_not_in_the_way() {
    on_both(async |world| {
        world.introduce().await;
        world.add("blog").await;
        let (alice, bob) = (world.alice().await, world.bob().await);
        let by_bob = world.preview(&bob, ConfirmBy::Another, MINUTE).await;
        let said_at = world.store.now();
        let carol = world.actor("telegram:3", "Carol").await;
        let person = world.store.add_person("Carol").await.unwrap();
        world.store.link(&carol.principal, &person).await.unwrap();
        world.preview(&carol, ConfirmBy::Another, MINUTE).await;
        let which = Which::SaidAt(said_at);
        let meant = world.store.pending_for(&alice, &team(), &which, None).await;
        assert_eq!(meant.unwrap(), by_bob);

        let own = preview_of_blog(&world).await;
        let meant = world.store.pending_for(&alice, &team(), &which, None).await;
        assert_eq!(meant.unwrap(), own);
        assert!(own.came_after(said_at));
    })
    .await;
}
