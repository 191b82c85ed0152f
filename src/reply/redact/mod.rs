//! Secrets taken out of whatever is shown, stored or traced: values that are known, and shapes that only secrets have.
//!
//! It never decides what may be read, and it can't know a secret that was neither given to it nor looks like one.

mod shape;
mod stream;

use std::borrow::Cow;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use super::block::Reply;

pub use stream::Stream;

/// What stands in the place of a secret.
pub(crate) const REDACTED: &str = "[redacted]";

/// Takes secrets out of text. Cheap to use, dear to build: one for each project and state of its files.
#[derive(Debug, Clone)]
pub struct Redactor {
    known: Option<AhoCorasick>,
    /// Bytes of the longest known secret.
    longest: usize,
}

/// The secrets of a project, gathered.
#[derive(Default)]
pub struct RedactorBuilder {
    secrets: Vec<String>,
}

impl RedactorBuilder {
    /// Shorter values of env files are words like any other.
    const SHORTEST_VALUE: usize = 6;
    /// Shorter secrets would black out ordinary words, and so give themselves away.
    const SHORTEST_SECRET: usize = 4;

    /// A variable of a service: its value counts when its key looks secret.
    #[must_use]
    pub fn variable(self, key: &str, value: &str) -> Self {
        if looks_secret(key) {
            self.secret(value)
        } else {
            self
        }
    }

    /// A variable from an env file: its value counts whatever the key.
    #[must_use]
    pub fn env_file_variable(self, key: &str, value: &str) -> Self {
        if value.len() >= Self::SHORTEST_VALUE {
            self.secret(value)
        } else {
            self.variable(key, value)
        }
    }

    /// A secret: the content of a Compose secret, a token of ours. Each line of it counts, since logs come in lines.
    #[must_use]
    pub fn secret(mut self, value: &str) -> Self {
        for line in value.lines().map(str::trim) {
            let word = ["true", "false", "null", "none"]
                .iter()
                .any(|word| line.eq_ignore_ascii_case(word));
            if line.len() >= Self::SHORTEST_SECRET && !word {
                self.secrets.extend(written_forms(line));
            }
        }
        self
    }

    /// The redactor of what was gathered, and of every known shape.
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "building fails only beyond 2^31 states, which no env file holds"
    )]
    pub fn build(mut self) -> Redactor {
        self.secrets.sort();
        self.secrets.dedup();
        let longest = self.secrets.iter().map(String::len).max().unwrap_or(0);
        #[expect(
            clippy::expect_used,
            reason = "building fails only beyond 2^31 states, which no env file holds"
        )]
        let known = (!self.secrets.is_empty()).then(|| {
            AhoCorasick::builder()
                .match_kind(MatchKind::LeftmostLongest)
                .build(&self.secrets)
                .expect("the secrets of one project fit")
        });
        Redactor { known, longest }
    }
}

/// A secret as it is, and as JSON and addresses write it where that differs.
fn written_forms(secret: &str) -> Vec<String> {
    let json = serde_json::Value::from(secret).to_string();
    let json = json.trim_start_matches('"').trim_end_matches('"');
    let encoded: String = secret
        .bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(b).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect();
    vec![secret.to_owned(), json.to_owned(), encoded]
}

/// Whether a variable of this name holds a secret, by the words that its name is made of.
fn looks_secret(key: &str) -> bool {
    const WORDS: [&str; 14] = [
        "AUTH",
        "COOKIE",
        "CREDENTIAL",
        "CREDENTIALS",
        "DSN",
        "KEY",
        "KEYS",
        "PASS",
        "PASSPHRASE",
        "PWD",
        "SALT",
        "SIGNATURE",
        "WEBHOOK",
        "PRIVATE",
    ];
    const PARTS: [&str; 5] = ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "APIKEY"];
    let key = key.to_ascii_uppercase();
    // `DB_PASSWORD_FILE` holds a path.
    let path = key.ends_with("_FILE") || key.ends_with("_PATH");
    let word = key.split(['_', '-', '.']).any(|word| WORDS.contains(&word));
    !path && (word || PARTS.iter().any(|part| key.contains(part)))
}

impl Redactor {
    /// Starts gathering secrets.
    #[must_use]
    pub fn builder() -> RedactorBuilder {
        RedactorBuilder::default()
    }

