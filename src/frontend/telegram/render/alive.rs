//! What Telegram sees in a word of plain text, as `TDLib` finds it (`MessageEntity.cpp`). Where that takes tables (which letters
//! of other scripts are letters, which ends of names there are), more is alive here than there.

/// Digits behind a plus that make it a telephone number.
const PHONE: usize = 7;
/// Numbers with dots between them that make an address.
const ADDRESS: usize = 4;

/// Whether Telegram could see an address, a mention, a tag, a number to call or a command in it.
pub(super) fn is_alive(word: &str) -> bool {
    let mut letters = word.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(letter) = letters.next() {
        let goes_on = letters.peek().is_some_and(|next| is_part(*next));
        let begins = before.is_none_or(|before| !sticks(before));
        let comes_to_life = match letter {
            '@' => goes_on,
            '/' | '$' => goes_on && begins,
            '#' => begins && (goes_on || letters.peek() == Some(&'·')),
            // A number to call.
            '+' => {
                letters
                    .clone()
                    .take_while(|next| next.is_ascii_digit() || *next == '-')
                    .count()
                    >= PHONE
            }
            // `shop.example`, and `main.rs` as well: names of countries are ends of file names.
            '.' => {
                before.is_some_and(ends_name)
                    && letters
                        .clone()
                        .take_while(|next| next.is_alphabetic())
                        .count()
                        >= 2
            }
            ':' => letters.peek() == Some(&'/'),
            _ => false,
        };
        if comes_to_life {
            return true;
        }
        before = Some(letter);
    }
    holds_address(word)
}

/// Whether four numbers with dots stand in it by themselves.
fn holds_address(word: &str) -> bool {
    let others = |c: char| !is_part(c) && !".-~".contains(c);
    word.split(others).any(|name| {
        let name = name.trim_end_matches('.');
        name.split('.').count() == ADDRESS && name.split('.').all(|it| it.parse::<u8>().is_ok())
    })
}

/// Whether a name may end so before a dot: with anything but punctuation.
fn ends_name(letter: char) -> bool {
    let punctuation = letter.is_ascii_punctuation() && !"_~".contains(letter);
    !punctuation && !letter.is_whitespace()
}

/// Whether what stands behind it is in the midst of a word. Beyond Latin, not all that is alphabetic is a letter for Telegram.
fn sticks(letter: char) -> bool {
    let latin = letter.is_alphabetic() && letter < '\u{250}';
    latin || letter.is_ascii_digit() || letter == '_'
}

fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::is_alive;

    #[test]
    fn addresses_are_alive_in_every_script_and_in_numbers() {
        for word in [
            "shop.example",
            "i❤.ws",
            "cafe\u{301}.com",
            "a\u{fffd}.com",
            "a~.com",
            "президент.рф",
            "xn--e1afmkfd.xn--p1ai",
            "203.0.113.7",
            "203.0.113.7/login",
            "0.0.0.0:8080→80",
            "tcp:10.0.0.1",
            "x=127.0.0.1..",
        ] {
            assert!(is_alive(word), "{word}");
        }
    }

    #[test]
    fn versions_numbers_and_ends_of_sentences_are_not() {
        for word in [
            "1.2.3",
            "v1.2.3.4",
            "1.2.3.4.5",
            "1.2.3.4-rc1",
            "db-1.2.3.4",
            "10.0.26100.1",
            "12.3",
            "e.g.",
            "...and",
            ".env",
            "up…",
            "8080→80",
        ] {
            assert!(!is_alive(word), "{word}");
        }
    }

    #[test]
    fn commands_and_tags_are_alive_behind_what_is_no_letter_to_telegram() {
        for word in ["हा/deploy", "½#tag", "ⓐ/deploy", "#·tag"] {
            assert!(is_alive(word), "{word}");
        }
        for word in ["a/b", "é/a", "1/2", "C#"] {
            assert!(!is_alive(word), "{word}");
        }
    }
}
