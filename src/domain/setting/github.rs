//! The settings for versions from GitHub: each is off unless it is set otherwise.

use super::About;
use crate::domain::codebase::GithubRule;

impl GithubRule {
    /// Its key.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::RequireChecks => "require_checks",
            Self::RequireReview => "require_review",
            Self::RequireUpToDate => "require_up_to_date",
            Self::AllowForks => "forks",
            Self::HoldForPull => "hold_for_pull",
        }
    }

    /// The value where it is off, and the other one.
    pub(super) const fn values(self) -> (&'static str, &'static str) {
        match self {
            Self::RequireChecks => ("none", "green"),
            Self::RequireReview => ("off", "approved"),
            Self::AllowForks => ("deny", "allow"),
            Self::RequireUpToDate | Self::HoldForPull => ("off", "on"),
        }
    }

    /// What is said of it.
    pub(super) const fn about(self) -> About {
        let (meaning, expected) = match self {
            Self::RequireChecks => (
                "whether every status and check of a commit must be green before it is deployed",
                "none or green",
            ),
            Self::RequireReview => (
                "whether a pull request must be approved before it is deployed",
                "off or approved",
            ),
            Self::RequireUpToDate => (
                "whether a pull request must contain all of the branch that it goes into",
                "off or on",
            ),
            Self::AllowForks => (
                "whether pull requests from forks, which strangers write, may be deployed",
                "deny or allow",
            ),
            Self::HoldForPull => (
                "whether production is held for a deployed pull request until it is merged or closed",
                "off or on",
            ),
        };
        About {
            meaning,
            example: self.values().1,
            expected,
        }
    }
}