    /// `text` without secrets.
    #[must_use]
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.secrets_in(text).as_slice() {
            [] => Cow::Borrowed(text),
            ranges => Cow::Owned(cut_out(text, ranges)),
        }
    }

    /// `reply` without secrets, in its texts and in its data.
    #[must_use]
    pub fn reply(&self, reply: Reply) -> Reply {
        reply.map_text(&|text| match self.redact(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(redacted) => redacted,
        })
    }

    /// For text that comes in pieces.
    #[must_use]
    pub fn stream(&self) -> Stream<'_> {
        Stream::new(self)
    }

    /// Where secrets are in `text`, in order, apart from each other.
    fn secrets_in(&self, text: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = self
            .known
            .iter()
            .flat_map(|known| known.find_iter(text).map(|hit| hit.range()))
            .collect();
        shape::find(text, &mut found);
        found.sort_by_key(|range| range.start);
        let mut apart: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for range in found {
            match apart.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => apart.push(range),
            }
        }
        apart
    }
}

/// `text` with each of `ranges`, which are in order, replaced.
fn cut_out(text: &str, ranges: &[Range<usize>]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        shown.push_str(text.get(at..range.start).unwrap_or_default());
        shown.push_str(REDACTED);
        at = range.end;
    }
    shown.push_str(text.get(at..).unwrap_or_default());
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reply::Status;

    fn redactor() -> Redactor {
        Redactor::builder()
            .variable("DB_PASSWORD", "hunter22")
            .variable("PGPASSWORD", "p\"q/r?s")
            .variable("LOG_LEVEL", "verbose")
            .variable("AUTH_ENABLED", "true")
            .variable("TLS_KEY_FILE", "/run/tls.key")
            .env_file_variable("REGION", "eu-north-7")
            .env_file_variable("PORT", "8080")
            .secret("first line\nsecond line\n")
            .build()
    }

    #[test]
    fn values_are_redacted_by_where_they_come_from() {
        let redactor = redactor();
        assert_eq!(
            redactor
                .redact("login with hunter22 in eu-north-7 on 8080, verbose, true, /run/tls.key"),
            "login with [redacted] in [redacted] on 8080, verbose, true, /run/tls.key"
        );
        assert_eq!(redactor.redact("the second line"), "the [redacted]");
        assert!(matches!(redactor.redact("nothing"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_value_is_found_as_json_and_addresses_write_it() {
        let redactor = redactor();
        assert_eq!(
            redactor.redact(r#"{"x": "p\"q/r?s"}"#),
            r#"{"x": "[redacted]"}"#
        );
        assert_eq!(redactor.redact("?x=p%22q%2Fr%3Fs"), "?x=[redacted]");
    }

    #[test]
    fn a_reply_is_redacted_in_its_data_too() {
        let reply = Reply::new(Status::Done, "hunter22")
            .text("say hunter22")
            .data(serde_json::json!({"why": "hunter22"}));
        let shown = serde_json::to_string(&redactor().reply(reply)).unwrap();
        assert!(!shown.contains("hunter22"), "{shown}");
    }

    #[test]
    fn names_of_variables_that_hold_secrets_are_known() {
        for key in [
            "API_KEY",
            "GITHUB_TOKEN",
            "POSTGRES_PASSWORD",
            "secret",
            "aws.secret-access",
            "SENTRY_DSN",
            "DB_PASS",
        ] {
            assert!(looks_secret(key), "{key}");
        }
        for key in [
            "PATH",
            "KEYBOARD",
            "PASSENGER_PORT",
            "TOKENIZER_FILE",
            "HOST",
            "DB_PASSWORD_FILE",
        ] {
            assert!(!looks_secret(key), "{key}");
        }
    }

    #[test]
    fn a_megabyte_of_log_is_redacted_at_once() {
        let redactor = redactor();
        let line =
            "2026-11-21T08:56:00Z INFO request path=/cart/7 status=200 took=12ms user=alice\n";
        let log = line.repeat((1 << 20) / line.len());
        let begin = std::time::Instant::now();
        assert_eq!(redactor.redact(&log), log.as_str());
        // A bound against quadratic search, wide enough for an unoptimised build on a busy machine.
        assert!(begin.elapsed().as_secs() < 5, "{:?}", begin.elapsed());
    }
}
