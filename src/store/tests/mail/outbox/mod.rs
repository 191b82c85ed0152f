mod ended;
mod told;

use std::time::Duration;

use serde_json::json;

use crate::domain::actor::{Conversation, Platform};
use crate::domain::name::OperationId;
use crate::store::StoreError;
use crate::store::database::sql;
use crate::store::outbox::{Due, Letter, Outbox, Sender};
use crate::store::tests::on_both;
use crate::store::tests::world::{AT_ONCE, MINUTE, World, team};

const TELEGRAM: Platform = Platform::Telegram;

fn letter(place: &str, text: &str) -> Letter {
    Letter {
        conversation: Conversation::new(TELEGRAM, place),
        tells: vec![],
        says_more: false,
        body: json!({ "text": text }),
    }
}

async fn put(world: &World, letters: &[(&str, &str)]) {
    for (place, text) in letters {
        assert!(world.outbox().put(&letter(place, text)).await.unwrap());
    }
}

async fn due(world: &World) -> Vec<Due> {
    let sender = Sender::new(MINUTE).unwrap();
    world.outbox().due(&sender, 100).await.unwrap()
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
        let sender = Sender::new(MINUTE).unwrap();
        assert_eq!(elsewhere.due(&sender, 100).await.unwrap(), []);
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
        let silent = Sender::new(AT_ONCE).unwrap();
        let ended = world.outbox().due(&silent, 100).await.unwrap();
        assert_eq!(texts(&ended), ["a"]);
        let successor = Outbox::new(world.second_program().await, TELEGRAM);
        let sender = Sender::new(MINUTE).unwrap();
        let again = successor.due(&sender, 100).await.unwrap();
        assert_eq!(texts(&again), ["a"]);
        assert_eq!(again[0].attempts, 2);
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
