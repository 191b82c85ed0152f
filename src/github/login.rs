//! As whom we ask: with a token everywhere as the same; as an App in each repository as its installation there.

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use http::Uri;
use octocrab::AuthState;
use octocrab::auth::{AppAuth, EncodingKey};
use octocrab::models::{AppId, InstallationId};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::call::Ask;
use super::client::Login;
use super::error::GitHubError;
use super::line::{Connections, Line, api};
use crate::domain::name::RepositoryName;

/// The lines that an account has.
pub(super) enum Lines {
    Token(Arc<Line>),
    App(Box<App>),
}

/// An App and its installations.
pub(super) struct App {
    /// Its own pages, which alone it may see as itself.
    pub(super) own: Line,
    limit: Duration,
    /// By the installation's id.
    lines: DashMap<u64, Arc<Line>>,
    /// The installation in each repository, by its name in lower case.
    places: DashMap<String, u64>,
}

#[derive(Deserialize)]
struct Installation {
    id: u64,
    #[serde(default)]
    suspended_at: Option<String>,
}

impl Lines {
    pub(super) fn new(
        login: &Login,
        (connections, base): (&Connections, &Uri),
        limit: Duration,
    ) -> Result<Self, GitHubError> {
        let line = |auth| Line::new(api(connections, base, auth), limit);
        Ok(match login {
            Login::Token(token) => Self::Token(Arc::new(line(of_token(token)?))),
            Login::App { id, key } => Self::App(Box::new(App {
                own: line(of_app(*id, key)?),
                limit,
                lines: DashMap::new(),
                places: DashMap::new(),
            })),
        })
    }

    /// The line for what lies in a repository.
    pub(super) async fn to(&self, repository: &RepositoryName) -> Result<Arc<Line>, GitHubError> {
        match self {
            Self::Token(line) => Ok(Arc::clone(line)),
            Self::App(app) => app.to(repository).await,
        }
    }

    /// What is known of the repository may not be so any more: the App was installed anew, or the repository went to another
    /// owner. Whether something was known.
    pub(super) fn forget(&self, repository: &RepositoryName) -> bool {
        match self {
            Self::Token(_) => false,
            Self::App(app) => app.places.remove(&key(repository)).is_some(),
        }
    }
}

impl App {
    async fn to(&self, repository: &RepositoryName) -> Result<Arc<Line>, GitHubError> {
        let known = self.places.get(&key(repository)).map(|id| *id);
        let id = match known {
            Some(id) => id,
            None => self.look_up(repository).await?,
        };
        self.line(id)
    }

    async fn look_up(&self, repository: &RepositoryName) -> Result<u64, GitHubError> {
        let path = format!("/repos/{repository}/installation");
        let found: Installation = self.own.ask(&Ask::get(path)).await?.json()?;
        self.places.insert(key(repository), found.id);
        Ok(found.id)
    }

    /// octocrab keeps the installation's token with the line, and gets another when it ends.
    fn line(&self, id: u64) -> Result<Arc<Line>, GitHubError> {
        if let Some(line) = self.lines.get(&id) {
            return Ok(Arc::clone(&line));
        }
        let of = self.own.octocrab.installation(InstallationId(id));
        let of = of.map_err(|wrong| GitHubError::broken(&wrong))?;
        let line = self.lines.entry(id);
        let line = line.or_insert_with(|| Arc::new(Line::new(of, self.limit)));
        Ok(Arc::clone(&line))
    }

    /// Some installation that isn't suspended, for what is the same for all.
    pub(super) async fn any(&self) -> Result<Option<Arc<Line>>, GitHubError> {
        let ask = Ask::get("/app/installations?per_page=100".to_owned());
        let all: Vec<Installation> = self.own.ask(&ask).await?.json()?;
        let some = all.iter().find(|one| one.suspended_at.is_none());
        some.map(|one| self.line(one.id)).transpose()
    }
}

/// GitHub doesn't tell names apart by their case.
fn key(repository: &RepositoryName) -> String {
    repository.as_str().to_ascii_lowercase()
}

fn of_token(token: &SecretString) -> Result<AuthState, GitHubError> {
    let given = token.expose_secret();
    let is_one = !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_one {
        let why = "GITHUB_TOKEN is no token: it holds what no token holds, or nothing";
        return Err(GitHubError::Settings(why.to_owned()));
    }
    let token = token.clone();
    Ok(AuthState::AccessToken { token })
}

fn of_app(id: u64, key: &SecretString) -> Result<AuthState, GitHubError> {
    let key = EncodingKey::from_rsa_pem(key.expose_secret().as_bytes());
    let key = key.map_err(|wrong| {
        let why = format!("the key of the GitHub App is no RSA key in PEM ({wrong})");
        GitHubError::Settings(why)
    })?;
    let app_id = AppId(id);
    Ok(AuthState::App(AppAuth { app_id, key }))
}
