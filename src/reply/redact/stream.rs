//! Redaction of text that comes in pieces: a secret is also found where it was cut in two.

use std::sync::LazyLock;

use regex::Regex;

use super::shape::{LONGEST, PRIVATE_KEY_BEGIN, PRIVATE_KEY_END, compiled};
use super::{REDACTED, Redactor, cut_out};

static KEY_BEGIN: LazyLock<Regex> = LazyLock::new(|| compiled(PRIVATE_KEY_BEGIN));
static KEY_END: LazyLock<Regex> = LazyLock::new(|| compiled(PRIVATE_KEY_END));

/// Whether the last private key that begins in `text` doesn't end in it.
fn key_goes_on(text: &str) -> bool {
    let last_begin = KEY_BEGIN.find_iter(text).last();
    last_begin.is_some_and(|begin| !KEY_END.is_match(text.get(begin.end()..).unwrap_or_default()))
}

/// Takes pieces in, gives text without secrets out. It waits for the end of a line, or for more than a secret can be
/// long, before it gives anything out: call [`Stream::finish`] for what is left.
#[derive(Debug)]
pub struct Stream<'r> {
    redactor: &'r Redactor,
    held: String,
    /// Whether a private key has begun that hasn't ended.
    in_key: bool,
}

impl<'r> Stream<'r> {
    /// A line that is longer is given out in parts.
    const LONGEST_LINE: usize = 64 * 1024;

    pub(super) const fn new(redactor: &'r Redactor) -> Self {
        Self {
            redactor,
            held: String::new(),
            in_key: false,
        }
    }

    /// Takes the next piece; gives out what is certain by now.
    pub fn push(&mut self, piece: &str) -> String {
        self.held.push_str(piece);
        let lines = self.held.rfind('\n').map_or(0, |at| at + 1);
        let rest = self.held.split_off(lines);
        let complete = std::mem::replace(&mut self.held, rest);
        let mut shown = self.whole(&complete);
        if self.held.len() > Self::LONGEST_LINE {
            shown.push_str(&self.part_of_line());
        }
        shown
    }

    /// What is left.
    #[must_use]
    pub fn finish(mut self) -> String {
        let rest = std::mem::take(&mut self.held);
        self.whole(&rest)
    }

    /// Redacts text in which no secret but a private key can go on behind the end.
    fn whole(&mut self, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        let text = self.behind_key(text);
        if self.in_key {
            return String::new();
        }
        self.in_key = key_goes_on(text);
        self.redactor.redact(text).into_owned()
    }

    /// What stands behind the end of the private key that has begun: all of `text` where none has.
    fn behind_key<'t>(&mut self, text: &'t str) -> &'t str {
        if !self.in_key {
            return text;
        }
        let Some(end) = KEY_END.find(text) else {
            return "";
        };
        self.in_key = false;
        text.get(end.end()..).unwrap_or_default()
    }

    /// Gives out the beginning of a line that is too long to be kept, up to where a secret may still be incomplete.
    fn part_of_line(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        self.held = self.behind_key(&held).to_owned();
        let secrets = self.redactor.secrets_in(&self.held);
        let keep = LONGEST.max(self.redactor.longest);
        let mut cut = self.held.len().saturating_sub(keep);
        while !self.held.is_char_boundary(cut) {
            cut -= 1;
        }
        let across = secrets
            .iter()
            .find(|secret| secret.start < cut && cut < secret.end);
        if let Some(secret) = across {
            // A secret that goes on to the end may go on behind it; nothing that long is worth waiting for.
            if secret.start == 0 {
                self.in_key = key_goes_on(&self.held);
                self.held.clear();
                return REDACTED.to_owned();
            }
            cut = secret.start;
        }
        let before: Vec<_> = secrets
            .into_iter()
            .filter(|secret| secret.end <= cut)
            .collect();
        let rest = self.held.split_off(cut);
        let complete = std::mem::replace(&mut self.held, rest);
        cut_out(&complete, &before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn in_pieces(redactor: &Redactor, text: &str, sizes: &[usize]) -> String {
        let mut stream = redactor.stream();
        let mut shown = String::new();
        let mut chars: Vec<char> = text.chars().collect();
        for size in sizes.iter().copied().cycle() {
            if chars.is_empty() {
                break;
            }
            let piece: String = chars.drain(..size.clamp(1, chars.len())).collect();
            shown.push_str(&stream.push(&piece));
        }
        shown + &stream.finish()
    }

    fn redactor() -> Redactor {
        Redactor::builder()
            .secret("hunter22-and-more")
            .secret("short1")
            .build()
    }

    #[test]
    fn a_value_that_is_cut_in_two_is_found() {
        let redactor = redactor();
        let mut stream = redactor.stream();
        assert_eq!(stream.push("password is hunter2"), "");
        assert_eq!(stream.push("2-and-more\nnext"), "password is [redacted]\n");
        assert_eq!(stream.finish(), "next");
    }

    #[test]
    fn a_private_key_is_swallowed_line_by_line() {
        let text = "a\n-----BEGIN PRIVATE KEY-----\nMIIa\nMIIb\n-----END PRIVATE KEY-----\nb\n";
        for sizes in [[1], [7], [1000]] {
            let shown = in_pieces(&redactor(), text, &sizes);
            assert!(shown.starts_with("a\n[redacted]"), "{shown}");
            assert!(
                shown.ends_with("\nb\n") && !shown.contains("MII"),
                "{shown}"
            );
        }
    }

    #[test]
    fn a_private_key_that_is_longer_than_a_line_may_be_stays_hidden() {
        let body = "MIIa".repeat(50_000);
        let text = format!("-----BEGIN PRIVATE KEY-----{body}-----END PRIVATE KEY----- after");
        let shown = in_pieces(&redactor(), &text, &[5000]);
        assert!(
            !shown.contains("MII") && shown.ends_with(" after"),
            "{}",
            shown.len()
        );
    }

    #[test]
    fn a_line_without_an_end_does_not_fill_the_memory() {
        let redactor = redactor();
        let mut stream = redactor.stream();
        let mut shown = String::new();
        for _ in 0..200 {
            shown.push_str(&stream.push(&"x".repeat(1000)));
            shown.push_str(&stream.push("hunter22-and-more "));
            assert!(stream.held.len() <= Stream::LONGEST_LINE + 1100);
        }
        shown.push_str(&stream.finish());
        assert_eq!(shown.matches(REDACTED).count(), 200);
        assert!(!shown.contains("hunter"));
    }

    proptest! {
        #[test]
        fn pieces_of_any_size_give_what_the_whole_gives(
            words in proptest::collection::vec(
                prop_oneof!["[a-z ]{0,9}", Just("hunter22-and-more".to_owned()), Just("short1".to_owned()), Just("\n".to_owned())],
                0..40,
            ),
            sizes in proptest::collection::vec(1_usize..20, 1..5),
        ) {
            let text = words.concat();
            let redactor = redactor();
            prop_assert_eq!(in_pieces(&redactor, &text, &sizes), redactor.redact(&text).into_owned());
        }
    }
}
