//! Flood limits.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Client, ada};
use crate::telegram::Limits;

async fn until_refused(
    client: &Client,
    method: &str,
    mut call: impl FnMut(usize) -> Value,
) -> (usize, Value) {
    for sent in 0..50 {
        let answer = client.call(method, call(sent)).await;
        if answer["ok"] == false {
            return (sent, answer);
        }
    }
    panic!("{method} was never refused");
}

#[tokio::test]
async fn a_burst_in_one_chat_goes_through_and_then_one_message_a_second() {
    let (telegram, client, ada) = ada();
    telegram.stop_the_clock();
    let message = |_| json!({ "chat_id": ada.id, "text": "x" });
    let (sent, answer) = until_refused(&client, "sendMessage", message).await;
    assert_eq!(sent, 5);
    assert_eq!(
        answer,
        json!({ "ok": false, "error_code": 429, "description": "Too Many Requests: retry after 1",
            "parameters": { "retry_after": 1 } })
    );
    let again = client.call("sendMessage", message(0)).await;
    assert_eq!(again["error_code"], 429, "asked again too early");
    assert_eq!(telegram.floods(), 2);
    telegram.put_forward(Duration::from_secs(1));
    client.does("sendMessage", message(0)).await;
}

#[tokio::test]
async fn another_chat_is_not_held_up() {
    let (telegram, client, ada) = ada();
    telegram.stop_the_clock();
    let message = |_| json!({ "chat_id": ada.id, "text": "x" });
    until_refused(&client, "sendMessage", message).await;
    let group = telegram.group("ops");
    client.sends(group.id, "x").await;
}

#[tokio::test]
async fn a_group_takes_20_messages_a_minute() {
    let (telegram, client, _) = ada();
    telegram.stop_the_clock();
    let group = telegram.supergroup("ops");
    let message = |_| {
        telegram.put_forward(Duration::from_secs(1));
        json!({ "chat_id": group.id, "text": "x" })
    };
    let (sent, answer) = until_refused(&client, "sendMessage", message).await;
    assert_eq!(sent, 20);
    assert_eq!(answer["parameters"]["retry_after"], 40);
    telegram.put_forward(Duration::from_secs(39));
    let early = client
        .call("sendMessage", json!({ "chat_id": group.id, "text": "x" }))
        .await;
    assert_eq!(early["error_code"], 429);
    telegram.put_forward(Duration::from_secs(1));
    client.sends(group.id, "x").await;
}

#[tokio::test]
async fn edits_are_counted_too() {
    let (telegram, client, ada) = ada();
    telegram.stop_the_clock();
    let id = client.sends(ada.id, "x").await;
    let edit = |n: usize| json!({ "chat_id": ada.id, "message_id": id, "text": format!("{n}") });
    let (sent, answer) = until_refused(&client, "editMessageText", edit).await;
    assert_eq!((sent, &answer["parameters"]["retry_after"]), (5, &json!(1)));
    for second in 0..10 {
        telegram.put_forward(Duration::from_secs(1));
        client.does("editMessageText", edit(100 + second)).await;
    }
}

#[tokio::test]
async fn a_test_may_set_other_limits() {
    let (telegram, client, ada) = ada();
    telegram.stop_the_clock();
    telegram.limit(Limits {
        burst: 1,
        pace: Duration::from_secs(30),
        ..Limits::default()
    });
    let message = |_| json!({ "chat_id": ada.id, "text": "x" });
    let (sent, answer) = until_refused(&client, "sendMessage", message).await;
    assert_eq!(
        (sent, &answer["parameters"]["retry_after"]),
        (1, &json!(30))
    );
}
