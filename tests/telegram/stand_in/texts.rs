//! Lengths, and what becomes of a text.

use serde_json::json;

use super::ada;

#[tokio::test]
async fn a_text_has_1_to_4096_utf16_units_after_its_entities_are_parsed() {
    let (_telegram, client, ada) = ada();
    // Two UTF-16 units each.
    let full = "🚢".repeat(2048);
    client.sends(ada.id, &format!("<b>{full}</b>")).await;
    assert_eq!(ada.private().next_message().await.text(), full);
    for (text, words) in [
        (format!("{full}x"), "message is too long"),
        (String::new(), "message text is empty"),
        ("<b></b> \n ".to_owned(), "message text is empty"),
    ] {
        let message = json!({ "chat_id": ada.id, "text": text, "parse_mode": "HTML" });
        let refused = client.refused("sendMessage", message).await;
        assert_eq!(refused, format!("Bad Request: {words}"));
    }
}

#[tokio::test]
async fn an_edit_that_is_too_long_is_refused_in_other_words() {
    let (_telegram, client, ada) = ada();
    let id = client.sends(ada.id, "short").await;
    let edit = json!({ "chat_id": ada.id, "message_id": id, "text": "x".repeat(4097) });
    let refused = client.refused("editMessageText", edit).await;
    assert_eq!(refused, "Bad Request: MESSAGE_TOO_LONG");
}

#[tokio::test]
async fn a_caption_has_at_most_1024_units() {
    let (_telegram, client, ada) = ada();
    let photo = json!({ "chat_id": ada.id, "photo": "file-1", "caption": "x".repeat(1025) });
    let refused = client.refused("sendPhoto", photo).await;
    assert_eq!(refused, "Bad Request: message caption is too long");
}

#[tokio::test]
async fn edges_are_trimmed_and_control_characters_replaced_and_entities_move_along() {
    let (_telegram, client, ada) = ada();
    let text = "\n  a\tb\r\n<b>bold \u{202e}one </b> \n";
    client.sends(ada.id, text).await;
    let received = ada.private().next_message().await;
    assert_eq!(received.text(), "a b\nbold one");
    assert_eq!(
        received.entities(),
        [json!({ "type": "bold", "offset": 4, "length": 8 })]
    );
}

#[tokio::test]
async fn entities_may_be_given_but_must_lie_within_the_text() {
    let (telegram, client, ada) = ada();
    let message = |length: u32| {
        let entity = json!({ "type": "bold", "offset": 3, "length": length });
        json!({ "chat_id": ada.id, "text": "🚢 up", "entities": [entity] })
    };
    client.does("sendMessage", message(2)).await;
    let received = ada.private().next_message().await;
    assert_eq!(received.drawn(), "🚢 **up**");
    assert_eq!(
        client.refused("sendMessage", message(3)).await,
        "Bad Request: can't parse entities: entity ends at 6 of 5"
    );
    let mut both = message(2);
    both["parse_mode"] = json!("HTML");
    client.does("sendMessage", both).await;
    assert_eq!(
        telegram.violations(),
        ["sendMessage: entities beside parse_mode, which wins"]
    );
}

#[tokio::test]
async fn entities_after_the_100th_are_plain_text_and_what_comes_to_life_there_is_told() {
    let (telegram, client, ada) = ada();
    let tags = "<code>#a</code> ".repeat(101);
    client.sends(ada.id, &tags).await;
    let received = ada.private().next_message().await;
    assert_eq!(received.entities().len(), 100);
    assert!(received.drawn().ends_with("`#a` #a"));
    assert_eq!(
        telegram.violations(),
        ["sendMessage: 1 entities after the 100th, so that these come to life: #a"]
    );
    // What is bold gives way to code, also where it stands before it.
    let both = format!("<b>@admin</b> {}", "<code>x</code> ".repeat(100));
    client.sends(ada.id, &both).await;
    let received = ada.private().next_message().await;
    assert!(received.drawn().starts_with("@admin `x`"));
    assert_eq!(
        telegram.violations(),
        ["sendMessage: 1 entities after the 100th, so that these come to life: @admin"]
    );
    client.sends(ada.id, &"<b>x</b> ".repeat(102)).await;
    assert_eq!(
        telegram.violations(),
        ["sendMessage: 2 entities after the 100th"]
    );
}

#[tokio::test]
async fn another_parse_mode_is_refused_and_markdown_is_not_known_here() {
    let (telegram, client, ada) = ada();
    let message = |mode: &str| json!({ "chat_id": ada.id, "text": "x", "parse_mode": mode });
    let refused = client.refused("sendMessage", message("LaTeX")).await;
    assert_eq!(refused, "Bad Request: unsupported parse_mode");
    client.does("sendMessage", message("MarkdownV2")).await;
    assert_eq!(
        telegram.violations(),
        ["sendMessage: MarkdownV2: the stand-in reads HTML alone"]
    );
}
