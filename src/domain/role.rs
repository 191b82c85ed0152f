//! What a person may do, from least to most. Each role holds those before it.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::actor::Principal;
use super::name::CodebaseName;

/// A role on one codebase, or on all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Status, logs, history, configuration shown.
    Viewer,
    /// Restart, start, stop, hold.
    Operator,
    /// Deploy and roll back.
    Deployer,
    /// Configuration, grants, others' holds, removal.
    Admin,
}

impl Role {
    /// Every role, from least to most.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Operator, Self::Deployer, Self::Admin];

    /// The name in grants and answers.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Deployer => "deployer",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A role that doesn't exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a role: use viewer, operator, deployer or admin")]
pub struct InvalidRole(pub String);

impl FromStr for Role {
    type Err = InvalidRole;

    fn from_str(text: &str) -> Result<Self, InvalidRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| InvalidRole(text.to_owned()))
    }
}

/// What a role is given on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every codebase, also those to come.
    Everything,
    /// One codebase.
    Codebase(CodebaseName),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("*"),
            Self::Codebase(name) => name.fmt(f),
        }
    }
}

/// A role that an identity has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// Whose it is.
    pub principal: Principal,
    /// On what.
    pub scope: Scope,
    /// Which.
    pub role: Role,
    /// Who gave it.
    pub granted_by: Principal,
    /// When, by the store's clock.
    pub granted_at: DateTime<Utc>,
}
