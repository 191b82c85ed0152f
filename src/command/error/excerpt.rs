//! The place in a text that an error speaks of: a line cut to a readable width, and carets under the place.

use std::fmt;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::conceal::CONCEALED;
use crate::domain::inert;

/// Columns of text before and after the beginning of the place.
const BEFORE: usize = 40;
const AFTER: usize = 32;

/// A line and where its carets stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    line: String,
    /// Columns before the first caret.
    indent: usize,
    /// How many carets; at least one.
    carets: usize,
}

impl Excerpt {
    /// The line of `source` that `span` begins in. A span that isn't on characters of `source` points at its end.
    pub(super) fn around(source: &str, span: &Range<usize>) -> Self {
        let (before, rest) = source.split_at_checked(span.start).unwrap_or((source, ""));
        let place_length = span.end.saturating_sub(span.start);
        let (place, after) = rest.split_at_checked(place_length).unwrap_or((rest, ""));

        let before = before.rsplit('\n').next().unwrap_or_default();
        let place = place.split('\n').next().unwrap_or_default();
        let after = after.split('\n').next().unwrap_or_default();

        let mut line = clip_start(before, BEFORE);
        if place.is_empty() && !line.ends_with(char::is_whitespace) {
            line.push(' ');
        }
        let indent = line.width();
        let shown = clip_end(place, AFTER);
        let carets = shown.width().max(1);
        line.push_str(&shown);
        if shown.ends_with('…') && !place.ends_with('…') {
            return Self {
                line,
                indent,
                carets,
            };
        }
        line.push_str(&clip_end(after, AFTER.saturating_sub(carets)));
        Self {
            line,
            indent,
            carets,
        }
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (indent, carets) = (self.indent, self.carets);
        write!(
            f,
            "  {}\n  {:indent$}{:^>carets$}",
            self.line.trim_end(),
            "",
            ""
        )
    }
}

/// The last characters of `text`, with a sign where some are left out.
fn clip_start(text: &str, most: usize) -> String {
    let Some((cut, _)) = text.char_indices().rev().nth(most) else {
        return visible(text);
    };
    format!("…{}", visible(text.get(cut..).unwrap_or_default()))
}

/// The first characters of `text`, with a sign where some are left out.
fn clip_end(text: &str, most: usize) -> String {
    let Some((cut, _)) = text.char_indices().nth(most) else {
        return visible(text);
    };
    format!("{}…", visible(text.get(..cut).unwrap_or_default()))
}

/// `text` with what can't be seen, or has no fixed width, replaced; how long a secret is can't be seen either.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut in_secret = false;
    for c in text.chars() {
        match c {
            CONCEALED if in_secret => {}
            CONCEALED => shown.push_str("***"),
            '\t' => shown.push(' '),
            c if inert::is_hidden(c) => shown.push(inert::REPLACEMENT),
            c => shown.push(c),
        }
        in_secret = c == CONCEALED;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(source: &str, span: Range<usize>) -> String {
        Excerpt::around(source, &span).to_string()
    }

    #[test]
    fn carets_stand_under_the_place_by_display_width() {
        assert_eq!(drawn("/logs 漢字 x", 6..12), "  /logs 漢字 x\n        ^^^^");
        assert_eq!(drawn("/logs web 0", 10..11), "  /logs web 0\n            ^");
    }

    #[test]
    fn something_missing_is_pointed_at_behind_the_end() {
        assert_eq!(drawn("/pair", 5..5), "  /pair\n        ^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let long = format!("/lock {} \"open {}", "a".repeat(500), "b".repeat(500));
        let shown = drawn(&long, 507..508);
        assert!(shown.lines().all(|line| line.width() < 80), "{shown}");
        assert!(shown.contains("a \"open b"), "{shown}");
        let under = shown.lines().nth(1).unwrap().find('^').unwrap();
        let above: String = shown.chars().skip(under).take(1).collect();
        assert_eq!(above, "\"");
    }

    #[test]
    fn only_the_line_of_the_place_is_shown_and_nothing_hidden_in_it() {
        assert_eq!(
            drawn("/logs\u{1b}[2J\nweb 0\nmore", 14..15),
            "  web 0\n      ^"
        );
        assert_eq!(drawn("a\u{202e}b", 0..1), "  a\u{fffd}b\n  ^");
    }

    #[test]
    fn a_span_outside_the_text_points_at_its_end() {
        assert_eq!(drawn("ab", 7..9), "  ab\n     ^");
    }
}
