//! Chats, topics and who may write where.

use serde_json::{Value, json};

use super::{Client, ada};

async fn refused(client: &Client, chat: i64, more: Value) -> String {
    let mut message = json!({ "chat_id": chat, "text": "x" });
    message
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    client.refused("sendMessage", message).await
}

#[tokio::test]
async fn where_the_bot_may_not_write_it_is_told_why() {
    let (telegram, client, ada) = ada();
    let group = telegram.group("ops");
    let supergroup = telegram.supergroup("more ops");
    group.kicks_the_bot(&ada);
    supergroup.kicks_the_bot(&ada);
    ada.blocks_the_bot();
    let stranger = telegram.person("Eve");
    for (chat, words) in [
        (5, "Bad Request: chat not found"),
        (group.id, "Forbidden: bot was kicked from the group chat"),
        (
            supergroup.id,
            "Forbidden: bot was kicked from the supergroup chat",
        ),
        (ada.id, "Forbidden: bot was blocked by the user"),
        (
            stranger.id,
            "Forbidden: bot can't initiate conversation with a user",
        ),
    ] {
        assert_eq!(refused(&client, chat, json!({})).await, words);
    }
    let told = client.takes_updates().await;
    let told = told
        .iter()
        .filter_map(|update| update.get("my_chat_member"));
    let told: Vec<_> = told
        .map(|told| (&told["chat"]["id"], &told["new_chat_member"]["status"]))
        .collect();
    let chats = [group.id, supergroup.id, ada.id].map(Value::from);
    let kicked = json!("kicked");
    assert_eq!(
        told,
        chats.iter().map(|id| (id, &kicked)).collect::<Vec<_>>()
    );
    ada.says(&ada.private(), "/start");
    client.sends(ada.id, "welcome back").await;
}

#[tokio::test]
async fn messages_go_to_their_topic_and_replies_stay_in_it() {
    let (telegram, client, ada) = ada();
    let forum = telegram.forum("ops");
    let deploys = forum.topic("deploys");
    let asked = ada.says(&deploys, "/status");
    client.takes_updates().await;
    let topic = json!({ "chat_id": forum.id, "text": "a", "message_thread_id": deploys.topic });
    client.does("sendMessage", topic).await;
    let reply = json!({ "message_id": asked.place().1 });
    let reply = json!({ "chat_id": forum.id, "text": "b", "reply_parameters": reply });
    let sent = client.does("sendMessage", reply).await;
    assert_eq!(sent["reply_to_message"]["text"], "/status");
    client.sends(forum.id, "c").await;
    assert_eq!(deploys.next_message().await.text(), "a");
    let answer = deploys.next_message().await;
    assert_eq!(
        (answer.text(), answer.replies_to()),
        ("b", Some(asked.place().1))
    );
    assert_eq!(forum.next_message().await.text(), "c");
    assert_eq!((deploys.unread(), forum.unread()), (0, 0));
}

#[tokio::test]
async fn a_topic_or_a_message_that_is_not_there_is_refused() {
    let (telegram, client, ada) = ada();
    let forum = telegram.forum("ops");
    let wrong = "Bad Request: message thread not found";
    for (chat, topic) in [(forum.id, 1), (forum.id, 99), (ada.id, 5)] {
        let topic = json!({ "message_thread_id": topic });
        assert_eq!(refused(&client, chat, topic).await, wrong);
    }
    let reply = |anyhow: bool| {
        let reply = json!({ "message_id": 99, "allow_sending_without_reply": anyhow });
        json!({ "chat_id": ada.id, "text": "x", "reply_parameters": reply })
    };
    let refused = client.refused("sendMessage", reply(false)).await;
    assert_eq!(refused, "Bad Request: message to be replied not found");
    client.does("sendMessage", reply(true)).await;
    assert_eq!(ada.private().next_message().await.replies_to(), None);
}

