//! Inline keyboards.

use serde_json::{Value, json};

use super::{ada, keyboard};

fn with(chat: i64, markup: &Value) -> Value {
    json!({ "chat_id": chat, "text": "x", "reply_markup": markup })
}

#[tokio::test]
async fn a_keyboard_is_shown_row_by_row() {
    let (_telegram, client, ada) = ada();
    let rows = json!({ "inline_keyboard": [
        [{ "text": "Confirm", "callback_data": "n1" }, { "text": "Cancel", "callback_data": "n2" }],
        [{ "text": "Open", "url": "https://shop.example" }],
    ] });
    client.does("sendMessage", with(ada.id, &rows)).await;
    let received = ada.private().next_message().await;
    assert_eq!(
        received.buttons(),
        [vec!["Confirm", "Cancel"], vec!["Open"]]
    );
    assert_eq!(received.data("Cancel"), Some("n2"));
    assert_eq!(
        received.drawn(),
        "x\n[Confirm] [Cancel]\n[Open → https://shop.example]"
    );
}

#[tokio::test]
async fn data_has_1_to_64_bytes() {
    let (_telegram, client, ada) = ada();
    let button =
        |data: &str| json!({ "inline_keyboard": [[{ "text": "x", "callback_data": data }]] });
    client
        .does("sendMessage", with(ada.id, &button(&"é".repeat(32))))
        .await;
    for data in [String::new(), "x".repeat(65), "é".repeat(33)] {
        let refused = client
            .refused("sendMessage", with(ada.id, &button(&data)))
            .await;
        assert_eq!(refused, "Bad Request: BUTTON_DATA_INVALID");
    }
}

#[tokio::test]
async fn there_are_at_most_100_buttons_and_8_in_a_row() {
    let (_telegram, client, ada) = ada();
    let rows = |rows: usize, buttons: usize| {
        let row = vec![json!({ "text": "x", "callback_data": "x" }); buttons];
        with(ada.id, &json!({ "inline_keyboard": vec![row; rows] }))
    };
    client.does("sendMessage", rows(12, 8)).await;
    for (message, words) in [
        (rows(13, 8), "REPLY_MARKUP_TOO_LONG"),
        (rows(1, 9), "REPLY_MARKUP_INVALID"),
    ] {
        let refused = client.refused("sendMessage", message).await;
        assert_eq!(refused, format!("Bad Request: {words}"));
    }
}

#[tokio::test]
async fn a_button_does_something_and_an_address_is_one() {
    let (_telegram, client, ada) = ada();
    for (button, words) in [
        (
            json!({ "text": "x" }),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            json!({ "text": "x", "url": "shop" }),
            "inline keyboard button URL 'shop' is invalid: Wrong HTTP URL",
        ),
    ] {
        let markup = json!({ "inline_keyboard": [[button]] });
        let refused = client.refused("sendMessage", with(ada.id, &markup)).await;
        assert_eq!(refused, format!("Bad Request: {words}"));
    }
}

#[tokio::test]
async fn buttons_and_rows_that_nobody_would_see_fail_the_test() {
    let (telegram, client, ada) = ada();
    client
        .does("sendMessage", with(ada.id, &keyboard(&[" "])))
        .await;
    let mut holey = keyboard(&["a"]);
    holey["inline_keyboard"]
        .as_array_mut()
        .unwrap()
        .push(json!([]));
    client.does("sendMessage", with(ada.id, &holey)).await;
    assert_eq!(
        telegram.violations(),
        [
            "sendMessage: a button without text, which isn't shown",
            "sendMessage: a keyboard with an empty row",
        ]
    );
}
