//! The client: made once, cloned to whoever asks GitHub something.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use http::Uri;
use http::header::DATE;
use octocrab::{AuthState, Octocrab};
use secrecy::SecretString;
use tokio::sync::OnceCell;

use super::at::At;
use super::call::Ask;
use super::error::GitHubError;
use super::facts::Who;
use super::line::{Line, api, connections, elsewhere};
use super::login::Lines;
use crate::domain::name::RepositoryName;

const USUAL: &str = "https://api.github.com";
/// What a call may take, with all its tries.
const LIMIT: Duration = Duration::from_secs(10);

/// Where GitHub is, and as whom to ask.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The API's address, of an Enterprise server `https://HOST/api/v3`; `None`: github.com's.
    pub api: Option<String>,
    /// As whom.
    pub login: Login,
}

/// As whom to ask.
#[derive(Debug, Clone)]
pub enum Login {
    /// The account whose token this is.
    Token(SecretString),
    /// A GitHub App.
    App {
        /// Its number.
        id: u64,
        /// Its private key, RSA in PEM.
        key: SecretString,
    },
}

/// GitHub, as one account. A clone is the same one.
#[derive(Clone)]
pub struct Client {
    pub(super) all: Arc<All>,
}

/// What all clones share.
pub(super) struct All {
    pub(super) lines: Lines,
    /// To the API without a token.
    pub(super) nobody: Line,
    /// To the servers of archives, without a token.
    pub(super) elsewhere: Octocrab,
    pub(super) limit: Duration,
    pub(super) me: OnceCell<Who>,
}

impl Client {
    /// Asks nothing yet. Needs tokio's runtime around it.
    pub fn new(settings: &Settings) -> Result<Self, GitHubError> {
        Self::with_limit(settings, LIMIT)
    }

    /// With another limit than 10 seconds for each call.
    pub fn with_limit(settings: &Settings, limit: Duration) -> Result<Self, GitHubError> {
        let base = address(settings.api.as_deref().unwrap_or(USUAL))?;
        let connections = connections()?;
        let lines = Lines::new(&settings.login, (&connections, &base), limit)?;
        let nobody = api(&connections, &base, AuthState::None);
        let all = All {
            lines,
            nobody: Line::new(nobody, limit),
            elsewhere: elsewhere(&connections),
            limit,
            me: OnceCell::new(),
        };
        Ok(Self { all: Arc::new(all) })
    }

    /// A repository. Whether it is there shows when something is asked.
    #[must_use]
    pub fn at(&self, repository: &RepositoryName) -> At {
        At::new(self.clone(), repository.clone())
    }
}

impl Client {
    /// What time it is there, to the second; `None`: GitHub doesn't say. What is asked for it takes no account and counts in no
    /// limit.
    pub async fn time(&self) -> Result<Option<DateTime<Utc>>, GitHubError> {
        let answer = self
            .all
            .nobody
            .ask(&Ask::get("/rate_limit".to_owned()))
            .await?;
        let said = answer.headers.get(DATE).and_then(|date| date.to_str().ok());
        let said = said.and_then(|date| DateTime::parse_from_rfc2822(date).ok());
        Ok(said.map(|date| date.to_utc()))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

fn address(given: &str) -> Result<Uri, GitHubError> {
    let wrong = || {
        GitHubError::Settings(format!(
            "GITHUB_API_URL is not an address: {given:?}; write https://api.github.com, or https://HOST/api/v3"
        ))
    };
    let address: Uri = given.parse().map_err(|_| wrong())?;
    let is_one = matches!(address.scheme_str(), Some("http" | "https"))
        && address.host().is_some_and(|host| !host.is_empty())
        && address.query().is_none();
    is_one.then_some(address).ok_or_else(wrong)
}
