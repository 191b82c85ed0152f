//! Rate limits: how long GitHub asks to wait, and that nobody asks anything until then
//! (<https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api>).

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode};
use tokio::time::Instant;

use super::error::GitHubError;

/// Where GitHub doesn't say how long: "wait for at least one minute".
const UNSAID: u64 = 60;
/// No wait is longer, whatever a header says.
const LONGEST: u64 = 24 * 3600;

/// Until when an account has to wait.
#[derive(Default)]
pub(super) struct Pause(Mutex<Option<Instant>>);

impl Pause {
    /// Nothing may be asked for before it is over.
    pub(super) fn check(&self) -> Result<(), GitHubError> {
        let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = until.map_or(Duration::ZERO, |until| {
            until.saturating_duration_since(Instant::now())
        });
        if left.is_zero() {
            return Ok(());
        }
        let secs = left.as_secs() + u64::from(left.subsec_nanos() > 0);
        Err(GitHubError::Wait { secs })
    }

    pub(super) fn begin(&self, secs: u64) {
        let new = Instant::now() + Duration::from_secs(secs);
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *until = Some(until.map_or(new, |until| until.max(new)));
    }
}

/// How many seconds an answer asks to wait; `None`: it isn't about limits.
pub(super) fn asked(status: StatusCode, headers: &HeaderMap, words: &str) -> Option<u64> {
    if !matches!(status.as_u16(), 403 | 429) {
        return None;
    }
    let said = number(headers, "retry-after").or_else(|| used_up(headers));
    let words = words.to_lowercase();
    let is_limit = status == StatusCode::TOO_MANY_REQUESTS
        || words.contains("rate limit")
        || words.contains("abuse detection");
    let secs = said.or(is_limit.then_some(UNSAID))?;
    Some(secs.clamp(1, LONGEST))
}

/// Seconds until there is something left again, where there is nothing. By GitHub's clock, which is in every answer: ours may
/// be wrong.
pub(super) fn used_up(headers: &HeaderMap) -> Option<u64> {
    if number(headers, "x-ratelimit-remaining") != Some(0) {
        return None;
    }
    let reset = number(headers, "x-ratelimit-reset")?;
    let date = text(headers, "date").and_then(|date| DateTime::parse_from_rfc2822(date).ok());
    let now = date.map_or_else(Utc::now, |date| date.with_timezone(&Utc));
    let now = u64::try_from(now.timestamp()).ok()?;
    Some(reset.saturating_sub(now).clamp(1, LONGEST))
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    text(headers, name)?.trim().parse().ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(all: &[(&'static str, &str)]) -> HeaderMap {
        let read = all.iter().filter_map(|(name, value)| {
            let name = http::HeaderName::from_static(name);
            Some((name, value.parse().ok()?))
        });
        read.collect()
    }

    const DATE: (&str, &str) = ("date", "Sat, 21 Nov 2026 10:00:00 GMT");
    /// 90 seconds after it.
    const RESET: (&str, &str) = ("x-ratelimit-reset", "1795255290");
    const NOTHING_LEFT: (&str, &str) = ("x-ratelimit-remaining", "0");

    #[test]
    fn the_wait_is_what_github_says() {
        for (status, given, words, expected) in [
            (403, vec![("retry-after", "17")], "", Some(17)),
            (429, vec![("retry-after", "0")], "", Some(1)),
            (403, vec![DATE, RESET, NOTHING_LEFT], "", Some(90)),
            (
                403,
                vec![("retry-after", "5"), DATE, RESET, NOTHING_LEFT],
                "",
                Some(5),
            ),
            (
                403,
                vec![],
                "You have exceeded a secondary rate limit.",
                Some(60),
            ),
            (
                403,
                vec![],
                "You have triggered an abuse detection mechanism.",
                Some(60),
            ),
            (429, vec![], "", Some(60)),
            (
                403,
                vec![DATE, RESET, ("x-ratelimit-remaining", "9")],
                "no",
                None,
            ),
            (403, vec![], "Resource not accessible by integration", None),
            (502, vec![("retry-after", "17")], "", None),
        ] {
            let status = StatusCode::from_u16(status).unwrap_or_default();
            let secs = asked(status, &headers(&given), words);
            assert_eq!(secs, expected, "{status} {given:?} {words}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_says_what_is_left_of_it() {
        let pause = Pause::default();
        assert_eq!(pause.check(), Ok(()));
        pause.begin(10);
        pause.begin(3);
        tokio::time::advance(Duration::from_millis(6500)).await;
        assert_eq!(pause.check(), Err(GitHubError::Wait { secs: 4 }));
        tokio::time::advance(Duration::from_millis(3499)).await;
        assert_eq!(pause.check(), Err(GitHubError::Wait { secs: 1 }));
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(pause.check(), Ok(()));
    }
}
