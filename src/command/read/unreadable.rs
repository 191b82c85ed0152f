//! Why a word can't be read.

use crate::command::error::quoted;
use crate::domain::name::InvalidName;

/// A word that isn't what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::command) struct Unreadable {
    /// A sentence without its full stop.
    pub(in crate::command) sentence: String,
    /// What was expected, where the argument's shape can't say it.
    pub(in crate::command) expected: Option<String>,
    /// What would do in its place.
    pub(in crate::command) instead: Option<String>,
}

impl Unreadable {
    /// A sentence that says nothing of what was given.
    pub(in crate::command) fn because(sentence: impl Into<String>) -> Self {
        Self {
            sentence: sentence.into(),
            expected: None,
            instead: None,
        }
    }

    pub(in crate::command) fn not(given: &str, what: &str) -> Self {
        Self {
            sentence: format!("{} is not {what}", quoted(given)),
            expected: None,
            instead: None,
        }
    }

    pub(in crate::command) fn expecting(self, expected: impl Into<String>) -> Self {
        Self {
            expected: Some(expected.into()),
            ..self
        }
    }

    pub(in crate::command) fn instead(self, instead: Option<impl Into<String>>) -> Self {
        Self {
            instead: instead.map(Into::into),
            ..self
        }
    }
}

/// Names that differ from the rule only in the case of their letters are offered in lower case.
pub(in crate::command) fn checked<T>(
    word: &str,
    make: impl Fn(String) -> Result<T, InvalidName>,
) -> Result<T, Unreadable> {
    make(word.to_owned()).map_err(|error| {
        let article = if error.kind.starts_with(['a', 'e', 'i', 'o', 'u']) {
            "an"
        } else {
            "a"
        };
        let lower = word.to_ascii_lowercase();
        let instead = make(lower.clone()).is_ok().then_some(lower);
        Unreadable::not(word, &format!("{article} {}", error.kind)).instead(instead)
    })
}
