//! Lines that fit a width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `text` broken between words, and within words that are longer than a line, so that no line is wider than `width`
/// columns; `None` breaks nothing. The first line begins at column `indent`, where the caller has written something, the
/// others are moved there by spaces.
pub(super) fn wrap(text: &str, width: Option<u16>, indent: usize) -> String {
    let room = width.map_or(usize::MAX, |width| {
        usize::from(width).saturating_sub(indent).max(1)
    });
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let mut current = String::new();
        for (number, word) in line.split(' ').enumerate() {
            if number > 0 {
                if current.width() + 1 + word.width() > room {
                    lines.push(std::mem::take(&mut current));
                } else {
                    current.push(' ');
                }
            }
            for c in word.chars() {
                if current.width() + c.width().unwrap_or(0) > room {
                    lines.push(std::mem::take(&mut current));
                }
                current.push(c);
            }
        }
        lines.push(current);
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_break_between_words_by_display_width() {
        assert_eq!(wrap("one two three", Some(9), 2), "one two\n  three");
        assert_eq!(wrap("漢字 漢字 x", Some(5), 0), "漢字\n漢字\nx");
        assert_eq!(wrap("  a b\nc", None, 0), "  a b\nc");
    }

    #[test]
    fn a_word_that_fits_on_no_line_is_broken() {
        assert_eq!(
            wrap("x averylongword y", Some(5), 0),
            "x\navery\nlongw\nord y"
        );
    }
}
