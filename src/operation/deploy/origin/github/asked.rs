//! Which of a repository's versions a word means. Pure.

use crate::domain::name::GitRef;

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked<'a> {
    /// The head of the default branch.
    DefaultBranch,
    /// The head of a pull request.
    Pull(u64),
    /// A branch, a tag or a commit.
    Reference(&'a str),
}

impl<'a> Asked<'a> {
    /// As GitHub names the head of a pull request: `pull/7/head`. Nothing, and `HEAD`, is the default branch.
    pub(super) fn read(reference: Option<&'a GitRef>) -> Self {
        let Some(reference) = reference.map(AsRef::as_ref) else {
            return Self::DefaultBranch;
        };
        let pull = || -> Option<u64> {
            let number = reference.strip_prefix("pull/")?.strip_suffix("/head")?;
            let is_number = number.bytes().all(|digit| digit.is_ascii_digit());
            is_number.then(|| number.parse().ok()).flatten()
        };
        match pull() {
            Some(number) => Self::Pull(number),
            None if reference == "HEAD" => Self::DefaultBranch,
            None => Self::Reference(reference),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_pull_request_is_told_from_a_branch() {
        let asked = |text: &str| format!("{:?}", Asked::read(Some(&GitRef::new(text).unwrap())));
        assert_eq!(asked("pull/7/head"), "Pull(7)");
        for branch in [
            "pull/7",
            "pull/x/head",
            "pull/+7/head",
            "pull/7/merge",
            "v1.2",
        ] {
            assert_eq!(asked(branch), format!("Reference({branch:?})"));
        }
        assert_eq!(asked("HEAD"), "DefaultBranch");
        assert_eq!(Asked::read(None), Asked::DefaultBranch);
    }
}
