//! Versions of Docker Compose, as far as they matter: an order, and which rule came with which.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A version of Docker Compose, without what a distribution adds ("2.26.1-4" is 2.26.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Version {
    /// The first number.
    pub major: u32,
    /// The second.
    pub minor: u32,
    /// The third.
    pub patch: u32,
}

impl Version {
    /// The oldest one that Hailer works with: the first whose JSON and flags it has been written for.
    pub const REQUIRED: Self = Self::new(2, 20, 0);

    /// A version from its numbers.
    #[must_use]
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Self {
            major,
            minor,
            patch,
        }
    }

    /// Reads what `version --short` prints ("2.26.1-4", "v2.24.0", "5.0.0+ds1").
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('v');
        let mut numbers = text
            .split(['-', '+', '~'])
            .next()?
            .split('.')
            .map(|part| part.parse().ok());
        let version = Self::new(
            numbers.next()??,
            numbers.next()??,
            numbers.next().unwrap_or(Some(0))?,
        );
        numbers.next().is_none().then_some(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_distributions_suffix_is_not_part_of_the_version() {
        for text in [
            "2.26.1",
            "2.26.1-4\n",
            "v2.26.1",
            "2.26.1+ds1",
            "2.26.1~rc1",
        ] {
            assert_eq!(
                Version::parse(text),
                Some(Version::new(2, 26, 1)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_is_no_version_is_none() {
        for text in ["", "two", "2", "2.x.1", "2.26.1.9", "unknown command"] {
            assert_eq!(Version::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn minor_versions_are_numbers_and_not_text() {
        assert!(Version::new(2, 9, 0) < Version::REQUIRED);
        assert!(Version::new(5, 0, 0) > Version::REQUIRED);
    }
}
