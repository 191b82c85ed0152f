use std::time::Duration;

use chrono::TimeDelta;
use serde_json::json;

use crate::domain::actor::{Conversation, Platform};
use crate::domain::name::OperationId;
use crate::domain::outcome::Outcome;
use crate::store::StoreError;
use crate::store::database::sql;
use crate::store::inbox::{Arrival, Reader};
use crate::store::outbox::{Due, Letter, Outbox};
use crate::store::tests::on_both;
use crate::store::tests::world::{AT_ONCE, MINUTE, World, team};

const TELEGRAM: Platform = Platform::Telegram;

fn letter(place: &str, text: &str) -> Letter {
    Letter {
        conversation: Conversation::new(TELEGRAM, place),
        tells: vec![],
        body: json!({ "text": text }),
    }
}

async fn put(world: &World, letters: &[(&str, &str)]) {
    for (place, text) in letters {
        assert!(world.outbox().put(&letter(place, text)).await.unwrap());
    }
}

async fn due(world: &World) -> Vec<Due> {
    world.outbox().due(MINUTE, 100).await.unwrap()
}

fn texts(due: &[Due]) -> Vec<&str> {
    due.iter()
        .map(|letter| letter.body["text"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn what_is_said_is_sealed_while_it_waits_and_a_long_log_is_not() {
    on_both(async |world| {
        let log = "l".repeat(2 << 20);
        put(&world, &[("7", "opensesame"), ("8", &log)]).await;
        let clear = "SELECT COUNT(*) FROM outbox WHERE CAST(body AS TEXT) LIKE '%opensesame%'";
        assert_eq!(world.count(clear).await, 0);
        let all = due(&world).await;
        assert_eq!(texts(&all), ["opensesame", &log]);
        let rest = json!({ "text": "opensesame, again" });
        let outbox = world.outbox();
        let again = outbox.sent_in_part(all[0].number, &rest, MINUTE);
        again.await.unwrap();
        assert_eq!(world.count(clear).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_opened_is_given_up_and_keeps_nobody_waiting() {
    on_both(async |world| {
        put(&world, &[("7", "a"), ("7", "b"), ("8", "c")]).await;
        let foreign = "UPDATE outbox SET body = $1 WHERE number = (SELECT MIN(number) FROM outbox)";
        let foreign = sql(foreign).bind(json!({ "sealed": "AAAA" }));
        world.store.database.execute(foreign).await.unwrap();
        assert_eq!(texts(&due(&world).await), ["c"]);
        assert_eq!(texts(&due(&world).await), ["b"]);
        let given_up =
            "SELECT COUNT(*) FROM outbox WHERE state = 'given_up' AND why LIKE '%sealed%'";
        assert_eq!(world.count(given_up).await, 1);
    })
    .await;
}

#[tokio::test]
async fn letters_arrive_in_order_within_a_conversation_and_conversations_side_by_side() {
    on_both(async |world| {
        put(&world, &[("7", "a"), ("7", "b"), ("8", "c")]).await;
        let first = due(&world).await;
        assert_eq!(texts(&first), ["a", "c"]);
        assert_eq!(first[0].attempts, 1);
        assert_eq!(due(&world).await, [], "they are being sent");
        world.outbox().sent(first[0].number, "512").await.unwrap();
        world.outbox().sent(first[0].number, "513").await.unwrap();
        let second = due(&world).await;
        assert_eq!(texts(&second), ["b"]);
        let told_once = "SELECT COUNT(*) FROM outbox WHERE message = '512' AND body IS NULL";
        assert_eq!(world.count(told_once).await, 1);
        let elsewhere = Outbox::new(world.store.clone(), Platform::Github);
        assert_eq!(elsewhere.due(MINUTE, 100).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn what_did_not_arrive_is_tried_again_later_and_what_is_behind_it_waits() {
    on_both(async |world| {
        let outbox = world.outbox();
        put(&world, &[("7", "a"), ("7", "b"), ("8", "c")]).await;
        let first = due(&world).await[0].number;
        outbox.not_sent(first, "flooded", MINUTE).await.unwrap();
        assert_eq!(due(&world).await, []);
        let at_once = Duration::ZERO;
        outbox.not_sent(first, "flooded", at_once).await.unwrap();
        let again = due(&world).await;
        assert_eq!(texts(&again), ["a"]);
        assert_eq!(again[0].attempts, 2);
    })
    .await;
}

#[tokio::test]
async fn a_wait_that_was_asked_for_is_kept_by_the_next_program() {
    on_both(async |world| {
        put(&world, &[("7", "asked to wait"), ("8", "on its way")]).await;
        let first = due(&world).await[0].number;
        let outbox = world.outbox();
        outbox.not_sent(first, "wait", MINUTE).await.unwrap();
        outbox.all_due().await.unwrap();
        assert_eq!(texts(&due(&world).await), ["on its way"]);
    })
    .await;
}

#[tokio::test]
async fn what_will_never_arrive_is_kept_with_the_reason_and_out_of_the_way() {
    on_both(async |world| {
        put(&world, &[("7", "a"), ("7", "b")]).await;
        let first = due(&world).await[0].number;
        world
            .outbox()
            .gave_up(first, "the bot was blocked")
            .await
            .unwrap();
        assert_eq!(texts(&due(&world).await), ["b"]);
        let kept =
            "SELECT COUNT(*) FROM outbox WHERE why = 'the bot was blocked' AND body IS NOT NULL";
        assert_eq!(world.count(kept).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_was_being_sent_when_a_program_ended_is_sent_again() {
    on_both(async |world| {
        put(&world, &[("7", "a")]).await;
        let ended = world.outbox().due(AT_ONCE, 100).await.unwrap();
        assert_eq!(texts(&ended), ["a"]);
        let successor = Outbox::new(world.second_program().await, TELEGRAM);
        let again = successor.due(MINUTE, 100).await.unwrap();
        assert_eq!(texts(&again), ["a"]);
        assert_eq!(again[0].attempts, 2);
    })
    .await;
}

fn the_end(operation: &OperationId) -> Letter {
    Letter {
        conversation: team(),
        tells: vec![operation.clone()],
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
async fn an_operations_progress_goes_on_in_the_same_message_after_a_restart() {
    on_both(async |world| {
        let lease = world.running_deploy().await;
        let operation = lease.operation();
        let outbox = world.outbox();
        assert_eq!(outbox.live_message(operation, &team()).await.unwrap(), None);
        outbox.show_live(operation, &team(), "511").await.unwrap();
        outbox.show_live(operation, &team(), "514").await.unwrap();
        let successor = Outbox::new(world.second_program().await, TELEGRAM);
        let shown = successor.live_message(operation, &team()).await.unwrap();
        assert_eq!(shown.as_deref(), Some("514"));
        let unknown = OperationId::new("0000000000").unwrap();
        let error = outbox.show_live(&unknown, &team(), "1").await.unwrap_err();
        assert!(matches!(error, StoreError::NotFound { .. }), "{error:?}");
    })
    .await;
}

#[tokio::test]
async fn what_nobody_sends_is_counted_and_forgotten_in_time() {
    on_both(async |world| {
        put(&world, &[("7", "a"), ("8", "b")]).await;
        let outbox = world.outbox();
        let first = due(&world).await[0].number;
        outbox.sent(first, "512").await.unwrap();
        assert_eq!(outbox.waiting().await.unwrap(), 1);
        let elsewhere = Outbox::new(world.store.clone(), Platform::Github);
        assert_eq!(elsewhere.waiting().await.unwrap(), 0);
        assert_eq!(elsewhere.forget_waiting(AT_ONCE).await.unwrap(), 0);
        assert_eq!(outbox.forget_waiting(MINUTE).await.unwrap(), 0);
        assert_eq!(outbox.forget_waiting(AT_ONCE).await.unwrap(), 1);
        assert_eq!(outbox.waiting().await.unwrap(), 0);
    })
    .await;
}
