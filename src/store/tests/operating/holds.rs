use std::time::Duration;

use chrono::TimeDelta;

use crate::domain::actor::Conversation;
use crate::store::HoldError;
use crate::store::outbox::Letter;
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

#[tokio::test]
async fn a_hold_for_a_pull_request_ends_with_it_and_gives_way_to_the_next() {
    on_both(async |world| {
        let store = &world.store;
        let lease = world.running_deploy().await;
        let shop = name("shop");
        let pull = |number| Conversation::of_thread(&"acme/Shop".parse().unwrap(), number);
        let hold = async |number| {
            let held = (&shop, lease.operation());
            store
                .hold_for_pull(held, &pull(number), MINUTE)
                .await
                .unwrap();
            store.hold_of(&shop).await.unwrap().unwrap()
        };
        let first = hold(6).await;
        assert_eq!(first.holder.display_name, "Alice");
        assert_eq!(first.thread, Some(pull(6)));
        assert_eq!(hold(6).await, first, "it is held since then");
        assert_eq!(hold(7).await.thread, Some(pull(7)));
        let outbox = world.outbox();
        let letter = Letter {
            conversation: "telegram:-100".parse().unwrap(),
            tells: vec![],
            says_more: false,
            body: "it is over".into(),
        };
        let release = async |number| {
            let over = (&shop, &pull(number));
            outbox.release(over.0, over.1, Some(&letter)).await.unwrap()
        };
        assert!(!release(6).await);
        assert_eq!(outbox.waiting().await.unwrap(), 0);
        let [(codebase, found)] = &store.held_for_pulls().await.unwrap()[..] else {
            panic!("one codebase is held");
        };
        assert_eq!((codebase, &found.thread), (&shop, &Some(pull(7))));
        assert!(release(7).await);
        assert!(!release(7).await);
        assert_eq!(outbox.waiting().await.unwrap(), 1, "it is announced once");
        assert_eq!(store.held_for_pulls().await.unwrap(), []);

        let bob = world.bob().await;
        let kept = store.hold(&shop, &bob, Some("sale"), MINUTE).await.unwrap();
        assert_eq!(hold(8).await, kept, "a person's own hold stays");
    })
    .await;
}