#[tokio::test]
async fn who_is_in_a_chat_can_be_asked() {
    let (telegram, client, ada) = ada();
    let group = telegram.supergroup("ops");
    let eve = telegram.person("Eve");
    eve.administers(&group);
    ada.says(&group, "hello");
    let chat = client.does("getChat", json!({ "chat_id": group.id })).await;
    assert_eq!(
        (&chat["type"], &chat["title"]),
        (&json!("supergroup"), &json!("ops"))
    );
    let stranger = telegram.person("Mallory");
    for (user, status) in [
        (ada.id, "member"),
        (eve.id, "administrator"),
        (stranger.id, "left"),
    ] {
        let which = json!({ "chat_id": group.id, "user_id": user });
        assert_eq!(client.does("getChatMember", which).await["status"], status);
    }
    let which = json!({ "chat_id": group.id });
    let administrators = client.does("getChatAdministrators", which).await;
    assert_eq!(administrators[0]["user"]["id"], eve.id);
    assert_eq!(administrators.as_array().unwrap().len(), 1);

    let which = json!({ "chat_id": group.id, "user_id": 5 });
    assert_eq!(
        client.refused("getChatMember", which).await,
        "Bad Request: PARTICIPANT_ID_INVALID"
    );
    assert_eq!(
        client
            .refused("getChatAdministrators", json!({ "chat_id": ada.id }))
            .await,
        "Bad Request: there are no administrators in the private chat"
    );
}

#[tokio::test]
async fn an_action_is_one_of_those_that_there_are() {
    let (_telegram, client, ada) = ada();
    let action = |name: &str| json!({ "chat_id": ada.id, "action": name });
    client.does("sendChatAction", action("typing")).await;
    let refused = client.refused("sendChatAction", action("deploying")).await;
    assert_eq!(refused, "Bad Request: wrong parameter action in request");
}

#[tokio::test]
async fn a_group_that_becomes_a_supergroup_is_another_chat_and_both_are_told() {
    let (telegram, client, ada) = ada();
    let group = telegram.group("ops");
    ada.says(&group, "hello");
    client.takes_updates().await;
    let supergroup = group.becomes_a_supergroup(&ada);
    let message = json!({ "chat_id": group.id, "text": "x" });
    let answer = client.call("sendMessage", message).await;
    assert_eq!(
        answer,
        json!({
            "ok": false,
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": { "migrate_to_chat_id": supergroup.id },
        })
    );
    let told = client.takes_updates().await;
    let (before, now) = (&told[0]["message"], &told[1]["message"]);
    assert_eq!(before["chat"]["id"], group.id);
    assert_eq!(before["migrate_to_chat_id"], supergroup.id);
    assert_eq!(now["sender_chat"]["id"], supergroup.id);
    assert_eq!(now["migrate_from_chat_id"], group.id);
    client.sends(supergroup.id, "here now").await;
}

#[tokio::test]
async fn in_a_closed_topic_administrators_write_and_in_a_deleted_one_nobody() {
    let (telegram, client, ada) = ada();
    let forum = telegram.forum("ops");
    let topic = forum.topic("deploys");
    let question = ada.says(&topic, "up?").place().1;
    client.takes_updates().await;
    topic.is_closed(&ada);
    let told = client.takes_updates().await;
    assert_eq!(told[0]["message"]["forum_topic_closed"], json!({}));
    let there = json!({ "message_thread_id": topic.topic });
    let answer = json!({ "reply_parameters": { "message_id": question } });
    for to in [&there, &answer] {
        let words = refused(&client, forum.id, to.clone()).await;
        assert_eq!(words, "Bad Request: TOPIC_CLOSED");
    }
    forum.promotes_the_bot(&ada);
    let mut message = json!({ "chat_id": forum.id, "text": "up" });
    message["message_thread_id"] = topic.topic.into();
    client.does("sendMessage", message).await;
    topic.is_deleted();
    let words = refused(&client, forum.id, there).await;
    assert_eq!(words, "Bad Request: message thread not found");
    let words = refused(&client, forum.id, answer).await;
    assert_eq!(words, "Bad Request: message to be replied not found");
}
