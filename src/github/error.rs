//! What goes wrong between us and GitHub. Of what GitHub says little is kept, and nothing that looks like a token.

use std::error::Error;
use std::time::Duration;

use http::StatusCode;

use crate::domain::inert::{REPLACEMENT, is_hidden};

/// Characters of what GitHub says that are kept.
const LONGEST: usize = 200;
/// How GitHub's tokens begin.
const TOKENS: [&str; 6] = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"];

/// A call that GitHub didn't carry out, or of which that isn't known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GitHubError {
    /// Too much was asked for. Nothing was done.
    #[error("GitHub asks to wait for {}", humantime::format_duration(Duration::from_secs(*secs)))]
    Wait {
        /// Seconds, from now.
        secs: u64,
    },
    /// The token or the App's key is wrong, or was revoked (401).
    #[error(
        "GitHub doesn't know Hailer's token or App: set GITHUB_TOKEN, or GITHUB_APP_ID and its key, to what GitHub shows"
    )]
    Token,
    /// The account may not do that (403).
    #[error("GitHub doesn't let Hailer do that: {why}")]
    Forbidden {
        /// GitHub's words.
        why: String,
    },
    /// It isn't there, or not for this account (404).
    #[error(
        "there is no such thing on GitHub that Hailer can see; check its name, and that Hailer was let into the repository"
    )]
    NotFound,
    /// Anything else that GitHub refuses, which it will refuse again (4xx).
    #[error("GitHub refused: {why}")]
    Refused {
        /// GitHub's words.
        why: String,
    },
    /// There was no answer, or none that can be read: whether a change was made isn't known.
    #[error("GitHub gave no answer that can be read ({0}); try again later")]
    Unreached(String),
    /// The archive is larger than was allowed.
    #[error("the archive is larger than {}", bytesize::ByteSize(*most))]
    TooLarge {
        /// Bytes.
        most: u64,
    },
    /// The archive came, and couldn't be written.
    #[error("the archive can't be kept: {0}")]
    NotKept(String),
    /// What Hailer was told about its account on GitHub won't do.
    #[error("{0}")]
    Settings(String),
}

impl GitHubError {
    /// Whether another try may go better.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(self, Self::Wait { .. } | Self::Unreached(_))
    }

    /// Nothing came within `limit`.
    pub(super) fn silent(limit: Duration) -> Self {
        Self::Unreached(format!("none within {}", humantime::format_duration(limit)))
    }

    /// The connection broke, or there was none.
    pub(super) fn broken(error: &(dyn Error + 'static)) -> Self {
        Self::Unreached(short(&innermost(error)))
    }

    /// An answer that isn't what was asked for. One that asks to wait is none of these.
    pub(super) fn refused(status: StatusCode, words: &str) -> Self {
        let why = match short(words) {
            none if none.is_empty() => format!("status {status}"),
            why => why,
        };
        match status.as_u16() {
            401 => Self::Token,
            403 => Self::Forbidden { why },
            // What has moved elsewhere isn't where it was asked for.
            300..=399 | 404 => Self::NotFound,
            408 | 500.. => Self::Unreached(format!("status {status}")),
            _ => Self::Refused { why },
        }
    }
}

/// The last cause in the row: what the operating system said.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut last = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

/// The beginning of what somebody else wrote, on one line.
fn short(text: &str) -> String {
    let words = text.split_whitespace().map(without_token);
    let line = words.collect::<Vec<_>>().join(" ");
    let seen = |c| if is_hidden(c) { REPLACEMENT } else { c };
    let mut kept: String = line.chars().take(LONGEST).map(seen).collect();
    if kept.len() < line.len() && line.chars().count() > LONGEST {
        kept.push('…');
    }
    kept
}

fn without_token(word: &str) -> &str {
    let holds = TOKENS.iter().any(|begin| word.contains(begin));
    if holds { "<token>" } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_github_says_is_cut_short_and_holds_no_token() {
        let said = format!(
            "No\nmention\u{202e} of Bearer:ghs_16C7e42F292c6912E7 {}",
            "x".repeat(300)
        );
        let error = GitHubError::refused(StatusCode::UNPROCESSABLE_ENTITY, &said).to_string();
        let begin = "GitHub refused: No mention\u{fffd} of <token> xxx";
        assert!(error.starts_with(begin), "{error}");
        assert!(
            error.ends_with("xx…") && error.chars().count() == 217,
            "{error}"
        );
    }

    #[test]
    fn each_status_is_told_apart() {
        let told = |status: u16| {
            GitHubError::refused(StatusCode::from_u16(status).unwrap_or_default(), "no")
        };
        let why = || "no".to_owned();
        assert_eq!(told(401), GitHubError::Token);
        assert_eq!(told(403), GitHubError::Forbidden { why: why() });
        assert_eq!(told(404), GitHubError::NotFound);
        assert_eq!(told(301), GitHubError::NotFound);
        for status in [400, 409, 410, 422] {
            assert_eq!(told(status), GitHubError::Refused { why: why() });
        }
        for status in [408, 500, 502, 503] {
            assert!(told(status).may_pass(), "{status}");
        }
        assert!(!told(422).may_pass());
    }

    #[test]
    fn a_wait_is_said_in_peoples_words() {
        let error = GitHubError::Wait { secs: 3599 };
        assert_eq!(error.to_string(), "GitHub asks to wait for 59m 59s");
    }
}
