//! `getUpdates`.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::ada;

fn texts(updates: &Value) -> Vec<&str> {
    let updates = updates.as_array().unwrap().iter();
    updates
        .map(|update| update["message"]["text"].as_str().unwrap())
        .collect()
}

const TERMINATED: &str = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

#[tokio::test]
async fn updates_come_again_until_a_later_offset_confirms_them() {
    let (telegram, client, ada) = ada();
    ada.says(&ada.private(), "/status");
    let first = client.does("getUpdates", json!({})).await;
    assert_eq!(texts(&first), ["/start", "/status"]);
    let id = first[0]["update_id"].as_i64().unwrap();
    assert_eq!(first[1]["update_id"], id + 1);
    let same = client.does("getUpdates", json!({ "offset": id })).await;
    assert_eq!(same, first);
    let rest = client.does("getUpdates", json!({ "offset": id + 1 })).await;
    assert_eq!(texts(&rest), ["/status"]);
    let rest = client.does("getUpdates", json!({ "offset": 0 })).await;
    assert_eq!(
        texts(&rest),
        ["/status"],
        "the first was confirmed for good"
    );
    client.does("getUpdates", json!({ "offset": id + 2 })).await;
    telegram.all_is_taken().await;
    assert_eq!(telegram.updates_given(), 6);
}

#[tokio::test]
async fn there_is_a_limit_and_a_negative_offset_counts_from_the_end() {
    let (telegram, client, ada) = ada();
    for text in ["a", "b", "c"] {
        ada.says(&ada.private(), text);
    }
    let two = client.does("getUpdates", json!({ "limit": 2 })).await;
    assert_eq!(texts(&two), ["/start", "a"]);
    let last = client.does("getUpdates", json!({ "offset": -1 })).await;
    assert_eq!(texts(&last), ["c"]);
    client.does("getUpdates", json!({ "limit": 1000 })).await;
    assert_eq!(
        telegram.violations(),
        ["getUpdates: limit 1000, timeout 0: out of range"]
    );
}

#[tokio::test]
async fn a_long_poll_is_answered_as_soon_as_there_is_something() {
    let (telegram, client, ada) = ada();
    client.takes_updates().await;
    let calls = telegram.calls("getUpdates");
    let begun = Instant::now();
    let poll = client.does("getUpdates", json!({ "timeout": 30 }));
    let people = async {
        telegram.is_called("getUpdates", calls + 1).await;
        ada.says(&ada.private(), "/status");
    };
    let (updates, ()) = tokio::join!(poll, people);
    assert_eq!(texts(&updates), ["/status"]);
    assert!(begun.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_long_poll_ends_empty_after_its_time() {
    let (_telegram, client, _) = ada();
    client.takes_updates().await;
    let begun = Instant::now();
    let updates = client.does("getUpdates", json!({ "timeout": 1 })).await;
    assert_eq!(updates, json!([]));
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn only_the_kinds_that_were_asked_for_come() {
    let (_telegram, client, ada) = ada();
    client.takes_updates().await;
    let only = json!({ "allowed_updates": ["message"] });
    client.does("getUpdates", only).await;
    let said = ada.says(&ada.private(), "/status");
    ada.edits(&said, "/logs");
    ada.says(&ada.private(), "/help");
    let updates = client.does("getUpdates", json!({})).await;
    assert_eq!(texts(&updates), ["/status", "/help"]);
}

#[tokio::test]
async fn a_second_poller_ends_the_first() {
    let (telegram, client, ada) = ada();
    client.takes_updates().await;
    let calls = telegram.calls("getUpdates");
    let first = client.refused("getUpdates", json!({ "timeout": 30 }));
    let second = async {
        telegram.is_called("getUpdates", calls + 1).await;
        let poll = client.does("getUpdates", json!({ "timeout": 30 }));
        let people = async {
            telegram.is_called("getUpdates", calls + 2).await;
            ada.says(&ada.private(), "/status");
        };
        tokio::join!(poll, people).0
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!(first, TERMINATED);
    assert_eq!(texts(&second), ["/status"]);
}

#[tokio::test]
async fn another_poller_may_stay_for_a_while() {
    let (telegram, client, _) = ada();
    client.takes_updates().await;
    let calls = telegram.calls("getUpdates");
    let waiting = client.refused("getUpdates", json!({ "timeout": 30 }));
    let comes = async {
        telegram.is_called("getUpdates", calls + 1).await;
        telegram.another_poller_comes();
    };
    assert_eq!(tokio::join!(waiting, comes).0, TERMINATED);
    assert_eq!(client.refused("getUpdates", json!({})).await, TERMINATED);
    telegram.another_poller_leaves();
    client.does("getUpdates", json!({})).await;
}

#[tokio::test]
async fn polling_and_a_webhook_exclude_each_other() {
    let (_telegram, client, _) = ada();
    let refused = client
        .refused("setWebhook", json!({ "url": "http://shop.example" }))
        .await;
    assert_eq!(
        refused,
        "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    );
    client
        .does("setWebhook", json!({ "url": "https://shop.example" }))
        .await;
    let info = client.does("getWebhookInfo", json!({})).await;
    assert_eq!(
        (&info["url"], &info["pending_update_count"]),
        (&json!("https://shop.example"), &json!(1))
    );
    assert_eq!(
        client.refused("getUpdates", json!({})).await,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    );
    client
        .does("deleteWebhook", json!({ "drop_pending_updates": true }))
        .await;
    assert_eq!(client.does("getUpdates", json!({})).await, json!([]));
}

#[tokio::test]
async fn updates_are_kept_for_a_day() {
    let (telegram, client, ada) = ada();
    telegram.put_forward(Duration::from_hours(12));
    ada.says(&ada.private(), "/status");
    telegram.put_forward(Duration::from_hours(12));
    let updates = client.does("getUpdates", json!({})).await;
    assert_eq!(texts(&updates), ["/status"]);
}
