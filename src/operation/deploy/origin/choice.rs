//! Which release is meant, and why none can be put back. Pure.

use std::path::PathBuf;

use crate::domain::name::{CodebaseName, ProjectName, ReleaseName, ServiceName};
use crate::domain::release::{Release, ReleaseState};

/// Why a release can't be put back. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRelease {
    /// Nothing was live before.
    #[error("there is no earlier release of {codebase} to go back to")]
    NoneBefore {
        /// Whose.
        codebase: CodebaseName,
    },
    /// No release goes by that name, or it is no longer kept.
    #[error("no release {named} of {codebase} is kept{}", kept(.known))]
    Unknown {
        /// Whose.
        codebase: CodebaseName,
        /// What was asked for.
        named: ReleaseName,
        /// The numbers of those that are kept, newest first.
        known: Vec<i64>,
    },
    /// It was never what production ran.
    #[error("release {number} of {codebase} never went live: its deploy did not succeed")]
    NeverLive {
        /// Whose.
        codebase: CodebaseName,
        /// Its number.
        number: i64,
    },
    /// It belongs to another place than production is now.
    #[error(
        "release {number} stood in {} as project {project}, and production is configured otherwise now",
        folder.display()
    )]
    Elsewhere {
        /// Its number.
        number: i64,
        /// Where it stood.
        folder: PathBuf,
        /// As which project.
        project: ProjectName,
    },
    /// One of its images is gone from the engine.
    #[error(
        "release {number} can't be put back: the image of {service} ({image}) is gone from this engine"
    )]
    ImageGone {
        /// Its number.
        number: i64,
        /// Whose image.
        service: ServiceName,
        /// Its short id.
        image: String,
    },
    /// Some of its files are gone from Hailer's data folder.
    #[error(
        "release {number} can't be put back: what it had in {files} is gone from Hailer's data folder"
    )]
    FilesGone {
        /// Its number.
        number: i64,
        /// Which, the first few.
        files: String,
    },
}

fn kept(known: &[i64]) -> String {
    if known.is_empty() {
        return ", nor any other".to_owned();
    }
    let known: Vec<_> = known.iter().map(ToString::to_string).collect();
    format!("; these are: {}", known.join(", "))
}

/// The release that is meant: the one that was `named`, else the newest that was live before the live one. `releases` are
/// all of the codebase, newest first.
pub(super) fn choose(
    releases: Vec<Release>,
    codebase: &CodebaseName,
    named: Option<&ReleaseName>,
) -> Result<Release, NoRelease> {
    let was_live =
        |release: &Release| matches!(release.state, ReleaseState::Live | ReleaseState::Superseded);
    let Some(named) = named else {
        let live = releases
            .iter()
            .find(|release| release.state == ReleaseState::Live)
            .map_or(i64::MAX, |live| live.number);
        return releases
            .into_iter()
            .find(|release| release.state == ReleaseState::Superseded && release.number < live)
            .ok_or_else(|| NoRelease::NoneBefore {
                codebase: codebase.clone(),
            });
    };
    let number: Option<i64> = named.as_str().parse().ok();
    let known = releases.iter().filter(|release| was_live(release));
    let known = known.map(|release| release.number).collect();
    let found = releases
        .into_iter()
        .find(|release| Some(release.number) == number);
    match found {
        Some(release) if was_live(&release) => Ok(release),
        Some(release) => Err(NoRelease::NeverLive {
            codebase: codebase.clone(),
            number: release.number,
        }),
        None => Err(NoRelease::Unknown {
            codebase: codebase.clone(),
            named: named.clone(),
            known,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::name::OperationId;
    use chrono::DateTime;
    use std::collections::BTreeMap;

    fn shop() -> CodebaseName {
        CodebaseName::new("shop").unwrap()
    }

    /// Releases in these states, the last of them the first.
    fn releases(states: &[ReleaseState]) -> Vec<Release> {
        let numbered = (1..).zip(states).map(|(number, state)| Release {
            codebase: shop(),
            number,
            operation: OperationId::new("0123456789").unwrap(),
            state: *state,
            source: None,
            images: BTreeMap::new(),
            config_hashes: BTreeMap::new(),
            recorded_at: DateTime::UNIX_EPOCH,
            live_at: None,
        });
        let mut releases: Vec<_> = numbered.collect();
        releases.reverse();
        releases
    }

    fn chosen(states: &[ReleaseState], named: Option<&str>) -> Result<i64, String> {
        let named = named.map(|named| ReleaseName::new(named).unwrap());
        choose(releases(states), &shop(), named.as_ref())
            .map(|release| release.number)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_one_before_is_the_newest_that_was_live_whatever_failed_since() {
        use ReleaseState::{Candidate, Live, RolledBack, Superseded};
        let states = [Superseded, Superseded, RolledBack, Live, RolledBack];
        assert_eq!(chosen(&states, None), Ok(2));
        assert_eq!(chosen(&states, Some("1")), Ok(1));
        assert_eq!(chosen(&states, Some("4")), Ok(4));
        let none = "there is no earlier release of shop to go back to";
        for nothing in [&[][..], &[Live], &[RolledBack, Live, Candidate]] {
            assert_eq!(chosen(nothing, None), Err(none.to_owned()));
        }
    }

    #[test]
    fn what_was_never_live_or_is_not_there_is_refused_by_name() {
        use ReleaseState::{Live, RolledBack, Superseded};
        let states = [Superseded, RolledBack, Live];
        assert_eq!(
            chosen(&states, Some("2")).unwrap_err(),
            "release 2 of shop never went live: its deploy did not succeed"
        );
        assert_eq!(
            chosen(&states, Some("v7")).unwrap_err(),
            "no release v7 of shop is kept; these are: 3, 1"
        );
    }
}
