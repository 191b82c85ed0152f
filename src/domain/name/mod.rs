//! Names that have been checked: a value of one of these types can go into argv, a path, a label or a query as it is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A name that breaks its rule. The sentence names the kind, the value and the rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{given:?} is not a {kind}: {rule}")]
pub struct InvalidName {
    /// What was expected ("service name").
    pub kind: &'static str,
    /// What was given.
    pub given: String,
    /// The rule, as a sentence without its full stop.
    pub rule: &'static str,
}

/// Defines a checked name: the kind in people's words, its rule in words, and the rule as a predicate.
macro_rules! checked_name {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $rule:literal, $accepts:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks `given` against the rule of this kind of name.
            pub fn new(given: impl Into<String>) -> Result<Self, InvalidName> {
                let given = given.into();
                let accepts: fn(&str) -> bool = $accepts;
                if accepts(&given) {
                    Ok(Self(given))
                } else {
                    Err(InvalidName { kind: $kind, given, rule: $rule })
                }
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;
            fn try_from(given: String) -> Result<Self, InvalidName> {
                Self::new(given)
            }
        }

        impl std::str::FromStr for $name {
            type Err = InvalidName;
            fn from_str(given: &str) -> Result<Self, InvalidName> {
                Self::new(given)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}

/// 1 to 63 characters, the first a letter or digit of `first`, the rest letters, digits or one of `marks`.
fn is_word(given: &str, upper: bool, marks: &str) -> bool {
    let letter =
        |c: char| c.is_ascii_digit() || c.is_ascii_lowercase() || (upper && c.is_ascii_uppercase());
    let mut chars = given.chars();
    given.len() <= 63
        && chars.next().is_some_and(letter)
        && chars.all(|c| letter(c) || marks.contains(c))
}

checked_name!(
    /// What a team calls a thing that it deploys ("shop").
    CodebaseName,
    "codebase name",
    "use 1 to 63 lower-case letters, digits, '-', '_' or '.', beginning with a letter or digit",
    |given| is_word(given, false, "-_.")
);

checked_name!(
    /// A Compose project name (Compose spec, "name").
    ProjectName,
    "Compose project name",
    "use 1 to 63 lower-case letters, digits, '-' or '_', beginning with a letter or digit",
    |given| is_word(given, false, "-_")
);

checked_name!(
    /// A service of a Compose project (Compose spec, "services").
    ServiceName,
    "service name",
    "use 1 to 63 letters, digits, '-', '_' or '.', beginning with a letter or digit",
    |given| is_word(given, true, "-_.")
);

checked_name!(
    /// A GitHub repository, `owner/name`.
    RepositoryName,
    "repository",
    "write it OWNER/NAME, in letters, digits, '-', '_' and '.'",
    |given| given
        .split_once('/')
        .is_some_and(|(owner, name)| is_word(owner, true, "-_.") && is_word(name, true, "-_."))
);

checked_name!(
    /// The id of one operation: ten characters of Crockford's base 32, short enough to read out.
    OperationId,
    "operation id",
    "it has ten characters of 0-9 and a-z",
    |given| given.len() == 10 && given.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
);

checked_name!(
    /// A preset of instances ("postgres"); part of their names.
    PresetName,
    "preset name",
    "use 1 to 32 lower-case letters, digits or '-', beginning with a letter or digit",
    |given| is_word(given, false, "-") && given.len() <= 32
);

checked_name!(
    /// An instance, and its container: always `hailer-…`, so that it is never taken for a service.
    InstanceName,
    "instance name",
    "use 'hailer-' and 1 to 56 lower-case letters, digits, '-', '_' or '.', beginning with a letter or digit",
    |given| given.strip_prefix("hailer-").is_some_and(|own| {
        let letter = |c: char| c.is_ascii_digit() || c.is_ascii_lowercase();
        own.len() <= 56
            && own.starts_with(letter)
            && own.chars().all(|c| letter(c) || "-_.".contains(c))
    })
);

impl InstanceName {
    /// What every name begins with, by which an instance is told from a service.
    pub const BEGINS: &str = "hailer-";

    /// The name that somebody chose: `x` and `hailer-x` are both `hailer-x`.
    pub fn chosen(given: impl Into<String>) -> Result<Self, InvalidName> {
        let given = given.into();
        let own = given.strip_prefix(Self::BEGINS).unwrap_or(&given);
        Self::new(format!("{}{own}", Self::BEGINS)).map_err(|wrong| InvalidName { given, ..wrong })
    }

    /// What its operations lock: no two are at work on one instance. Names that differ in '.' and '_' alone share a lock.
    #[must_use]
    pub fn lock(&self) -> ProjectName {
        // What an instance may be called is, but for the dots, what a project may.
        ProjectName(self.0.replace('.', "_"))
    }
}

impl CodebaseName {
    /// What instances count as where roles, confirmations and operations are of a codebase. Nobody can add one of this name.
    pub const INSTANCES: &str = "hailer-instances";

    /// That of all instances.
    #[must_use]
    pub fn instances() -> Self {
        Self(Self::INSTANCES.to_owned())
    }

    /// Whether it is that of all instances, and so of no codebase.
    #[must_use]
    pub fn is_instances(&self) -> bool {
        self.0 == Self::INSTANCES
    }
}

checked_name!(
    /// A version of a preset's image ("16", "8.4"); part of an instance's name.
    VersionName,
    "version",
    "use 1 to 63 letters, digits, '-', '_' or '.', beginning with a letter or digit",
    |given| is_word(given, true, "-_.")
);

checked_name!(
    /// An environment variable.
    VariableName,
    "variable name",
    "use letters, digits or '_', not beginning with a digit",
    |given| !given.starts_with(|c: char| c.is_ascii_digit())
        && !given.is_empty()
        && given.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
);

checked_name!(
    /// What a release is asked for by.
    ReleaseName,
    "release",
    "use 1 to 63 lower-case letters, digits, '-', '_' or '.', beginning with a letter or digit",
    |given| is_word(given, false, "-_.")
);

checked_name!(
    /// A branch, tag or commit (git-check-ref-format, narrowed to what can stand in a URL and in argv).
    GitRef,
    "branch, tag or commit",
    "use 1 to 200 letters, digits or one of '-_./+@', beginning with a letter or digit, without '..', '//' or '/.' in it, \
     and without '.lock', '/' or '.' at its end",
    is_git_ref
);

fn is_git_ref(given: &str) -> bool {
    let mut chars = given.chars();
    given.len() <= 200
        && chars.next().is_some_and(|c| c.is_ascii_alphanumeric())
        && chars.all(|c| c.is_ascii_alphanumeric() || "-_./+@".contains(c))
        && !["..", "//", "/."].iter().any(|bad| given.contains(bad))
        && ![".lock", "/", "."].iter().any(|bad| given.ends_with(bad))
}

#[cfg(test)]
mod tests;
