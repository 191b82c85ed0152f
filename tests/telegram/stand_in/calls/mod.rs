//! Which calls there are, in which ways parameters come, and of which types they are.

mod files;

use reqwest::multipart::Form;
use serde_json::{Value, json};

use super::ada;
use crate::telegram::{BOT, BOT_NAME, TOKEN};

#[tokio::test]
async fn a_wrong_token_is_unauthorized() {
    let (telegram, client, _) = ada();
    let url = format!("{}/bot7000000001:another/getMe", telegram.url());
    let response = client.http.get(url).send().await.unwrap();
    assert_eq!(response.status(), 401);
    let answer: Value = response.json().await.unwrap();
    assert_eq!(answer["description"], "Unauthorized");
}

#[tokio::test]
async fn an_unknown_method_is_not_found_and_fails_the_test() {
    let (telegram, client, _) = ada();
    assert_eq!(client.refused("sendMassage", json!({})).await, "Not Found");
    assert_eq!(
        telegram.violations(),
        ["sendMassage: there is no such method in the schema"]
    );
}

#[tokio::test]
async fn methods_may_be_written_in_any_case() {
    let (_telegram, client, _) = ada();
    for method in ["getMe", "GetMe", "getme"] {
        let me = client.does(method, json!({})).await;
        assert_eq!(
            (&me["id"], &me["username"]),
            (&json!(BOT), &json!(BOT_NAME))
        );
    }
}

#[tokio::test]
async fn a_missing_parameter_is_refused_in_telegrams_words() {
    let (_telegram, client, ada) = ada();
    for (method, parameters, words) in [
        ("sendMessage", json!({ "text": "x" }), "chat_id is empty"),
        (
            "sendMessage",
            json!({ "chat_id": ada.id }),
            "message text is empty",
        ),
        (
            "editMessageText",
            json!({ "chat_id": ada.id, "text": "x" }),
            "message identifier is not specified",
        ),
        (
            "editMessageReplyMarkup",
            json!({ "message_id": 1 }),
            "chat_id is empty",
        ),
        (
            "sendDocument",
            json!({ "chat_id": ada.id }),
            "there is no document in the request",
        ),
        (
            "sendPhoto",
            json!({ "chat_id": ada.id, "photo": "attach://nothing" }),
            "there is no photo in the request",
        ),
        (
            "setMyCommands",
            json!({ "commands": [{ "command": "status" }] }),
            "can't parse setMyCommands.commands[0]: field \"description\" is missing",
        ),
    ] {
        let refused = client.refused(method, parameters.clone()).await;
        assert_eq!(refused, format!("Bad Request: {words}"), "{parameters}");
    }
}

#[tokio::test]
async fn a_parameter_of_another_type_is_refused() {
    let (_telegram, client, ada) = ada();
    for (parameters, words) in [
        (
            json!({ "chat_id": true, "text": "x" }),
            "sendMessage.chat_id: Integer expected",
        ),
        (
            json!({ "chat_id": ada.id, "text": 1 }),
            "sendMessage.text: String expected",
        ),
        (
            json!({ "chat_id": ada.id, "text": "x", "disable_notification": "yes" }),
            "sendMessage.disable_notification: Boolean expected",
        ),
        (
            json!({ "chat_id": ada.id, "text": "x", "entities": {} }),
            "sendMessage.entities: an Array expected",
        ),
        (
            json!({ "chat_id": ada.id, "text": "x", "reply_markup": "{}" }),
            "sendMessage.reply_markup: InlineKeyboardMarkup expected",
        ),
    ] {
        let refused = client.refused("sendMessage", parameters).await;
        assert_eq!(refused, format!("Bad Request: can't parse {words}"));
    }
    let scope = json!({ "commands": [], "scope": { "type": "everybody" } });
    assert_eq!(
        client.refused("setMyCommands", scope).await,
        "Bad Request: can't parse setMyCommands.scope.type: \"default\" expected"
    );
}

#[tokio::test]
async fn what_telegram_would_ignore_fails_the_test() {
    let (telegram, client, ada) = ada();
    let message = json!({
        "chat_id": ada.id, "text": "x", "reply_to_message_id": 1,
        "reply_markup": { "inline_keyboard": [[{ "text": "a", "callback_data": "b", "color": 1 }]] },
    });
    client.does("sendMessage", message).await;
    assert_eq!(
        telegram.violations(),
        [
            "sendMessage.reply_markup.inline_keyboard[0][0].color: unknown",
            "sendMessage.reply_to_message_id: unknown",
            "sendMessage: the button \"a\" is several: [\"callback_data\", \"color\"]",
        ]
    );
}

#[tokio::test]
#[should_panic(expected = "Telegram would have accepted this, but not as it was meant")]
async fn a_violation_that_nobody_asked_for_fails_the_test() {
    let (_telegram, client, _) = ada();
    client.does("getMe", json!({ "loudly": true })).await;
}

#[tokio::test]
async fn parameters_may_come_in_the_query_in_a_form_or_in_parts() {
    let (_telegram, client, ada) = ada();
    let chat = ada.id.to_string();
    let keyboard = super::keyboard(&["Yes"]).to_string();
    let fields = [
        ("chat_id", &*chat),
        ("text", "hi"),
        ("reply_markup", &*keyboard),
    ];
    let url = format!("{}/bot{TOKEN}/sendMessage", client.url);
    let body = |fields: &[(&str, &str)]| {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields).finish()
    };
    let of_a_form = client
        .request("sendMessage")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body(&fields));
    let of_a_query = client.http.get(format!("{url}?{}", body(&fields)));
    let parts = fields.into_iter().fold(Form::new(), |form, (name, value)| {
        form.text(name.to_owned(), value.to_owned())
    });
    let of_parts = client.request("sendMessage").multipart(parts);
    for request in [of_a_form, of_a_query, of_parts] {
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["ok"], true, "{answer}");
        let received = ada.private().next_message().await;
        assert_eq!(received.drawn(), "hi\n[Yes]");
    }
}

#[tokio::test]
async fn text_in_a_form_that_is_no_number_is_refused() {
    let (_telegram, client, _) = ada();
    let url = format!("{}/bot{TOKEN}/getUpdates?offset=soon", client.url);
    let answer: Value = client
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(
        answer["description"],
        "Bad Request: can't parse offset as Integer"
    );
}

#[tokio::test]
async fn a_body_of_a_type_that_nobody_reads_fails_the_test() {
    let (telegram, client, _) = ada();
    let request = client.request("getMe").header("content-type", "text/plain");
    assert!(
        request
            .body("{}")
            .send()
            .await
            .unwrap()
            .status()
            .is_success()
    );
    assert_eq!(
        telegram.violations(),
        ["a body of the type \"text/plain\", which nobody reads"]
    );
}
