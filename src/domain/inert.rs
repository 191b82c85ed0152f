//! Characters that can't be seen but act: on a terminal, on the order of letters, on what a name seems to be.

/// What stands in the place of a character that was taken out.
pub const REPLACEMENT: char = '\u{fffd}';

/// Whether `c` acts without being seen: control characters but for line feed and tab, bidirectional controls
/// (Unicode, UAX #9), zero-width and invisible format characters, tags.
#[must_use]
pub const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::is_hidden;

    #[test]
    fn what_turns_text_around_or_clears_a_screen_is_hidden_and_letters_are_not() {
        for c in [
            '\0', '\r', '\u{1b}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}',
        ] {
            assert!(is_hidden(c), "{c:?}");
        }
        for c in ['\n', '\t', ' ', 'a', 'ä', '漢', '🚀', '\u{301}'] {
            assert!(!is_hidden(c), "{c:?}");
        }
    }
}
