//! Telegram's HTML.

use serde_json::{Value, json};

use super::{Client, ada};
use crate::telegram::Limits;

async fn refused(client: &Client, chat: i64, text: &str) -> String {
    let message = json!({ "chat_id": chat, "text": text, "parse_mode": "HTML" });
    let words = client.refused("sendMessage", message).await;
    words
        .strip_prefix("Bad Request: can't parse entities: ")
        .unwrap_or(&words)
        .to_owned()
}

#[tokio::test]
async fn each_tag_makes_its_entity() {
    let (telegram, client, ada) = ada();
    telegram.limit(Limits {
        burst: 100,
        ..Limits::default()
    });
    for (source, kind, more) in [
        ("<b>x</b>", "bold", None),
        ("<STRONG>x</strong>", "bold", None),
        ("<i>x</i>", "italic", None),
        ("<em>x</em>", "italic", None),
        ("<u>x</u>", "underline", None),
        ("<ins>x</ins>", "underline", None),
        ("<s>x</s>", "strikethrough", None),
        ("<strike>x</strike>", "strikethrough", None),
        ("<del>x</del>", "strikethrough", None),
        ("<tg-spoiler>x</tg-spoiler>", "spoiler", None),
        ("<span class=\"tg-spoiler\">x</span>", "spoiler", None),
        ("<code>x</code>", "code", None),
        ("<code class='language-sh'>x</code>", "code", None),
        ("<pre>x</pre>", "pre", None),
        (
            "<pre><code class=\"language-yaml\">x</code></pre>",
            "pre",
            Some(("language", "yaml")),
        ),
        ("<blockquote>x</blockquote>", "blockquote", None),
        (
            "<blockquote expandable>x</blockquote>",
            "expandable_blockquote",
            None,
        ),
        (
            "<a href=\"https://a.example/?b=1&amp;c=2\">x</a>",
            "text_link",
            Some(("url", "https://a.example/?b=1&c=2")),
        ),
        (
            "<tg-emoji emoji-id=\"5368324170671202286\">x</tg-emoji>",
            "custom_emoji",
            Some(("custom_emoji_id", "5368324170671202286")),
        ),
    ] {
        client.sends(ada.id, source).await;
        let received = ada.private().next_message().await;
        let mut entity = json!({ "type": kind, "offset": 0, "length": 1 });
        if let Some((name, value)) = more {
            entity[name] = Value::from(value);
        }
        assert_eq!(
            (received.text(), received.entities()),
            ("x", &[entity][..]),
            "{source}"
        );
    }
}

#[tokio::test]
async fn the_reader_sees_text_and_the_drawing_shows_its_marks() {
    let (_telegram, client, ada) = ada();
    let text = "<b>shop <i>is</i> up</b>: <a href='https://a.example'>1 &lt; 2 &amp; &quot;3&quot;</a> \
                &#128674;&#x1F6A2;<blockquote>so</blockquote><pre>a\nb</pre>";
    client.sends(ada.id, text).await;
    let received = ada.private().next_message().await;
    assert_eq!(received.text(), "shop is up: 1 < 2 & \"3\" 🚢🚢soa\nb");
    assert_eq!(
        received.drawn(),
        "**shop _is_ up**: [1 < 2 & \"3\"](https://a.example) 🚢🚢«so»```\na\nb\n```"
    );
}

#[tokio::test]
async fn offsets_count_utf16_units() {
    let (_telegram, client, ada) = ada();
    client.sends(ada.id, "🚢é<b>🚢</b>").await;
    let received = ada.private().next_message().await;
    assert_eq!(
        received.entities(),
        [json!({ "type": "bold", "offset": 3, "length": 2 })]
    );
}

#[tokio::test]
async fn broken_markup_is_refused_with_the_byte_offset() {
    let (_telegram, client, ada) = ada();
    for (source, words) in [
        (
            "é <div>x</div>",
            "Unsupported start tag \"div\" at byte offset 3",
        ),
        ("a <none", "Unclosed start tag at byte offset 2"),
        ("if a < b", "Unsupported start tag \"\" at byte offset 5"),
        ("<a href=\"x>y</a>", "Unclosed start tag at byte offset 0"),
        ("<a href=", "Unclosed start tag \"a\" at byte offset 0"),
        (
            "<a href=x:y>z</a>",
            "Unexpected end of name token at byte offset 8",
        ),
        (
            "<b =1>z</b>",
            "Empty attribute name in the tag \"b\" at byte offset 0",
        ),
        (
            "<span>x</span>",
            "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0",
        ),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        (
            "<b><i>x</b></i>",
            "Unmatched end tag at byte offset 7, expected \"</i>\", found \"</b>\"",
        ),
        (
            "<b><i>x</i>",
            "Can't find end tag corresponding to start tag \"b\"",
        ),
    ] {
        assert_eq!(refused(&client, ada.id, source).await, words, "{source}");
    }
}

#[tokio::test]
async fn what_the_server_mends_in_silence_fails_the_test() {
    let (telegram, client, ada) = ada();
    for (source, words) in [
        ("R&D", "an unescaped \"&\" at byte offset 1, before \"&D\""),
        (
            "a&nbsp;b",
            "an unescaped \"&\" at byte offset 1, before \"&nbsp;b\"",
        ),
        (
            "1 > 0",
            "an unescaped \">\" at byte offset 2, before \"> 0\"",
        ),
        (
            "<pre>a <b>b</b></pre>",
            "<b> inside of pre or code, which hold text alone, at byte offset 10, before \"b</b></pre>\"",
        ),
        (
            "<blockquote>a<blockquote>b</blockquote></blockquote>",
            "a blockquote inside of a blockquote at byte offset 25, before \"b</blockquote></blockquote>\"",
        ),
    ] {
        client.sends(ada.id, source).await;
        assert_eq!(telegram.violations(), [format!("sendMessage: {words}")]);
    }
}
