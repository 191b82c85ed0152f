//! A judge of messages for Telegram: HTML of its tag set alone, within its length, and nothing in plain text that it would bring
//! to life.

use std::sync::LazyLock;

use hailer::frontend::telegram::Piece;
use regex::Regex;

use super::html;

/// What Telegram makes something of in plain text (Bot API, `MessageEntity`): mentions, tags, commands, addresses, numbers.
static ALIVE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"@[A-Za-z0-9_]",
        r"|(?:^|[^\p{L}\p{Nd}_/])#[\w·]",
        r"|(?:^|[^\w/$])\$[A-Z]{1,8}\b",
        r"|(?:^|[\s(\[{<>'\p{M}])/[A-Za-z0-9_]",
        r"|[A-Za-z][A-Za-z0-9+.-]*://",
        r"|(?i)(?:[a-z0-9_~]|[^\s\x00-\x{bf}\x{2000}-\x{206f}])",
        r"\.(?:com|org|net|io|dev|example|ru|sh|rs|me|tg|de|ws|рф)\b",
        r"|(?:^|[^\w.~-])(?:[0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|25[0-5])(?:\.(?:[0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|25[0-5])){3}",
        r"(?:\.\s|\.?$|[^\w.~-])",
        r"|\+[0-9][0-9-]{6,}",
    ))
    .unwrap()
});

/// Marks that Telegram heeds in a message (`MAX_USER_ENTITY_COUNT` in `TDLib`). What those behind stand around is plain text.
const HEEDED: usize = 100;

/// What is wrong with what is sent.
pub(super) fn wrong(pieces: &[Piece]) -> Vec<String> {
    let mut wrong = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text { html, keyboard } => {
                wrong.extend(of_text(html));
                for button in keyboard.iter().flatten() {
                    if button.data.len() > 64 || button.label.chars().any(char::is_control) {
                        wrong.push(format!("a button: {button:?}"));
                    }
                }
            }
            Piece::File { name, contents } => {
                let is_plain =
                    |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
                if !name.chars().all(is_plain) {
                    wrong.push(format!("a file called {name:?}"));
                }
                wrong.extend(super::screen::acting(contents));
            }
        }
    }
    if pieces.is_empty() {
        wrong.push("nothing is sent".to_owned());
    }
    wrong
}

fn of_text(markup: &str) -> Vec<String> {
    let seen = html::read(markup);
    let mut wrong = seen.wrong.clone();
    wrong.extend(
        seen.comments
            .iter()
            .map(|text| format!("a comment: {text}")),
    );
    let others = seen
        .tags
        .iter()
        .filter(|tag| !matches!(tag.as_str(), "b" | "i" | "code" | "pre"));
    wrong.extend(others.map(|tag| format!("<{tag}>")));
    if seen.tags.len() > HEEDED {
        wrong.push(format!(
            "{} marks, of which {HEEDED} are heeded",
            seen.tags.len()
        ));
    }
    let text = seen.text();
    if text.encode_utf16().count() > 4096 {
        wrong.push("it is too long".to_owned());
    }
    if text.trim().is_empty() {
        wrong.push("it is empty".to_owned());
    }
    wrong.extend(super::screen::acting(&text));
    for (within, text) in &seen.texts {
        if within.len() > 1 {
            wrong.push(format!("{within:?} within each other"));
        }
        let is_code = within.iter().any(|name| name == "code" || name == "pre");
        if let Some(alive) = ALIVE.find(text).filter(|_| !is_code) {
            wrong.push(format!("{:?} is alive in {text:?}", alive.as_str()));
        }
    }
    wrong
}

#[test]
fn the_judge_sees_what_telegram_would_make_of_it() {
    let sent = |html: &str| {
        wrong(&[Piece::Text {
            html: html.to_owned(),
            keyboard: Vec::new(),
        }])
    };
    let many = "<code>#a</code> ".repeat(101);
    for bad in [
        many.as_str(),
        "203.0.113.7/login",
        "at 0.0.0.0:80",
        "10.0.0.1.",
        "i\u{2764}.ws",
        "cafe\u{301}.com",
        "a~.com",
        "\u{bd}#tag",
        "#\u{b7}tag",
        "\u{93e}/deploy",
        "@admin",
        "<b>@admin</b>",
        "#tag",
        "a #tag",
        "$USD",
        "/docker_deploy",
        "see (/deploy)",
        "https://x",
        "tg://user?id=7",
        "evil.example",
        "+491234567",
        "<a href=\"x\">y</a>",
        "<u>a</u>",
        "<b>a",
        "<b><i>a</i></b>",
        "&#64;admin",
        "a\u{202e}b",
        "a\u{1b}[31m",
        "",
        " ",
        "<!-- a -->x",
        "<code class=\"x\">a</code>",
        "<tg-spoiler>a</tg-spoiler>",
    ] {
        assert!(!sent(bad).is_empty(), "{bad:?}");
    }
    for good in [
        "✅",
        "a/b 8080→80, v1.4.2, 10.0.26100.1, v1.2.3.4, 1.2.3.4.5, 1.2.3.4-rc1, 1.2.3",
        &many["<code>#a</code> ".len()..],
        "<code>@admin</code> <pre>/deploy\nhttps://x</pre>",
        "R&amp;D &lt;b&gt;",
        "1 &gt; 0 + 1 # x",
    ] {
        assert_eq!(sent(good), [""; 0], "{good:?}");
    }
}
