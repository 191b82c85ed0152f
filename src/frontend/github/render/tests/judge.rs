//! GitHub's Markdown as comrak reads it, which GitHub's own reader is kin to: what of a comment is more than text.

use std::sync::LazyLock;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use regex::{Regex, RegexSet};

/// What of text GitHub makes something else, once Markdown is done with it.
static REFERENCES: LazyLock<RegexSet> = LazyLock::new(|| {
    RegexSet::new([
        r"@[A-Za-z0-9]",
        r"#\d",
        r"(?i)\bgh-\d",
        r"(?i)[0-9a-f]{7}",
        r"[A-Za-z]-\d",
        r":[A-Za-z0-9_+-]+:",
        r"(?i)(https?|ftp|mailto|xmpp):/",
        r"(?i)www\.",
        r"(?i)ghsa-",
    ])
    .unwrap()
});

/// The HTML that is ours.
static OURS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\A(<details><summary>[A-Za-z0-9 ;]+</summary>|</details>|<!-- hailer:[A-Za-z0-9:._/-]* -->)\n*\z")
        .unwrap()
});

/// What a reader of a comment sees.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// What is wrong with it.
    pub(super) wrong: Vec<String>,
    /// Its text, code too; a space where a line or a block ends.
    pub(super) text: String,
    /// The blocks of code.
    pub(super) fenced: Vec<String>,
    /// The rows of tables, by their cells.
    pub(super) rows: Vec<usize>,
}

/// Everything that GitHub has beyond `CommonMark`.
fn options() -> Options<'static> {
    let mut options = Options::default();
    let extension = &mut options.extension;
    extension.strikethrough = true;
    extension.table = true;
    extension.autolink = true;
    extension.tasklist = true;
    extension.footnotes = true;
    extension.alerts = true;
    extension.math_dollars = true;
    extension.math_code = true;
    options
}

pub(super) fn read(comment: &str) -> Seen {
    let arena = Arena::new();
    let root = parse_document(&arena, comment, &options());
    let mut seen = Seen::default();
    for node in root.descendants() {
        match &node.data().value {
            NodeValue::Document
            | NodeValue::List(_)
            | NodeValue::Item(_)
            | NodeValue::Table(_)
            | NodeValue::Strong => {}
            NodeValue::Paragraph
            | NodeValue::Heading(_)
            | NodeValue::TableCell
            | NodeValue::SoftBreak => seen.text.push(' '),
            NodeValue::TableRow(_) => seen.rows.push(node.children().count()),
            NodeValue::Text(text) => {
                if REFERENCES.is_match(text) {
                    seen.wrong.push(format!("a reference in {text:?}"));
                }
                seen.text.push_str(text);
            }
            NodeValue::Code(code) => seen.text.push_str(&code.literal),
            NodeValue::CodeBlock(code) if code.fenced && code.info.is_empty() => {
                seen.fenced.push(code.literal.clone());
            }
            NodeValue::HtmlBlock(html) if OURS.is_match(&html.literal) => {}
            other => seen.wrong.push(format!("{other:?}")),
        }
    }
    seen
}

#[test]
fn the_judge_sees_what_github_would_make_of_it() {
    for alive in [
        "@ada",
        "\\@ada",
        "&#64;ada",
        "fixes #7",
        "GH-7",
        "at 3f2a9c1",
        ":tada:",
        "https://x.example",
        "www.x.example",
        "a@x.example",
        "[a](b)",
        "![a](b)",
        "<b>",
        "<!-- a -->",
        "text <!-- a -->",
        "*a*",
        "~~a~~",
        "- [ ] a",
        "> a",
        "    a",
        "```rust\na\n```",
        "---",
        "$a$",
        "$`a`$",
        "a[^1]\n\n[^1]: b",
        "> [!NOTE]\n> a",
        "<details><summary><b></summary>",
    ] {
        assert!(!read(alive).wrong.is_empty(), "{alive:?}");
    }
    for inert in [
        "**a**: `@ada`",
        "| a |\n| --- |\n| `#7` |",
        "```\n@ada\n```",
    ] {
        assert_eq!(read(inert).wrong, Vec::<String>::new(), "{inert:?}");
    }
}
