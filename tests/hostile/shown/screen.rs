//! A judge of what a terminal is sent: text, and of escape sequences none but colours and weights.

use std::sync::LazyLock;

use regex::Regex;

/// What changes how the next letters look, and nothing else (ECMA-48, SGR).
static STYLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\x1b\[[0-9;]*m").unwrap());

/// What of a text would act on whoever shows it.
pub(super) fn acting(text: &str) -> Vec<String> {
    let acts = |letter: &char| {
        let hides = matches!(*letter, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{e0000}'..='\u{e007f}');
        hides || (letter.is_control() && !matches!(*letter, '\n' | '\t'))
    };
    text.chars()
        .filter(acts)
        .map(|letter| format!("{letter:?} acts in {text:?}"))
        .take(1)
        .collect()
}

/// What is wrong with what is printed.
pub(super) fn wrong(printed: &str) -> Vec<String> {
    acting(&without_style(printed))
}

/// What is printed, without its colours and weights.
pub(super) fn without_style(printed: &str) -> String {
    STYLE.replace_all(printed, "").into_owned()
}

#[test]
fn the_judge_sees_what_a_terminal_would_do() {
    for bad in [
        "\u{1b}[2J",
        "\u{1b}]0;t\u{7}",
        "a\u{9b}2J",
        "\r",
        "\u{8}",
        "\u{202e}",
        "\u{1b}c",
        "\u{7}",
        "\u{1b}[1A",
    ] {
        assert!(!wrong(bad).is_empty(), "{bad:?}");
    }
    for good in ["\u{1b}[1mbold\u{1b}[0m", "tab\tline\n", "漢字 🚢 é"] {
        assert_eq!(wrong(good), [""; 0], "{good:?}");
    }
}
