//! Pressed buttons.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Client, ada, keyboard};
use crate::telegram::{Answer, Received};

const TOO_OLD: &str =
    "Bad Request: query is too old and response timeout expired or query ID is invalid";

async fn preview(client: &Client, ada: &crate::telegram::Person) -> Received {
    let buttons = keyboard(&["Confirm", "Cancel"]);
    let message = json!({ "chat_id": ada.id, "text": "Deploy?", "reply_markup": buttons });
    client.takes_updates().await;
    client.does("sendMessage", message).await;
    ada.private().next_message().await
}

fn answer(query: &Value, text: &str) -> Value {
    json!({ "callback_query_id": query, "text": text, "show_alert": true })
}

#[tokio::test]
async fn a_press_by_the_buttons_text_waits_for_its_answer() {
    let (_telegram, client, ada) = ada();
    let preview = preview(&client, &ada).await;
    let bot = async {
        let poll = json!({ "timeout": 10 });
        let updates = client.does("getUpdates", poll).await;
        let query = &updates[0]["callback_query"];
        assert_eq!(query["data"], "Confirm");
        assert_eq!(query["from"]["id"], ada.id);
        assert_eq!(query["message"]["message_id"], preview.place().1);
        client
            .does("answerCallbackQuery", answer(&query["id"], "Deploying"))
            .await;
    };
    let (shown, ()) = tokio::join!(ada.presses(&preview, "Confirm"), bot);
    let text = Some("Deploying".to_owned());
    assert_eq!(
        shown,
        Answer {
            text,
            is_alert: true
        }
    );
}

#[tokio::test]
async fn a_query_is_answered_once() {
    let (_telegram, client, ada) = ada();
    let preview = preview(&client, &ada).await;
    let press = ada.taps(&preview, "Cancel");
    let once = json!({ "callback_query_id": press.id() });
    client.does("answerCallbackQuery", once.clone()).await;
    assert_eq!(press.answer().await.text, None);
    for wrong in [once, json!({ "callback_query_id": "1" })] {
        assert_eq!(client.refused("answerCallbackQuery", wrong).await, TOO_OLD);
    }
}

#[tokio::test]
async fn a_query_is_answered_within_its_time_and_in_few_words() {
    let (telegram, client, ada) = ada();
    let preview = preview(&client, &ada).await;
    let press = ada.taps(&preview, "Confirm");
    let query = json!(press.id());
    let long = answer(&query, &"x".repeat(201));
    assert_eq!(
        client.refused("answerCallbackQuery", long).await,
        "Bad Request: MESSAGE_TOO_LONG"
    );
    telegram.put_forward(Duration::from_secs(20));
    let late = answer(&query, "late");
    assert_eq!(client.refused("answerCallbackQuery", late).await, TOO_OLD);
}

#[tokio::test]
async fn a_press_that_is_taken_and_never_answered_fails_the_test() {
    let (telegram, client, ada) = ada();
    let preview = preview(&client, &ada).await;
    let press = ada.taps(&preview, "Confirm");
    assert!(telegram.violations().is_empty(), "nobody has it yet");
    client.takes_updates().await;
    let told = format!(
        "answerCallbackQuery: query {} was taken, and never answered",
        press.id()
    );
    assert_eq!(telegram.violations(), [told]);
}

#[tokio::test]
async fn anybody_may_send_data_of_which_there_is_no_button() {
    let (telegram, client, ada) = ada();
    let preview = preview(&client, &ada).await;
    let mallory = telegram.person("Mallory");
    let press = mallory.forges(&preview, "deploy:all");
    let updates = client.does("getUpdates", json!({})).await;
    let query = &updates[0]["callback_query"];
    assert_eq!(query["from"]["id"], mallory.id);
    assert_eq!(query["data"], "deploy:all");
    assert_eq!(query["id"], press.id());
}

#[tokio::test]
#[should_panic(expected = "no button \"Confrim\" under this:\nDeploy?\n[Confirm] [Cancel]")]
async fn a_button_that_is_not_there_cannot_be_pressed() {
    let (_telegram, client, ada) = ada();
    let preview = preview(&client, &ada).await;
    ada.presses(&preview, "Confrim").await;
}
