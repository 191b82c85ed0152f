//! What GitHub shows of a deploy beside its commit: a deployment, how it stands, and that what it replaced isn't live any more.

use serde::{Deserialize, Serialize};

use crate::domain::name::OperationId;
use crate::github::{At, DeploymentState, GitHubError, NewDeployment, NewStatus};
use crate::reply::Status;
use crate::router::{GoesLive, Router};

/// The environment that people use, where the codebase doesn't say otherwise.
const PRODUCTION: &str = "production";

/// A deployment that GitHub shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Deployed {
    /// Its number.
    id: u64,
    /// Whose, as its description begins.
    whose: String,
    /// Where to.
    environment: String,
    /// Where that can be seen.
    url: Option<String>,
}

/// Tells GitHub that a commit is being deployed. `None`: nothing of the kind goes on, or GitHub doesn't take it, which keeps
/// nobody from deploying.
pub(super) async fn begin(at: &At, router: &Router, operation: &OperationId) -> Option<Deployed> {
    let goes_live = match router.goes_live(operation).await {
        Ok(goes_live) => goes_live?,
        Err(error) => {
            tracing::warn!(%error, "not known what GitHub could be told of a deploy");
            return None;
        }
    };
    let begun = Deployed::begin(at, goes_live, operation).await;
    begun
        .inspect_err(|error| tracing::warn!(%error, "GitHub doesn't show the deployment"))
        .ok()
}

impl Deployed {
    async fn begin(
        at: &At,
        goes_live: GoesLive,
        operation: &OperationId,
    ) -> Result<Self, GitHubError> {
        let GoesLive {
            codebase,
            commit,
            environment,
            url,
        } = goes_live;
        let whose = format!("{codebase},");
        let new = NewDeployment {
            sha: &commit,
            environment: &environment,
            description: &format!("{whose} operation {operation}"),
            is_production: environment == PRODUCTION,
        };
        let id = at.deploy(&new).await?;
        let deployed = Self {
            id,
            whose,
            environment,
            url,
        };
        for state in [DeploymentState::Queued, DeploymentState::InProgress] {
            if let Err(error) = deployed.say(at, state).await {
                tracing::debug!(%error, ?state, "GitHub doesn't show how a deployment stands");
            }
        }
        Ok(deployed)
    }

    /// Says how it ended, and of those before it that they aren't live any more if it is. Said twice it is said once.
    pub(super) async fn end(&self, at: &At, status: Status) -> Result<(), GitHubError> {
        if status != Status::Done {
            return self.say(at, DeploymentState::Failure).await;
        }
        self.say(at, DeploymentState::Success).await?;
        for earlier in at
            .live_deployments((&self.environment, &self.whose), self.id)
            .await?
        {
            let inactive = NewStatus {
                state: DeploymentState::Inactive,
                description: "another one took its place",
                url: None,
                log_url: None,
            };
            at.deployment_status(earlier, &inactive).await?;
        }
        Ok(())
    }

    async fn say(&self, at: &At, state: DeploymentState) -> Result<(), GitHubError> {
        let status = NewStatus {
            state,
            description: "",
            url: self.url.as_deref(),
            log_url: None,
        };
        at.deployment_status(self.id, &status).await
    }
}
