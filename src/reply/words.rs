//! Numbers, times and names as people read them.

use std::time::Duration;

use bytesize::ByteSize;
use chrono::{DateTime, Utc};

use crate::domain::plan::{SourceState, Version};
use crate::domain::release::NamedRelease;

/// A stretch of time in its two largest units: `850 ms`, `3 s`, `2 min 5 s`, `1 h 5 min`, `3 d 4 h`.
#[must_use]
pub fn span(duration: Duration) -> String {
    let secs = duration.as_secs();
    if duration.is_zero() {
        return "0 s".to_owned();
    }
    if secs == 0 {
        return format!("{} ms", duration.as_millis().max(1));
    }
    let (minutes, hours, days) = (secs / 60, secs / 3600, secs / 86_400);
    let (large, small) = if days > 0 {
        ((days, "d"), (hours % 24, "h"))
    } else if hours > 0 {
        ((hours, "h"), (minutes % 60, "min"))
    } else if minutes > 0 {
        ((minutes, "min"), (secs % 60, "s"))
    } else {
        return format!("{secs} s");
    };
    if small.0 == 0 {
        format!("{} {}", large.0, large.1)
    } else {
        format!("{} {} {} {}", large.0, large.1, small.0, small.1)
    }
}

/// The same of whole seconds.
#[must_use]
pub fn seconds(secs: u64) -> String {
    span(Duration::from_secs(secs))
}

/// How long ago `then` was, in one unit: `just now`, `3 min ago`, `in 10 min` for what is to come.
#[must_use]
pub fn ago(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let rough = |secs: u64| match secs {
        0..60 => format!("{secs} s"),
        60..3600 => format!("{} min", secs / 60),
        3600..86_400 => format!("{} h", secs / 3600),
        _ => format!("{} d", secs / 86_400),
    };
    let secs = (now - then).num_seconds();
    match secs {
        -4..=4 => "just now".to_owned(),
        5.. => format!("{} ago", rough(secs.unsigned_abs())),
        // A preview that has just been made for ten minutes says ten, not nine; and what ends in a minute less than two
        // hours doesn't end in one.
        _ => match secs.unsigned_abs() + 1 {
            secs @ 3600..36_000 => format!("in {}", span(Duration::from_secs(secs / 60 * 60))),
            secs => format!("in {}", rough(secs)),
        },
    }
}

/// A moment, relative and absolute: `3 min ago (2026-11-21 08:56 UTC)`.
#[must_use]
pub fn moment(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("{} ({})", ago(then, now), then.format("%Y-%m-%d %H:%M UTC"))
}

/// `1 container`, `3 containers`.
#[must_use]
pub fn count(number: usize, one: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {one}s")
    }
}

/// The first `most` of `names`, and how many more there are: `a, b, c and 4 more`.
#[must_use]
pub fn few<T: AsRef<str>>(names: &[T], most: usize) -> String {
    let shown: Vec<&str> = names.iter().take(most).map(AsRef::as_ref).collect();
    match names.len().saturating_sub(most) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The first twelve characters of an id, without the name of its hash.
#[must_use]
pub fn short_id(id: &str) -> &str {
    let digits = id.strip_prefix("sha256:").unwrap_or(id);
    digits.get(..12).unwrap_or(digits)
}

/// Where files came from: `/srv/shop, branch main, commit 3f2a9c1d0e`, `acme/shop, pull request 7, branch cart, commit 3f2a9c1d0e`,
/// `release 3 (/srv/shop)`.
#[must_use]
pub fn origin(source: &SourceState) -> String {
    match source {
        SourceState::Workspace {
            path,
            branch,
            commit,
            ..
        } => {
            let branch = branch.as_ref().map(|branch| format!("branch {branch}"));
            let commit = commit.as_deref().map(in_words);
            let parts = [Some(path.clone()), branch, commit];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        SourceState::Github(source) => {
            let pull = source.pull.as_ref().map(|_| source.asked());
            let branch = source.branch().map(|branch| match pull {
                Some(_) => format!("branch {branch}"),
                None => branch.to_owned(),
            });
            let parts = [
                Some(source.repository.to_string()),
                pull,
                branch,
                Some(in_words(&source.commit)),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        SourceState::Release { number, first } => match first {
            Some(first) => format!("release {number} ({})", origin(first)),
            None => format!("release {number}"),
        },
    }
}

fn in_words(commit: &str) -> String {
    format!("commit {}", short_commit(commit))
}

/// The first ten digits of a commit.
#[must_use]
pub fn short_commit(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

/// Where a source stands, as far as it is known: `main 3f2a9c1d0e with 2 not committed`; empty where nothing is.
#[must_use]
pub fn version(at: Version<'_>) -> String {
    let commit = at.commit.map(short_commit);
    let uncommitted = at.uncommitted;
    let dirty = (uncommitted > 0).then(|| format!("with {uncommitted} not committed"));
    let parts = [at.branch, commit, dirty.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    parts.join(" ")
}

/// A release by its number and where its files came from: `release 2 (/srv/shop, commit 3f2a9c1d0e)`; for one that put an
/// earlier one back, `release 4 (release 1 again: /srv/shop)`.
#[must_use]
pub fn named(release: &NamedRelease) -> String {
    let number = release.number;
    match &release.source {
        None => format!("release {number}"),
        Some(SourceState::Release {
            number: again,
            first,
        }) => {
            let first = first.as_deref().map(|first| format!(": {}", origin(first)));
            let first = first.unwrap_or_default();
            format!("release {number} (release {again} again{first})")
        }
        Some(source) => format!("release {number} ({})", origin(source)),
    }
}

/// Bytes: `512 B`, `12.3 MiB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    ByteSize(bytes).display().iec().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short_and_have_their_units() {
        let secs = |secs| span(Duration::from_secs(secs));
        assert_eq!(span(Duration::from_millis(850)), "850 ms");
        assert_eq!(span(Duration::ZERO), "0 s");
        assert_eq!(
            [secs(3), secs(60), secs(125), secs(3900), secs(273_600)],
            ["3 s", "1 min", "2 min 5 s", "1 h 5 min", "3 d 4 h"]
        );
    }

    #[test]
    fn a_moment_is_relative_and_absolute() {
        let then: DateTime<Utc> = "2026-11-21T08:56:10Z".parse().unwrap();
        let later = |secs| then + chrono::TimeDelta::seconds(secs);
        assert_eq!(moment(then, later(200)), "3 min ago (2026-11-21 08:56 UTC)");
        assert_eq!(ago(then, later(2)), "just now");
        assert_eq!(ago(then, later(-600)), "in 10 min");
        assert_eq!(ago(then, later(-7_199)), "in 2 h");
        assert_eq!(ago(then, later(-7_187)), "in 1 h 59 min");
        assert_eq!(ago(then, later(-90_000)), "in 1 d");
        assert_eq!(ago(then, later(90_000)), "1 d ago");
    }

    #[test]
    fn numbers_agree_with_their_nouns_and_ids_are_short() {
        assert_eq!(count(1, "container"), "1 container");
        assert_eq!(count(0, "container"), "0 containers");
        assert_eq!(few(&["a", "b", "c"], 3), "a, b, c");
        assert_eq!(few(&["a", "b", "c", "d"], 2), "a, b and 2 more");
        assert_eq!(short_id("sha256:0123456789abcdef"), "0123456789ab");
        assert_eq!(short_id("abc"), "abc");
        assert_eq!(size(12_897_484), "12.3 MiB");
    }
}
