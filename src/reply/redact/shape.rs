//! Shapes that only secrets have. Each is taken from its issuer's own description of its tokens.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

/// Where a private key begins; [`PRIVATE_KEY_END`] ends it.
pub(super) const PRIVATE_KEY_BEGIN: &str = r"-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----";
/// Where a private key ends.
pub(super) const PRIVATE_KEY_END: &str = r"-----END [A-Z ]*PRIVATE KEY( BLOCK)?-----";
/// A private key, to its end or to the end of the text.
const PRIVATE_KEY: &str = concat!(
    r"(?s)-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----.*?",
    r"(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\z)",
);

/// How many letters of base64 the lines of keys have (RFC 7468, OpenSSH, RFC 2045).
const LINES_OF_KEYS: [usize; 3] = [64, 70, 76];
/// How many the last one has, before its padding.
const LAST_LINE_OF_A_KEY: Range<usize> = 10..76;

/// The bytes that a token of the shapes below has at most, but for private keys.
pub(super) const LONGEST: usize = 4096;

/// The whole match is the secret, or its group `s` where it has one.
const SHAPES: [&str; 20] = [
    // GitHub (classic prefixes and fine-grained), GitLab, npm, Docker Hub, Slack, Stripe, AWS, Google, OpenAI's kind.
    r"gh[pousr]_[A-Za-z0-9_]{20,}",
    r"github_pat_[A-Za-z0-9_]{20,}",
    r"glpat-[A-Za-z0-9_-]{20,}",
    r"npm_[A-Za-z0-9]{36}",
    r"dckr_[a-z]{2,4}_[A-Za-z0-9_-]{20,}",
    r"xox[a-z]-[A-Za-z0-9-]{10,}",
    r"xapp-[A-Za-z0-9-]{10,}",
    r"https://hooks\.slack\.com/(?P<s>[A-Za-z0-9/]{10,})",
    r"[sr]k_(?:live|test)_[A-Za-z0-9]{10,}",
    r"(?:AKIA|ASIA)[A-Z0-9]{16}",
    r"AIza[0-9A-Za-z_-]{35}",
    r"sk-[A-Za-z0-9_-]{20,}",
    // JSON Web Tokens (RFC 7519), by the first letters of `{"` in base64.
    r"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    // Telegram's bot tokens: the bot's id, a colon, 35 characters.
    r"[0-9]{6,12}:[A-Za-z0-9_-]{30,}",
    // User and password in an address (RFC 3986, userinfo), to the last `@`, as not everybody encodes those before; and
    // parameters that carry secrets.
    r"://(?P<s>[^\s/?#]+)@",
    r"(?i)[?&](?:access_token|token|api_?key|key|secret|password|signature|sig|code)=(?P<s>[^&\s#]+)",
    // Credentials in headers (RFC 9110, RFC 6750).
    r#"(?i)authorization["']?\s*[:=]\s*["']?(?P<s>[a-z]+\s+[^\s"']+)"#,
    r"(?i)\bbearer\s+(?P<s>[A-Za-z0-9._~+/-]{16,}=*)",
    // Assignments, as logs and dumps of environments write them.
    r#"(?i)(?:password|passwd|secret|token|api_?key)[a-z0-9_]*(?:=|["']\s*:\s*)["']?(?P<s>[^\s"',;&]{4,})"#,
    PRIVATE_KEY,
];

/// All shapes at once: most text has none, and is read once.
static ANY: LazyLock<RegexSet> = LazyLock::new(|| {
    #[expect(
        clippy::expect_used,
        reason = "the patterns are constants, and a test uses them"
    )]
    RegexSet::new(SHAPES).expect("the patterns compile")
});

/// Each shape by itself, to find its place.
static EACH: LazyLock<Vec<Regex>> = LazyLock::new(|| SHAPES.map(compiled).into());

/// One of this room's patterns, compiled.
#[expect(
    clippy::expect_used,
    reason = "the patterns are constants, and tests use each"
)]
pub(super) fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern compiles")
}

pub(super) fn prepare() {
    LazyLock::force(&ANY);
}

/// Adds to `found` where `text` has one of the shapes.
pub(super) fn find(text: &str, found: &mut Vec<Range<usize>>) {
    for shape in ANY.matches(text).iter().filter_map(|index| EACH.get(index)) {
        found.extend(shape.captures_iter(text).filter_map(|hit| {
            let place = hit.name("s").or_else(|| hit.get(0))?;
            Some(place.range())
        }));
    }
    lines_of_keys(text, found);
}

