//! Where the new version comes from, and how that stands to what is live.

use chrono::{DateTime, Utc};

use crate::domain::plan::{
    Contained, GithubSource, LiveSource, Plan, SourceState, Uncommitted, Version,
};
use crate::reply::block::Block;
use crate::reply::clean::clean_line;
use crate::reply::words::{count, moment, origin, version};

/// So much of a title or a name is shown, in characters: they are of any length.
const SHOWN: usize = 120;

/// The source of `plan`, where files move. `now`: the moment at which it is shown, if that is known.
pub(super) fn block(plan: &Plan, now: Option<DateTime<Utc>>) -> Option<Block> {
    let source = plan.source.as_ref()?;
    let from = [("from".to_owned(), origin(source))];
    let live = plan.live.as_ref();
    let live = live.map(|live| ("live".to_owned(), against(live, source)));
    let facts = match source {
        SourceState::Workspace { uncommitted, .. } => {
            let uncommitted = uncommitted.as_ref().map(not_committed);
            from.into_iter().chain(uncommitted).chain(live).collect()
        }
        SourceState::Github(github) => {
            let said = said(github, now);
            live.into_iter().chain(from).chain(said).collect()
        }
        SourceState::Release { .. } => from.into_iter().chain(live).collect(),
    };
    Some(Block::Facts(facts))
}

/// What people wrote of it: a pull request's title, and the commit's with its author and its age.
fn said(source: &GithubSource, now: Option<DateTime<Utc>>) -> Vec<(String, String)> {
    let pull = source.pull.as_ref().map(|pull| {
        let title = shown(&pull.title);
        (
            "pull request".to_owned(),
            format!("{}: {title}", pull.number),
        )
    });
    let at = match now {
        Some(now) => moment(source.at, now),
        None => source.at.format("%Y-%m-%d %H:%M UTC").to_string(),
    };
    let (title, author) = (shown(&source.title), shown(&source.author));
    let commit = ("commit".to_owned(), format!("{title}; by {author}, {at}"));
    let holds = source.pull.as_ref().is_some_and(|pull| pull.holds);
    let held = holds.then(|| {
        let not_yet = "is on, and this version holds nothing for a pull request yet";
        ("hold_for_pull".to_owned(), not_yet.to_owned())
    });
    pull.into_iter().chain([commit]).chain(held).collect()
}

/// On one line, and no longer than it is worth.
fn shown(text: &str) -> String {
    let line = clean_line(text);
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.into_owned(),
    }
}

/// `release 6, main 77aa00bb11 → this: main 3f2a9c1d5e with 2 not committed`
fn against(live: &LiveSource, source: &SourceState) -> String {
    let this = source.version();
    let same = Version {
        branch: Some("the same commit"),
        commit: None,
        ..this
    };
    let this = match live.contained {
        Contained::Same => version(same),
        _ => commit(this),
    };
    let was = commit(live.version());
    format!("release {}, {was} → this: {this}", live.release)
}

fn commit(at: Version<'_>) -> String {
    match at.commit {
        Some(_) => version(at),
        None => "no commit".to_owned(),
    }
}

/// `3 files, the newest api/main.py of 2026-11-21 15:02 UTC`
fn not_committed(uncommitted: &Uncommitted) -> (String, String) {
    let files = match uncommitted.files {
        0 => "nothing".to_owned(),
        files => count(files, "file"),
    };
    let newest = uncommitted.newest.as_ref().map(|newest| {
        let at = newest.at.format("%Y-%m-%d %H:%M UTC");
        format!("the newest {} of {at}", newest.path)
    });
    let told: Vec<String> = std::iter::once(files).chain(newest).collect();
    ("not committed".to_owned(), told.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::name::RepositoryName;
    use crate::domain::plan::PullSource;

    fn pull(holds: bool) -> GithubSource {
        GithubSource {
            repository: RepositoryName::new("acme/shop").unwrap(),
            reference: "cart".to_owned(),
            pull: Some(PullSource {
                number: 7,
                title: "Fix\nthe \u{202e}cart".to_owned(),
                fork: None,
                holds,
            }),
            commit: "c0ffee00".repeat(5),
            title: "x".repeat(200),
            author: "Ada".to_owned(),
            at: "2026-11-21T07:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn what_people_wrote_is_on_one_line_and_no_longer_than_it_is_worth() {
        let now = "2026-11-21T09:00:00Z".parse().unwrap();
        let long = format!("{}…", "x".repeat(120));
        let fact = |name: &str, value: String| (name.to_owned(), value);
        assert_eq!(
            said(&pull(false), Some(now)),
            [
                fact("pull request", "7: Fix the \u{fffd}cart".to_owned()),
                fact(
                    "commit",
                    format!("{long}; by Ada, 2 h ago (2026-11-21 07:00 UTC)")
                ),
            ]
        );
        let held = said(&pull(true), None);
        assert_eq!(held[1].1, format!("{long}; by Ada, 2026-11-21 07:00 UTC"));
        assert_eq!(held[2].0, "hold_for_pull");
    }

    #[test]
    fn a_version_from_github_begins_with_what_is_live() {
        let source = SourceState::Github(Box::new(pull(false)));
        let live = LiveSource {
            release: 6,
            branch: Some("main".to_owned()),
            commit: Some("77aa00bb11cc22".to_owned()),
            uncommitted: 0,
            contained: Contained::Contained,
        };
        assert_eq!(
            against(&live, &source),
            "release 6, main 77aa00bb11 → this: cart c0ffee00c0"
        );
        assert_eq!(
            origin(&source),
            "acme/shop, pull request 7, branch cart, commit c0ffee00c0"
        );
    }
}
