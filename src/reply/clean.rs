//! Text from outside, made inert: nothing in it moves a cursor, changes a colour, turns letters around or hides.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::domain::inert::{REPLACEMENT, is_hidden};

/// Escape sequences (ECMA-48): CSI, OSC, other strings up to their end or the end of the line, two-character ones. An
/// escape character that begins none of these is replaced like any hidden character.
static ESCAPES: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the pattern is a constant, and a test uses it"
    )]
    Regex::new(concat!(
        r"(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]",
        r"|(?:\x1b\]|\x{9d})[^\x07\x1b\x{9c}\n]*(?:\x07|\x1b\\|\x{9c})",
        r"|(?:\x1b[PX^_]|[\x{90}\x{98}\x{9e}\x{9f}])[^\x1b\x{9c}\n]*(?:\x1b\\|\x{9c})",
        r"|\x1b[ -/]*[0-~]",
    ))
    .expect("the pattern compiles")
});

/// `text` with escape sequences removed and other hidden characters visibly replaced; line feeds and tabs stay, every
/// other way to end a line becomes a line feed.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let text = ESCAPES.replace_all(text, "");
    let mut inert = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => inert.push('\n'),
            c if is_hidden(c) => inert.push(REPLACEMENT),
            c => inert.push(c),
        }
    }
    Cow::Owned(inert)
}

/// As [`clean`], from bytes that may not be UTF-8: what isn't is visibly replaced.
#[must_use]
pub fn clean_bytes(bytes: &[u8]) -> String {
    clean(&String::from_utf8_lossy(bytes)).into_owned()
}

/// As [`clean`], on one line: for names, cells and headlines.
#[must_use]
pub fn clean_line(text: &str) -> Cow<'_, str> {
    let inert = clean(text);
    if inert.contains(['\n', '\t']) {
        Cow::Owned(inert.replace(['\n', '\t'], " "))
    } else {
        inert
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escape_sequences_are_removed_whole() {
        assert_eq!(clean("\u{1b}[1;31mred\u{1b}[0m"), "red");
        assert_eq!(clean("\u{1b}]0;title\u{7}text"), "text");
        assert_eq!(
            clean("\u{1b}]8;;https://evil\u{1b}\\link\u{1b}]8;;\u{1b}\\"),
            "link"
        );
        assert_eq!(clean("\u{1b}Pq\u{1b}\\after\u{1b}c"), "after");
        assert_eq!(clean("\u{9b}2Jx"), "x");
    }

    #[test]
    fn a_sequence_that_never_ends_hides_no_later_line() {
        assert_eq!(
            clean("\u{1b}]0;never ends\nsecond line"),
            "0;never ends\nsecond line"
        );
        assert_eq!(clean("a\u{1b}"), "a\u{fffd}");
    }

    #[test]
    fn what_hides_or_turns_text_around_is_shown_as_replaced() {
        assert_eq!(
            clean("a\0b\u{202e}c\u{feff}"),
            "a\u{fffd}b\u{fffd}c\u{fffd}"
        );
        assert_eq!(clean("tab\tline\r\nnext\rlast"), "tab\tline\nnext\nlast");
        assert_eq!(
            clean_bytes(b"ok \xff\xfe \x1b[2Jend"),
            "ok \u{fffd}\u{fffd} end"
        );
        assert_eq!(clean_line("two\nlines\there"), "two lines here");
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(clean("plain ä 漢字 👩‍💻\n"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn nothing_hidden_survives(text in any::<String>()) {
            let cleaned = clean(&text);
            prop_assert!(!cleaned.chars().any(is_hidden), "{:?}", cleaned);
            prop_assert_eq!(clean(&cleaned), cleaned.clone());
        }
    }
}