/// Whole lines of base64: of a key in a log, each line comes by itself. Counting is much faster than an expression that counts.
fn lines_of_keys(text: &str, found: &mut Vec<Range<usize>>) {
    let mut start = 0;
    for line in text.split('\n') {
        let space = |letter: char| matches!(letter, ' ' | '\t' | '\r');
        let before = line.len() - line.trim_start_matches(space).len();
        let inner = line.trim_matches(space);
        if is_line_of_a_key(inner) {
            found.push(start + before..start + before + inner.len());
        }
        start += line.len() + 1;
    }
}

fn is_line_of_a_key(line: &str) -> bool {
    let letters = line.trim_end_matches('=');
    let has_its_length = match line.len() - letters.len() {
        0 => LINES_OF_KEYS.contains(&letters.len()),
        1 | 2 => LAST_LINE_OF_A_KEY.contains(&letters.len()),
        _ => false,
    };
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    has_its_length && letters.bytes().all(is_base64) && is_mixed(line)
}

/// Whether it has letters of both cases and digits, as base64 of anything random has and a checksum in hex hasn't. So long a
/// line without digits is no word either.
fn is_mixed(line: &str) -> bool {
    const LONG: usize = 24;
    let has = |of: fn(&u8) -> bool| line.bytes().any(|byte| of(&byte));
    let has_digits = has(u8::is_ascii_digit) || line.len() >= LONG;
    has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has_digits
}

#[cfg(test)]
mod tests {
    use super::super::Redactor;

    fn shown(text: &str) -> String {
        Redactor::builder().build().redact(text).into_owned()
    }

    #[test]
    fn tokens_are_known_by_their_shape() {
        let long = "a1B2c3D4e5".repeat(4);
        for token in [
            format!("ghp_{long}"),
            format!("github_pat_{long}"),
            format!("glpat-{long}"),
            format!("7654321:AAE{long}"),
            format!("xoxb-{long}"),
            format!("sk_live_{long}"),
            "AKIAIOSFODNN7EXAMPLE".to_owned(),
            format!("eyJhbGciOiJI.eyJzdWIiOiIx.{long}"),
        ] {
            assert_eq!(shown(&format!("got {token}, end")), "got [redacted], end");
        }
        assert_eq!(
            shown(&format!("GET /bot7654321:AAE{long}/getMe")),
            "GET /bot[redacted]/getMe"
        );
    }

    #[test]
    fn addresses_headers_and_assignments_keep_what_is_not_secret() {
        assert_eq!(
            shown("postgres://shop:s3cret@db:5432/shop?sslmode=off"),
            "postgres://[redacted]@db:5432/shop?sslmode=off"
        );
        assert_eq!(shown("redis://:p@ss@cache/0"), "redis://[redacted]@cache/0");
        assert_eq!(
            shown("GET /x?page=2&token=abc HTTP"),
            "GET /x?page=2&token=[redacted] HTTP"
        );
        assert_eq!(
            shown("Authorization: Basic dXNlcjpwYXNz"),
            "Authorization: [redacted]"
        );
        assert_eq!(shown("bearer abcdefghijklmnop1234"), "bearer [redacted]");
        assert_eq!(
            shown("DB_PASSWORD=letmein next"),
            "DB_PASSWORD=[redacted] next"
        );
        assert_eq!(
            shown(r#"{"api_key": "abcd1234"}"#),
            r#"{"api_key": "[redacted]"}"#
        );
        assert_eq!(
            shown("mail to team@example.com at http://web:8080/"),
            "mail to team@example.com at http://web:8080/"
        );
    }

    #[test]
    fn the_lines_of_a_private_key_are_known_one_by_one() {
        let line = "MIIEpAIBAAKCAQEA3Tz2mr7SZiAMfQyuvBjM9OiJjRazXBZ1BjP5CE/Wm/Rr500P";
        assert_eq!(line.len(), 64);
        assert_eq!(shown(line), "[redacted]");
        assert_eq!(shown(&format!("  {line}\r")), "  [redacted]\n");
        assert_eq!(shown("RK+Lei9axW8rPg7AaYkZt9c=="), "[redacted]");
        assert_eq!(
            shown("rZJAhVStiTyZZfFWmElNXypUYTuougGzeFozaNtcKA=="),
            "[redacted]"
        );
        let checksum = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        assert_eq!(shown(checksum), checksum);
        for ordinary in ["=========", "count=", "Total==", &"=".repeat(64)] {
            assert_eq!(shown(ordinary), ordinary);
        }
    }

    #[test]
    fn a_private_key_is_redacted_to_its_end_or_to_the_end() {
        let key = "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----";
        assert_eq!(shown(&format!("a {key} b")), "a [redacted] b");
        assert_eq!(
            shown("a -----BEGIN PRIVATE KEY-----\nMIIabc"),
            "a [redacted]"
        );
        assert!(shown("-----BEGIN CERTIFICATE-----").contains("CERTIFICATE"));
    }
}
