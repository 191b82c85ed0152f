//! Whose yes counts.

use super::refused;
use crate::domain::action::Action;
use crate::domain::confirmation::{ConfirmBy, NotRedeemed, Proposal, Which};
use crate::store::tests::on_both;
use crate::store::tests::world::{MINUTE, deploy_of_shop, name, team, wants};

#[tokio::test]
async fn previews_of_other_people_and_codebases_wait_side_by_side() {
    on_both(async |world| {
        world.add("blog").await;
        let (alice, bob) = (world.alice().await, world.bob().await);
        let shop = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        world.preview(&bob, ConfirmBy::Requester, MINUTE).await;
        let blog = Proposal {
            codebase: name("blog"),
            ..deploy_of_shop(&alice)
        };
        world.store.open_confirmation(blog, MINUTE).await.unwrap();
        let redeemed = world
            .store
            .redeem(&wants(&alice, Action::Deploy), &Which::Latest)
            .await
            .unwrap();
        assert_eq!(redeemed.pending, shop);
    })
    .await;
}

#[tokio::test]
async fn a_yes_of_someone_else_does_not_count() {
    on_both(async |world| {
        let (alice, bob) = (world.alice().await, world.bob().await);
        let pending = world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        assert_eq!(
            refused(&world, &bob, &Which::Latest).await,
            NotRedeemed::NotYours
        );
        let by_code = Which::Code(pending.code);
        assert_eq!(refused(&world, &bob, &by_code).await, NotRedeemed::NotYours);
        let seen = world.store.pending_for(&bob, &team(), &by_code, None).await;
        assert_eq!(seen.unwrap_err(), NotRedeemed::NotYours.into());
    })
    .await;
}

#[tokio::test]
async fn the_same_person_may_confirm_from_another_identity() {
    on_both(async |world| {
        world.introduce().await;
        let alice = world.alice().await;
        world.preview(&alice, ConfirmBy::Requester, MINUTE).await;
        let on_github = world.actor("github:1", "alice").await;
        let unconfirmed = wants(&on_github, Action::Deploy);
        let redeemed = world
            .store
            .redeem(&unconfirmed, &Which::Latest)
            .await
            .unwrap();
        assert!(unconfirmed.confirmed(redeemed).is_ok());
    })
    .await;
}

#[tokio::test]
async fn where_another_must_confirm_it_takes_a_second_known_person() {
    on_both(async |world| {
        let alice = world.alice().await;
        world.preview(&alice, ConfirmBy::Another, MINUTE).await;
        let bob = world.bob().await;
        let unknown = refused(&world, &bob, &Which::Latest).await;
        assert_eq!(
            unknown,
            NotRedeemed::NeedsAnother,
            "two strangers may be one person"
        );

        world.introduce().await;
        for own in ["telegram:1", "github:1"] {
            let alice = world.actor(own, "Alice").await;
            let why = refused(&world, &alice, &Which::Latest).await;
            assert_eq!(why, NotRedeemed::NeedsAnother);
        }
        let carol = world.actor("telegram:3", "Carol").await;
        assert_eq!(
            refused(&world, &carol, &Which::Latest).await,
            NotRedeemed::NeedsAnother
        );

        let bob = world.bob().await;
        let unconfirmed = wants(&bob, Action::Deploy);
        let redeemed = world
            .store
            .redeem(&unconfirmed, &Which::Latest)
            .await
            .unwrap();
        let approved = unconfirmed.confirmed(redeemed).unwrap();
        assert_eq!(approved.actor(), &bob);
    })
    .await;
}
