//! Deployments, as GitHub shows them beside a commit.

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::at::At;
use super::error::GitHubError;
use super::people::Account;

/// Characters of a description.
const LONGEST: usize = 140;
/// How many of an environment's newest deployments are looked at. Ours are made inactive when another takes their place.
const RECENT: usize = 20;

/// A deployment that begins.
#[derive(Debug, Clone, Copy)]
pub struct NewDeployment<'a> {
    /// All 40 digits.
    pub sha: &'a str,
    /// Where to ("production").
    pub environment: &'a str,
    /// In a few words; what is beyond 140 characters is cut off.
    pub description: &'a str,
    /// Whether people use what is there.
    pub is_production: bool,
}

/// What a deployment has come to.
#[derive(Debug, Clone, Copy)]
pub struct NewStatus<'a> {
    /// What.
    pub state: DeploymentState,
    /// In a few words; what is beyond 140 characters is cut off.
    pub description: &'a str,
    /// Where the environment can be seen; http or https.
    pub url: Option<&'a str>,
    /// Where it is told how it went; http or https.
    pub log_url: Option<&'a str>,
}

/// What a deployment has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeploymentState {
    /// It waits.
    Queued,
    /// It is under way.
    InProgress,
    /// It is live.
    Success,
    /// It isn't.
    Failure,
    /// It was, and isn't any more.
    Inactive,
}

impl DeploymentState {
    const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::InProgress => "in_progress",
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Inactive => "inactive",
        }
    }
}

#[derive(Deserialize)]
struct Shown {
    id: u64,
    #[serde(default, deserialize_with = "or_none")]
    description: String,
    #[serde(default)]
    creator: Option<Account>,
}

/// GitHub says null where there is none.
fn or_none<'de, D: Deserializer<'de>>(given: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(given)?.unwrap_or_default())
}

#[derive(Deserialize)]
struct Status {
    #[serde(default)]
    state: String,
}

impl At {
    /// Begins a deployment of exactly this commit, whatever is said of it; its id.
    pub async fn deploy(&self, new: &NewDeployment<'_>) -> Result<u64, GitHubError> {
        let body = json!({
            "ref": new.sha,
            "environment": new.environment,
            "description": short(new.description),
            "production_environment": new.is_production,
            "auto_merge": false,
            "required_contexts": [],
        });
        let made: Shown = self.post(self.path(&["deployments"]), &body).await?;
        Ok(made.id)
    }

    /// Says what a deployment has come to. What it replaces is not touched.
    pub async fn deployment_status(
        &self,
        deployment: u64,
        new: &NewStatus<'_>,
    ) -> Result<(), GitHubError> {
        let path = self.path(&["deployments", &deployment.to_string(), "statuses"]);
        let mut body = json!({
            "state": new.state.name(),
            "description": short(new.description),
            "auto_inactive": false,
        });
        for (name, address) in [("environment_url", new.url), ("log_url", new.log_url)] {
            if let Some(address) = address {
                body[name] = Value::from(address);
            }
        }
        let _made: Shown = self.post(path, &body).await?;
        Ok(())
    }

    /// Which of the environment's 20 newest deployments that we began, with a description that begins so, are live by their latest
    /// status, but for one.
    pub async fn live_deployments(
        &self,
        (environment, description): (&str, &str),
        except: u64,
    ) -> Result<Vec<u64>, GitHubError> {
        let me = self.client.me().await?.id;
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("environment", environment)
            .append_pair("per_page", &RECENT.to_string())
            .finish();
        let path = format!("{}?{query}", self.path(&["deployments"]));
        let all: Vec<Shown> = self.get(path).await?;
        let mut live = Vec::new();
        for shown in all {
            let is_own = shown.creator.as_ref().is_some_and(|by| by.id == me);
            let is_meant = is_own && shown.description.starts_with(description);
            if is_meant && shown.id != except && self.is_live(shown.id).await? {
                live.push(shown.id);
            }
        }
        Ok(live)
    }

    async fn is_live(&self, deployment: u64) -> Result<bool, GitHubError> {
        let path = self.path(&["deployments", &deployment.to_string(), "statuses"]);
        let newest: Vec<Status> = self.get(format!("{path}?per_page=1")).await?;
        Ok(newest.first().is_some_and(|one| one.state == "success"))
    }
}

fn short(text: &str) -> String {
    let mut kept: String = text.chars().take(LONGEST).collect();
    if kept.len() < text.len() {
        kept.pop();
        kept.push('…');
    }
    kept
}
