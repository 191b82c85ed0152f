use chrono::TimeDelta;
use serde_json::json;

use crate::domain::actor::{Conversation, Platform};
use crate::domain::name::OperationId;
use crate::domain::outcome::Outcome;
use crate::store::{Due, Letter, StoreError};

use super::on_both;
use super::world::{AT_ONCE, MINUTE, World, team};

const TELEGRAM: Platform = Platform::Telegram;

fn letter(place: &str, text: &str) -> Letter {
    Letter {
        conversation: Conversation::new(TELEGRAM, place),
        key: None,
        body: json!({ "text": text }),
    }
}

async fn put(world: &World, letters: &[(&str, &str)]) {
    for (place, text) in letters {
        assert!(world.store.put(&letter(place, text)).await.unwrap());
    }
}

async fn due(world: &World) -> Vec<Due> {
    world.store.due(TELEGRAM, MINUTE, 100).await.unwrap()
}

fn texts(due: &[Due]) -> Vec<&str> {
    due.iter()
        .map(|letter| letter.body["text"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn letters_arrive_in_order_within_a_conversation_and_conversations_side_by_side() {
    on_both(async |world| {
        put(&world, &[("7", "a"), ("7", "b"), ("8", "c")]).await;
        let first = due(&world).await;
        assert_eq!(texts(&first), ["a", "c"]);
        assert_eq!(first[0].attempts, 1);
        assert_eq!(due(&world).await, [], "they are being sent");
        world.store.sent(first[0].number, "512").await.unwrap();
        world.store.sent(first[0].number, "513").await.unwrap();
        let second = due(&world).await;
        assert_eq!(texts(&second), ["b"]);
        let told_once = "SELECT COUNT(*) FROM outbox WHERE message = '512' AND body IS NULL";
        assert_eq!(world.count(told_once).await, 1);
        let elsewhere = world.store.due(Platform::Github, MINUTE, 100).await;
        assert_eq!(elsewhere.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn what_did_not_arrive_is_tried_again_later_and_what_is_behind_it_waits() {
    on_both(async |world| {
        let store = &world.store;
        put(&world, &[("7", "a"), ("7", "b"), ("8", "c")]).await;
        let first = due(&world).await[0].number;
        let later = store.now() + TimeDelta::minutes(1);
        store.not_sent(first, "flooded", later).await.unwrap();
        assert_eq!(due(&world).await, []);
        store.not_sent(first, "flooded", store.now()).await.unwrap();
        let again = due(&world).await;
        assert_eq!(texts(&again), ["a"]);
        assert_eq!(again[0].attempts, 2);
    })
    .await;
}

#[tokio::test]
async fn what_will_never_arrive_is_kept_with_the_reason_and_out_of_the_way() {
    on_both(async |world| {
        let store = &world.store;
        put(&world, &[("7", "a"), ("7", "b")]).await;
        let first = due(&world).await[0].number;
        store.gave_up(first, "the bot was blocked").await.unwrap();
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
        let ended = world.store.due(TELEGRAM, AT_ONCE, 100).await.unwrap();
        assert_eq!(texts(&ended), ["a"]);
        let successor = world.second_program().await;
        let again = successor.due(TELEGRAM, MINUTE, 100).await.unwrap();
        assert_eq!(texts(&again), ["a"]);
        assert_eq!(again[0].attempts, 2);
    })
    .await;
}

#[tokio::test]
async fn how_an_operation_ended_is_put_out_once() {
    on_both(async |world| {
        let store = &world.store;
        let before = store.now();
        let lease = world.running_deploy().await;
        let chat = team().whole();
        let unsaid = async || store.ended_unsaid(&chat, before).await.unwrap();
        assert_eq!(unsaid().await, [], "it has not ended");
        store.finish(&lease, &Outcome::done()).await.unwrap();
        let ended: Vec<_> = unsaid().await.into_iter().map(|ended| ended.id).collect();
        assert_eq!(ended, [lease.operation().clone()]);
        let elsewhere = Conversation::new(TELEGRAM, "-1001");
        assert_eq!(store.ended_unsaid(&elsewhere, before).await.unwrap(), []);

        let body = json!({ "text": "deployed" });
        let outcome = Letter::of_the_end(lease.operation(), team(), body);
        assert!(store.put(&outcome).await.unwrap());
        assert!(!store.put(&outcome).await.unwrap());
        assert_eq!(unsaid().await, []);
        let number = due(&world).await[0].number;
        world.store.sent(number, "512").await.unwrap();
        assert!(!world.store.put(&outcome).await.unwrap());
        assert_eq!(world.store.forget_sent(MINUTE).await.unwrap(), 0);
        assert_eq!(world.store.forget_sent(AT_ONCE).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_operations_progress_goes_on_in_the_same_message_after_a_restart() {
    on_both(async |world| {
        let lease = world.running_deploy().await;
        let operation = lease.operation();
        let store = &world.store;
        assert_eq!(store.live_message(operation, &team()).await.unwrap(), None);
        store.show_live(operation, &team(), "511").await.unwrap();
        store.show_live(operation, &team(), "514").await.unwrap();
        let successor = world.second_program().await;
        let shown = successor.live_message(operation, &team()).await.unwrap();
        assert_eq!(shown.as_deref(), Some("514"));
        let unknown = OperationId::new("0000000000").unwrap();
        let error = store.show_live(&unknown, &team(), "1").await.unwrap_err();
        assert!(matches!(error, StoreError::NotFound { .. }), "{error:?}");
    })
    .await;
}
