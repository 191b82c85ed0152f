//! What a codebase requires of a version before it is deployed.

use std::collections::BTreeSet;

use super::NoVersion;
use crate::domain::codebase::GithubRule;
use crate::domain::plan::GithubSource;
use crate::github::{At, Checks, Compared, GitHubError, Pull, Review, Reviews};
use crate::operation::OperationError;
use crate::reply::{few, short_commit};

/// How many names are said.
const NAMED: usize = 5;

/// Refuses what isn't as the codebase requires it. `pull` is the pull request that it is the head of.
pub(super) async fn check(
    at: &At,
    rules: &BTreeSet<GithubRule>,
    (source, pull): (&GithubSource, Option<&Pull>),
) -> Result<(), OperationError> {
    let failed = |error| NoVersion::NotAnswered {
        repository: source.repository.clone(),
        error,
    };
    let commit = &source.commit;
    if rules.contains(&GithubRule::RequireChecks) {
        let checks = at.checks(commit).await.map_err(failed)?;
        if let Some(what) = not_green(&checks) {
            let commit = commit.clone();
            return Err(NoVersion::NotGreen { commit, what }.into());
        }
    }
    let Some(pull) = pull else {
        return Ok(());
    };
    let number = pull.number;
    if rules.contains(&GithubRule::RequireReview) {
        let reviews = at.reviews(number).await.map_err(failed)?;
        if let Some(what) = not_approved(&reviews, commit) {
            return Err(NoVersion::NotApproved { number, what }.into());
        }
    }
    if rules.contains(&GithubRule::RequireUpToDate)
        && !contains_base(at, pull).await.map_err(failed)?
    {
        let base = pull.base_branch.clone();
        return Err(NoVersion::NotUpToDate { number, base }.into());
    }
    Ok(())
}

/// Which checks aren't green; `None`: all are.
fn not_green(checks: &Checks) -> Option<String> {
    match checks {
        Checks::Green => None,
        Checks::None => Some("nothing has checked it".to_owned()),
        Checks::Pending(names) => Some(format!("not done yet: {}", few(names, NAMED))),
        Checks::Failed(names) => Some(format!("failed: {}", few(names, NAMED))),
    }
}

/// What is missing; `None`: somebody approves of this very commit, and nobody wants changes.
fn not_approved(reviews: &Reviews, commit: &str) -> Option<String> {
    let names = |reviews: &[Review]| {
        let names: Vec<_> = reviews.iter().map(|review| review.by.as_str()).collect();
        few(&names, NAMED)
    };
    let of_this = |review: &Review| review.sha.as_deref() == Some(commit);
    if !reviews.changes_requested.is_empty() {
        let who = names(&reviews.changes_requested);
        Some(format!("changes are wanted by {who}"))
    } else if reviews.approved.is_empty() {
        Some("nobody who may write here has approved it".to_owned())
    } else if !reviews.approved.iter().any(of_this) {
        let (who, commit) = (names(&reviews.approved), short_commit(commit));
        Some(format!(
            "{who} approved an earlier version, and not {commit}"
        ))
    } else {
        None
    }
}

/// Whether a pull request has all of the branch that it goes into.
async fn contains_base(at: &At, pull: &Pull) -> Result<bool, GitHubError> {
    let compared = at.compare(&pull.base_branch, &pull.head).await?;
    Ok(matches!(compared, Compared::Same | Compared::Ahead(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn review(by: &str, sha: &str) -> Review {
        Review {
            by: by.to_owned(),
            sha: Some(sha.to_owned()),
        }
    }

    #[test]
    fn what_is_not_green_is_named() {
        let names = || (1..=7).map(|number| format!("check {number}")).collect();
        let told = |checks| not_green(&checks).unwrap();
        assert_eq!(not_green(&Checks::Green), None);
        assert_eq!(told(Checks::None), "nothing has checked it");
        assert_eq!(
            told(Checks::Failed(names())),
            "failed: check 1, check 2, check 3, check 4, check 5 and 2 more"
        );
        assert_eq!(
            told(Checks::Pending(vec!["lint".to_owned()])),
            "not done yet: lint"
        );
    }

    #[test]
    fn an_approval_counts_for_the_commit_that_was_read() {
        let (this, earlier) = ("c0ffee00c0ffee", "beefbeefbeef");
        let mut reviews = Reviews::default();
        let told = |reviews: &Reviews| not_approved(reviews, this);
        assert_eq!(
            told(&reviews).unwrap(),
            "nobody who may write here has approved it"
        );
        reviews.approved.push(review("ada", earlier));
        assert_eq!(
            told(&reviews).unwrap(),
            "ada approved an earlier version, and not c0ffee00c0"
        );
        reviews.approved.push(review("bea", this));
        assert_eq!(told(&reviews), None);
        reviews.changes_requested.push(review("cem", earlier));
        assert_eq!(told(&reviews).unwrap(), "changes are wanted by cem");
    }
}
