//! How far the comments of a repository were read.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};

/// Up to when, and what GitHub knows the answer to that question by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reached {
    pub(super) since: DateTime<Utc>,
    pub(super) etag: Option<String>,
}

impl Reached {
    pub(super) const fn at(since: DateTime<Utc>) -> Self {
        Self { since, etag: None }
    }

    pub(super) fn read(kept: &str) -> Option<Self> {
        let (since, etag) = kept.split_once(' ').unwrap_or((kept, ""));
        Some(Self {
            since: since.parse().ok()?,
            etag: Some(etag.to_owned()).filter(|etag| !etag.is_empty()),
        })
    }
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = self.since.to_rfc3339_opts(SecondsFormat::Secs, true);
        write!(f, "{since} {}", self.etag.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_back() {
        let since = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        for etag in [None, Some("W/\"a b\"".to_owned())] {
            let reached = Reached { since, etag };
            assert_eq!(Reached::read(&reached.to_string()), Some(reached));
        }
        assert_eq!(Reached::read("yesterday"), None);
    }
}
