//! How an operation ended is told once, and surely.

use chrono::TimeDelta;
use serde_json::json;

use super::{TELEGRAM, due, letter};
use crate::domain::name::OperationId;
use crate::domain::outcome::Outcome;
use crate::store::database::sql;
use crate::store::inbox::{Arrival, Reader};
use crate::store::outbox::{Letter, Outbox};
use crate::store::tests::on_both;
use crate::store::tests::world::{AT_ONCE, MINUTE, World, team};

fn the_end(operation: &OperationId) -> Letter {
    Letter {
        conversation: team(),
        tells: vec![operation.clone()],
        says_more: false,
        body: json!({ "text": "deployed" }),
    }
}

/// Time passes until whoever was asked should have told how operations ended.
async fn let_pass(world: &World) {
    let past =
        sql("UPDATE notices SET made_at = $1").bind(world.store.now() - TimeDelta::minutes(1));
    world.store.database.execute(past).await.unwrap();
}

#[tokio::test]
async fn how_an_operation_ended_is_put_out_once_whoever_brings_the_news() {
    on_both(async |world| {
        let lease = world.running_deploy().await;
        world.store.finish(&lease, &Outcome::done()).await.unwrap();
        let end = the_end(lease.operation());
        let successor = Outbox::new(world.second_program().await, TELEGRAM);
        let here = world.outbox();
        let (one, other) = tokio::join!(Box::pin(here.put(&end)), Box::pin(successor.put(&end)));
        assert_ne!(one.unwrap(), other.unwrap());
        let_pass(&world).await;
        assert_eq!(world.store.untold().await.unwrap(), []);
        let number = due(&world).await[0].number;
        world.outbox().sent(number, "512").await.unwrap();
        assert!(!world.outbox().put(&end).await.unwrap());
        assert_eq!(due(&world).await, []);
        assert_eq!(world.outbox().forget_sent(MINUTE).await.unwrap(), 0);
        assert_eq!(world.outbox().forget_sent(AT_ONCE).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_end_whose_letter_a_program_did_not_come_to_is_still_to_be_told() {
    on_both(async |world| {
        let lease = world.running_deploy().await;
        world.store.finish(&lease, &Outcome::done()).await.unwrap();
        // Killed here: the successor is given the update once more, and finds the end as well.
        let successor = world.second_program().await;
        assert_eq!(
            successor.untold().await.unwrap(),
            [],
            "a word of it may come"
        );
        let_pass(&world).await;
        let untold = successor.untold().await.unwrap();
        assert_eq!(untold.len(), 1);
        assert_eq!(untold[0].operation.id, *lease.operation());
        assert!(!untold[0].interrupted);
        let successor = Outbox::new(successor, TELEGRAM);
        assert!(successor.put(&the_end(lease.operation())).await.unwrap());
        assert_eq!(world.store.untold().await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn an_answer_that_another_was_faster_with_leaves_the_end_to_be_told() {
    on_both(async |world| {
        let reader = Reader::new(MINUTE).unwrap();
        let arrived = Arrival {
            key: "update:1".to_owned(),
            also: vec![],
            lane: team().whole(),
            body: json!({}),
        };
        let inbox = world.inbox();
        inbox.receive(&[arrived], None).await.unwrap();
        let update = inbox.take(&reader, 1).await.unwrap()[0].number;
        let lease = world.running_deploy().await;
        world.store.finish(&lease, &Outcome::done()).await.unwrap();
        assert!(
            inbox
                .handled(update, &[letter("7", "confirmed before")])
                .await
                .unwrap()
        );
        let end = the_end(lease.operation());
        assert!(
            !inbox
                .handled(update, std::slice::from_ref(&end))
                .await
                .unwrap()
        );
        let_pass(&world).await;
        assert_eq!(world.store.untold().await.unwrap().len(), 1);
        assert!(world.outbox().put(&end).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn what_is_said_of_an_operation_that_has_not_ended_leaves_its_end_to_be_told() {
    on_both(async |world| {
        let lease = world.running_deploy().await;
        let left = the_end(lease.operation());
        assert!(world.outbox().put(&left).await.unwrap());
        world.store.finish(&lease, &Outcome::done()).await.unwrap();
        let_pass(&world).await;
        assert_eq!(world.store.untold().await.unwrap().len(), 1);
        assert!(world.outbox().put(&left).await.unwrap());
        assert!(!world.outbox().put(&left).await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_letter_that_says_more_than_an_end_goes_out_also_where_that_was_told_before() {
    on_both(async |world| {
        let lease = world.running_deploy().await;
        world.store.finish(&lease, &Outcome::done()).await.unwrap();
        let end = the_end(lease.operation());
        let asks = Letter {
            says_more: true,
            ..end.clone()
        };
        assert!(world.outbox().put(&end).await.unwrap());
        assert!(world.outbox().put(&asks).await.unwrap());
        assert_eq!(world.outbox().waiting().await.unwrap(), 2);

        let lease = world.running_deploy().await;
        world.store.finish(&lease, &Outcome::done()).await.unwrap();
        let end = the_end(lease.operation());
        let asks = Letter {
            says_more: true,
            ..end.clone()
        };
        assert!(world.outbox().put(&asks).await.unwrap());
        assert!(
            !world.outbox().put(&end).await.unwrap(),
            "it was told with the question"
        );
        let_pass(&world).await;
        assert_eq!(world.store.untold().await.unwrap(), []);
    })
    .await;
}
