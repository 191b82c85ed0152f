//! Limits of a process, in a service and in a build (Compose spec, "ulimits").

use serde::Deserialize;

/// One limit: the same number for both, or one for each. -1: no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "UlimitForm")]
pub struct Ulimit {
    /// What holds unless raised.
    pub soft: i64,
    /// What it can be raised to.
    pub hard: i64,
}

/// How Compose writes a limit.
#[derive(Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "expected a number, or an object of soft and hard"
)]
enum UlimitForm {
    Single(i64),
    Both {
        #[serde(default)]
        soft: i64,
        #[serde(default)]
        hard: i64,
    },
}

impl From<UlimitForm> for Ulimit {
    fn from(form: UlimitForm) -> Self {
        match form {
            UlimitForm::Single(limit) => Self {
                soft: limit,
                hard: limit,
            },
            UlimitForm::Both { soft, hard } => Self { soft, hard },
        }
    }
}
