use std::time::Duration;

use chrono::TimeDelta;

use crate::store::HoldError;
use crate::store::tests::on_both;
use crate::store::tests::world::{AT_ONCE, MINUTE, name};

#[tokio::test]
async fn a_hold_lasts_until_it_ends_by_itself() {
    on_both(async |world| {
        let store = &world.store;
        world.introduce().await;
        let alice = world.alice().await;
        let shop = name("shop");
        let hold = store
            .hold(&shop, &alice, Some("sale today"), MINUTE)
            .await
            .unwrap();
        assert_eq!(hold.until - hold.since, TimeDelta::minutes(1));
        assert_eq!(hold.reason.as_deref(), Some("sale today"));
        assert_eq!(hold.holder, alice);
        assert_eq!(store.hold_of(&shop).await.unwrap(), Some(hold));

        world.add("blog").await;
        store
            .hold(&name("blog"), &alice, None, AT_ONCE)
            .await
            .unwrap();
        assert_eq!(store.hold_of(&name("blog")).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn anothers_hold_stays_and_is_named() {
    on_both(async |world| {
        let store = &world.store;
        let (alice, bob) = (world.alice().await, world.bob().await);
        let shop = name("shop");
        store.hold(&shop, &alice, None, MINUTE).await.unwrap();
        let HoldError::Held(found) = store.hold(&shop, &bob, None, MINUTE).await.unwrap_err()
        else {
            panic!("Bob should be told of Alice's hold");
        };
        assert_eq!(found.holder.display_name, "Alice");
        assert!(!store.unhold(&shop, &bob.principal).await.unwrap());

        let longer = store
            .hold(&shop, &alice, None, Duration::from_hours(2))
            .await
            .unwrap();
        assert_eq!(longer.until - longer.since, TimeDelta::hours(2));
        assert!(store.unhold(&shop, &alice.principal).await.unwrap());
        assert_eq!(store.hold_of(&shop).await.unwrap(), None);
        store.hold(&shop, &bob, None, MINUTE).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn only_a_codebase_that_is_there_can_be_held() {
    on_both(async |world| {
        let alice = world.alice().await;
        let error = world
            .store
            .hold(&name("other"), &alice, None, MINUTE)
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "there is no codebase other");
    })
    .await;
}
