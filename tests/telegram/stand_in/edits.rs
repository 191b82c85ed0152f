//! Edits, deletions and reactions.

use std::time::Duration;

use serde_json::{Value, json};

use super::{ada, keyboard};

#[tokio::test]
async fn an_edit_is_seen_by_whoever_waits_and_takes_the_buttons_away() {
    let (_telegram, client, ada) = ada();
    let message =
        json!({ "chat_id": ada.id, "text": "Deploy?", "reply_markup": keyboard(&["Yes"]) });
    let id = client.does("sendMessage", message).await["message_id"].clone();
    let preview = ada.private().next_message().await;
    let edit = json!({ "chat_id": ada.id, "message_id": id, "text": "deployed" });
    let (seen, edited) = tokio::join!(preview.edited(), client.does("editMessageText", edit));
    assert_eq!(seen.drawn(), "deployed");
    assert!(edited["edit_date"].is_i64());
    assert_eq!(
        preview.drawn(),
        "Deploy?\n[Yes]",
        "it shows what was seen then"
    );
    assert_eq!(preview.becomes("deployed").await.text(), "deployed");
}

#[tokio::test]
async fn buttons_can_be_changed_alone() {
    let (_telegram, client, ada) = ada();
    let id = client.sends(ada.id, "x").await;
    let edit =
        |markup: Value| json!({ "chat_id": ada.id, "message_id": id, "reply_markup": markup });
    client
        .does("editMessageReplyMarkup", edit(keyboard(&["Stop"])))
        .await;
    let message = ada.private().next_message().await;
    assert_eq!(message.buttons(), [["Stop"]]);
    let none = json!({ "chat_id": ada.id, "message_id": id });
    client.does("editMessageReplyMarkup", none).await;
    assert!(message.now().buttons().is_empty());
}

#[tokio::test]
async fn an_edit_that_changes_nothing_is_refused() {
    let (_telegram, client, ada) = ada();
    let message = json!({ "chat_id": ada.id, "text": "<b>up</b>", "parse_mode": "HTML",
        "reply_markup": keyboard(&["Stop"]) });
    let id = client.does("sendMessage", message.clone()).await["message_id"].clone();
    let mut edit = message;
    edit["message_id"] = id;
    edit["text"] = json!("<strong>up</strong> ");
    assert_eq!(
        client.refused("editMessageText", edit.clone()).await,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
    );
    edit["text"] = json!("up");
    client.does("editMessageText", edit).await;
    assert_eq!(ada.private().next_message().await.drawn(), "up\n[Stop]");
}

#[tokio::test]
async fn what_cannot_be_edited_is_refused() {
    let (_telegram, client, ada) = ada();
    let said = ada.says(&ada.private(), "hello");
    let edit = |id: i64| json!({ "chat_id": ada.id, "message_id": id, "text": "x" });
    for (id, words) in [
        (said.place().1, "message can't be edited"),
        (99, "message to edit not found"),
    ] {
        let refused = client.refused("editMessageText", edit(id)).await;
        assert_eq!(refused, format!("Bad Request: {words}"));
    }
    let inline = json!({ "inline_message_id": "x", "text": "x" });
    let refused = client.refused("editMessageText", inline).await;
    assert_eq!(refused, "Bad Request: MESSAGE_ID_INVALID");
}

#[tokio::test]
async fn a_file_has_no_text_to_edit() {
    let (_telegram, client, ada) = ada();
    let file = reqwest::multipart::Part::bytes(vec![1]).file_name("a.bin");
    let form = reqwest::multipart::Form::new()
        .text("chat_id", ada.id.to_string())
        .part("document", file);
    let sent = client.request("sendDocument").multipart(form).send().await;
    let sent: Value = sent.unwrap().json().await.unwrap();
    let id = &sent["result"]["message_id"];
    let edit = json!({ "chat_id": ada.id, "message_id": id, "text": "x" });
    assert_eq!(
        client.refused("editMessageText", edit).await,
        "Bad Request: there is no text in the message to edit"
    );
}

#[tokio::test]
async fn a_deleted_message_is_gone() {
    let (_telegram, client, ada) = ada();
    let id = client.sends(ada.id, "x").await;
    let message = ada.private().next_message().await;
    let which = json!({ "chat_id": ada.id, "message_id": id });
    client.does("deleteMessage", which.clone()).await;
    assert!(message.edited().await.is_deleted());
    let refused = client.refused("deleteMessage", which.clone()).await;
    assert_eq!(refused, "Bad Request: message to delete not found");
    let mut edit = which;
    edit["text"] = json!("y");
    let refused = client.refused("editMessageText", edit).await;
    assert_eq!(refused, "Bad Request: message to edit not found");
}

#[tokio::test]
async fn other_peoples_messages_and_old_ones_cannot_be_deleted() {
    let (telegram, client, ada) = ada();
    let group = telegram.supergroup("ops");
    let said = ada.says(&group, "hello");
    let which = json!({ "chat_id": group.id, "message_id": said.place().1 });
    let refused = client.refused("deleteMessage", which.clone()).await;
    assert_eq!(refused, "Bad Request: message can't be deleted");
    group.promotes_the_bot(&ada);
    client.does("deleteMessage", which).await;

    let id = client.sends(group.id, "x").await;
    telegram.put_forward(Duration::from_hours(49));
    let which = json!({ "chat_id": group.id, "message_id": id });
    let refused = client.refused("deleteMessage", which).await;
    assert_eq!(refused, "Bad Request: message can't be deleted");
}

#[tokio::test]
async fn a_reaction_is_one_of_those_that_there_are() {
    let (_telegram, client, ada) = ada();
    let said = ada.says(&ada.private(), "/deploy");
    let react = |id: i64, emojis: &[&str]| {
        let emojis = emojis.iter();
        let all: Vec<_> = emojis
            .map(|emoji| json!({ "type": "emoji", "emoji": emoji }))
            .collect();
        json!({ "chat_id": ada.id, "message_id": id, "reaction": all })
    };
    let id = said.place().1;
    client.does("setMessageReaction", react(id, &["👀"])).await;
    assert_eq!(said.edited().await.reactions(), ["👀"]);
    for (message, words) in [
        (react(id, &["🚢"]), "REACTION_INVALID"),
        (react(id, &["👀", "👍"]), "REACTIONS_TOO_MANY"),
        (react(99, &["👀"]), "message to react not found"),
    ] {
        let refused = client.refused("setMessageReaction", message).await;
        assert_eq!(refused, format!("Bad Request: {words}"));
    }
}
