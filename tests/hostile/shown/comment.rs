//! A judge of comments on GitHub: comrak makes HTML of them as GitHub does, with everything let through, and html5ever reads
//! that. Beside the elements that Hailer writes there is nothing.

use std::sync::LazyLock;

use comrak::{Options, markdown_to_html};
use regex::Regex;

use super::html;

/// The elements of a comment of ours.
const OURS: [&str; 15] = [
    "p", "strong", "code", "pre", "h4", "ul", "li", "table", "thead", "tbody", "tr", "th", "td",
    "details", "summary",
];

/// What GitHub makes something of in text that isn't code.
static ALIVE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"@[A-Za-z0-9]|#\d|(?i)\bgh-\d|(?i)\b[0-9a-f]{7,40}\b|:[a-z0-9_+-]+:|(?i)www\.|(?i)[a-z]+:/",
        r"|(?i)ghsa-|\[[ xX]?\]",
    ))
    .unwrap()
});

/// What of GitHub's Markdown is beyond `CommonMark`.
fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.extension.alerts = true;
    options.extension.math_dollars = true;
    options.extension.math_code = true;
    options.render.r#unsafe = true;
    options
}

/// What is wrong with a comment.
pub(super) fn wrong(body: &str) -> Vec<String> {
    let seen = html::read(&markdown_to_html(body, &options()));
    let mut wrong = seen.wrong.clone();
    let others = seen.tags.iter().filter(|tag| !OURS.contains(&tag.as_str()));
    wrong.extend(others.map(|tag| format!("<{tag}>")));
    if seen.comments.len() > 1
        || seen
            .comments
            .iter()
            .any(|text| !text.starts_with(" hailer:"))
    {
        wrong.push(format!("comments: {:?}", seen.comments));
    }
    if body.encode_utf16().count() > 65_536 {
        wrong.push("it is too long".to_owned());
    }
    wrong.extend(super::screen::acting(body));
    for (within, text) in &seen.texts {
        let is_code = within.iter().any(|name| name == "code");
        if let Some(alive) = ALIVE.find(text).filter(|_| !is_code) {
            wrong.push(format!("{:?} is alive in {text:?}", alive.as_str()));
        }
    }
    wrong
}

/// The blocks of code in it, as they are read.
pub(super) fn fenced(body: &str) -> Vec<String> {
    let seen = html::read(&markdown_to_html(body, &options()));
    let blocks = seen
        .texts
        .into_iter()
        .filter(|(within, _)| within.iter().any(|name| name == "pre"));
    blocks.map(|(_, text)| text).collect()
}

#[test]
fn the_judge_sees_what_github_would_make_of_it() {
    for bad in [
        "@ada",
        "\\@ada",
        "&#64;ada",
        "fixes #7",
        "GH-7",
        "at 3f2a9c1",
        ":tada:",
        "https://x.example",
        "www.x.example",
        "[a](b)",
        "![a](b)",
        "<b>x</b>",
        "<!-- a -->",
        "*a*",
        "~~a~~",
        "- [ ] a",
        "> a",
        "---",
        "# a",
        "1. a",
        "<img src=x>",
        "a[^1]\n\n[^1]: b",
        "> [!NOTE]\n> a",
        "</details>",
        "a\u{202e}b",
        "```rust\na\n```",
    ] {
        assert!(!wrong(bad).is_empty(), "{bad:?}");
    }
    for good in [
        "**a**: `@ada`",
        "| a |\n| --- |\n| `#7` |",
        "```\n@ada\n```",
        "#### a\n\n- b\n- `c`",
        "<details><summary>2 lines</summary>\n\n```\na\n```\n\n</details>\n\n<!-- hailer:x -->",
    ] {
        assert_eq!(wrong(good), [""; 0], "{good:?}");
    }
}
