//! What the bot is told of what people do.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Client, ada};
use crate::telegram::{ANONYMOUS_ADMIN, AS_CHANNEL, BOT_NAME};

async fn next(client: &Client) -> Value {
    let updates = client.takes_updates().await;
    assert_eq!(updates.len(), 1, "{updates:#?}");
    updates.into_iter().next().unwrap()
}

#[tokio::test]
async fn a_command_ends_where_telegram_ends_it() {
    let (telegram, client, ada) = ada();
    client.takes_updates().await;
    let group = telegram.group("ops");
    for (text, commands) in [
        ("/docker-status", vec![(0, 7)]),
        ("/docker_status@hailer_test_bot now", vec![(0, 30)]),
        ("🚢 /deploy and /logs", vec![(3, 7), (15, 5)]),
        ("see /etc/passwd, a/b or x/y", vec![]),
    ] {
        ada.says(&group, text);
        let message = &next(&client).await["message"];
        let commands: Vec<_> = commands
            .into_iter()
            .map(|(offset, length)| json!({ "type": "bot_command", "offset": offset, "length": length }))
            .collect();
        let seen = message["entities"].as_array().cloned().unwrap_or_default();
        assert_eq!((&message["text"], seen), (&json!(text), commands));
    }
}

#[tokio::test]
async fn mentions_and_addresses_are_recognised() {
    let (_telegram, client, ada) = ada();
    client.takes_updates().await;
    ada.says(&ada.private(), "@bob look: https://a.example/x, me@home");
    let entities = &next(&client).await["message"]["entities"];
    assert_eq!(
        *entities,
        json!([
            { "type": "mention", "offset": 0, "length": 4 },
            { "type": "url", "offset": 11, "length": 20 },
        ])
    );
}

#[tokio::test]
async fn a_message_tells_who_where_when_and_what_it_answers() {
    let (telegram, client, ada) = ada();
    client.takes_updates().await;
    let topic = telegram.forum("ops").topic("deploys");
    let first = ada.to(&topic).ago(Duration::from_hours(1)).says("/status");
    let first_told = next(&client).await;
    let bob = telegram.person_with_id("Bob", 7);
    bob.to(&topic).replying_to(&first).says("yes");
    let told = next(&client).await;
    let message = &told["message"];
    assert_eq!(message["from"]["id"], 7);
    assert_eq!(message["chat"]["is_forum"], true);
    assert_eq!(message["message_thread_id"], topic.topic.unwrap());
    assert_eq!(message["is_topic_message"], true);
    assert_eq!(message["reply_to_message"]["text"], "/status");
    let dates = [&first_told["message"], message].map(|told| told["date"].as_i64().unwrap());
    assert!((3600..3610).contains(&(dates[1] - dates[0])), "{dates:?}");
}

#[tokio::test]
async fn edits_and_posts_are_updates_of_their_own() {
    let (telegram, client, ada) = ada();
    client.takes_updates().await;
    let said = ada.says(&ada.private(), "/status");
    client.takes_updates().await;
    ada.edits(&said, "/deploy");
    let told = next(&client).await;
    assert_eq!(told["edited_message"]["text"], "/deploy");
    assert!(told["edited_message"]["edit_date"].is_i64());

    let channel = telegram.channel("news");
    channel.posts("/deploy");
    let told = next(&client).await;
    assert_eq!(told["channel_post"]["sender_chat"]["id"], channel.id);
    assert_eq!(told["channel_post"]["from"], Value::Null);
}

#[tokio::test]
async fn whoever_hides_has_the_identity_that_telegram_gives() {
    let (telegram, client, ada) = ada();
    client.takes_updates().await;
    let group = telegram.supergroup("ops");
    let channel = telegram.channel("news");
    ada.to(&group).anonymously().says("/deploy");
    let message = &next(&client).await["message"];
    assert_eq!(message["from"]["id"], ANONYMOUS_ADMIN);
    assert_eq!(message["from"]["username"], "GroupAnonymousBot");
    assert_eq!(message["sender_chat"]["id"], group.id);

    ada.to(&group).in_the_name_of(&channel).says("/deploy");
    let message = &next(&client).await["message"];
    assert_eq!(message["from"]["id"], AS_CHANNEL);
    assert_eq!(message["sender_chat"]["id"], channel.id);

    telegram.another_bot("Rival").says(&group, "/deploy");
    let message = &next(&client).await["message"];
    assert_eq!(message["from"]["is_bot"], true);
}

#[tokio::test]
async fn privacy_mode_hides_what_is_not_meant_for_the_bot() {
    let (telegram, client, ada) = ada();
    client.takes_updates().await;
    telegram.set_privacy(true);
    let me = client.does("getMe", json!({})).await;
    assert_eq!(me["can_read_all_group_messages"], false);
    let group = telegram.supergroup("ops");
    let hidden = format!("/docker-status@{BOT_NAME}");
    for text in ["hello", "/status", &hidden, "/status@another_bot"] {
        ada.says(&group, text);
    }
    assert!(client.takes_updates().await.is_empty());

    let named = format!("/docker_status@{BOT_NAME}");
    ada.says(&group, &named);
    assert_eq!(next(&client).await["message"]["text"], named);
    client.sends(group.id, "up").await;
    ada.says(&group, "/logs");
    assert_eq!(next(&client).await["message"]["text"], "/logs");
    let up = group.next_message().await;
    telegram.another_bot("Rival").says(&group, "me too");
    ada.to(&group).replying_to(&up).says("thanks");
    assert_eq!(next(&client).await["message"]["text"], "thanks");
}

#[tokio::test]
#[should_panic(expected = "not within 50ms: the bot sends another message to Ada. Seen instead:")]
async fn whoever_waits_in_vain_is_told_what_was_seen() {
    let (telegram, _client, ada) = ada();
    telegram.be_patient(Duration::from_millis(50));
    ada.private().next_message().await;
}

#[tokio::test]
async fn a_message_may_come_without_a_sound() {
    let (_telegram, client, ada) = ada();
    let message = json!({ "chat_id": ada.id, "text": "x", "disable_notification": true });
    client.does("sendMessage", message).await;
    assert!(ada.private().next_message().await.is_silent());
    client.sends(ada.id, "y").await;
    assert!(!ada.private().next_message().await.is_silent());
}
