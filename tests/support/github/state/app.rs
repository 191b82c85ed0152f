//! Who calls: GitHub Apps, their installations, and tokens.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

/// By the permission's name: "read" or "write".
pub(crate) type Permissions = BTreeMap<String, String>;

pub(crate) struct App {
    pub(crate) id: i64,
    pub(crate) slug: String,
    pub(crate) owner: i64,
    /// `slug[bot]`, as which its installations write.
    pub(crate) bot: i64,
    /// `RSAPublicKey`, DER.
    pub(crate) public_key: Vec<u8>,
    pub(crate) created: DateTime<Utc>,
}

pub(crate) struct Installation {
    pub(crate) id: i64,
    pub(crate) app: i64,
    pub(crate) account: i64,
    pub(crate) repositories: Vec<i64>,
    pub(crate) permissions: Permissions,
    pub(crate) is_suspended: bool,
    pub(crate) created: DateTime<Utc>,
}

/// Whose a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Caller {
    /// Without a token.
    Nobody,
    Person(i64),
    /// With a JSON Web Token, which opens nothing but the App's own pages.
    App(i64),
    Installation(i64),
}

#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) caller: Caller,
    pub(crate) permissions: Permissions,
    /// None: all that the caller may see.
    pub(crate) repositories: Option<Vec<i64>>,
    pub(crate) expires: Option<DateTime<Utc>>,
}

/// What a bot such as Hailer is given.
pub(crate) fn usual_permissions() -> Permissions {
    let usual = [
        ("checks", "read"),
        ("contents", "read"),
        ("deployments", "write"),
        ("issues", "write"),
        ("metadata", "read"),
        ("pull_requests", "write"),
        ("statuses", "write"),
    ];
    let usual = usual.map(|(name, level)| (name.to_owned(), level.to_owned()));
    usual.into_iter().collect()
}
