//! How what is live stands to what would take its place: by their commits, whatever the source.

use crate::domain::plan::{Contained, LiveSource, SourceState};
use crate::domain::release::NamedRelease;
use crate::reply::short_commit;

/// Holds the `live` release against `source`. `contained` is asked for two commits, the live one's and the source's, whether
/// the second has the first in its history. `None` where nothing is live, or neither has a commit.
pub(super) async fn against(
    source: &SourceState,
    live: Option<&NamedRelease>,
    contained: impl AsyncFn(&str, &str) -> Contained,
) -> Option<LiveSource> {
    let release = live?;
    let was = release
        .source
        .as_ref()
        .map(SourceState::version)
        .unwrap_or_default();
    let contained = match (was.commit, source.version().commit) {
        (None, None) => return None,
        (Some(live), Some(this)) if live == this => Contained::Same,
        (Some(live), Some(this)) => contained(live, this).await,
        (None, Some(_)) => unknown("no commit is on record for it"),
        (Some(_), None) => unknown("the workspace is no git checkout, or has no commit yet"),
    };
    Some(LiveSource {
        release: release.number,
        branch: was.branch.map(str::to_owned),
        commit: was.commit.map(str::to_owned),
        uncommitted: was.uncommitted,
        contained,
    })
}

fn unknown(why: &str) -> Contained {
    Contained::Unknown {
        why: why.to_owned(),
    }
}

/// What a person should know of it before saying yes.
pub(super) fn warning(live: &LiveSource) -> Option<String> {
    let LiveSource {
        release, commit, ..
    } = live;
    // Where none is on record, the line about what is live says so.
    let commit = commit.as_deref()?;
    let commit = short_commit(commit);
    match &live.contained {
        Contained::Same | Contained::Contained => None,
        Contained::NotContained => Some(format!(
            "Commit {commit} of the live release {release} is not part of this version: its changes would be gone from production."
        )),
        Contained::Unknown { why } => Some(format!(
            "Whether this version contains commit {commit} of the live release {release} isn't known: {why}."
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::plan::Uncommitted;

    fn workspace(commit: Option<&str>) -> SourceState {
        SourceState::Workspace {
            path: "/home/shop".to_owned(),
            branch: commit.map(|_| "main".to_owned()),
            commit: commit.map(str::to_owned),
            uncommitted: commit.map(|_| Uncommitted {
                files: 2,
                newest: None,
            }),
        }
    }

    /// What is said of a live release from `live`, where `this` is to be deployed and the history says `history`.
    async fn told(
        live: Option<SourceState>,
        this: Option<&str>,
        history: Contained,
    ) -> Option<(LiveSource, Option<String>)> {
        let live = live.map(|source| NamedRelease {
            number: 6,
            source: Some(source),
        });
        let asked = async |live: &str, this: &str| {
            assert_eq!((live, this), ("0123456789abcdef", "fedcba"));
            history.clone()
        };
        let found = against(&workspace(this), live.as_ref(), asked).await?;
        let warning = warning(&found);
        Some((found, warning))
    }

    const LIVE: Option<&str> = Some("0123456789abcdef");
    const THIS: Option<&str> = Some("fedcba");

    #[tokio::test]
    async fn without_a_commit_on_either_side_nothing_is_said() {
        assert_eq!(told(None, THIS, Contained::Same).await, None);
        let plain = Some(workspace(None));
        assert_eq!(told(plain, None, Contained::Same).await, None);
    }

    #[tokio::test]
    async fn what_would_be_gone_is_warned_of_and_what_is_contained_is_not() {
        let live = || Some(workspace(LIVE));
        let (found, warning) = told(live(), THIS, Contained::Contained).await.unwrap();
        assert_eq!((found.release, found.uncommitted, warning), (6, 2, None));
        let (same, warning) = told(live(), LIVE, Contained::NotContained).await.unwrap();
        assert_eq!((same.contained, warning), (Contained::Same, None));
        let (_, warning) = told(live(), THIS, Contained::NotContained).await.unwrap();
        assert_eq!(
            warning.unwrap(),
            "Commit 0123456789 of the live release 6 is not part of this version: its changes would be gone from production."
        );
    }

    #[tokio::test]
    async fn what_cannot_be_known_is_said_to_be_unknown() {
        let shallow = unknown("the workspace is a shallow clone");
        let (_, warning) = told(Some(workspace(LIVE)), THIS, shallow).await.unwrap();
        assert_eq!(
            warning.unwrap(),
            "Whether this version contains commit 0123456789 of the live release 6 isn't known: the workspace is a shallow clone."
        );
        let (_, warning) = told(Some(workspace(LIVE)), None, Contained::Same)
            .await
            .unwrap();
        assert!(warning.unwrap().contains("is no git checkout"));
        let (found, warning) = told(Some(workspace(None)), THIS, Contained::Same)
            .await
            .unwrap();
        assert_eq!((found.commit, warning), (None, None));
    }

    #[tokio::test]
    async fn a_release_that_put_an_earlier_one_back_stands_where_that_one_came_from() {
        let again = SourceState::Release {
            number: 4,
            first: Some(Box::new(workspace(LIVE))),
        };
        let (found, _) = told(Some(again), THIS, Contained::Contained).await.unwrap();
        assert_eq!(found.commit.as_deref(), LIVE);
    }
}
