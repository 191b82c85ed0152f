//! What GitHub shows of an operation beside the commit that it brings live: a deployment, how it stands, and that what it
//! replaced isn't live any more. Whatever is said here is said once, also where nobody knows whether it was said before.

use crate::domain::journal::OperationState;
use crate::github::{At, DeploymentState, GitHubError, NewDeployment, NewStatus};
use crate::router::GoesLive;
use crate::store::outbox::Deployment;

/// The environment that people use, where the codebase doesn't say otherwise.
const PRODUCTION: &str = "production";

/// A deployment that GitHub shows.
pub(super) struct Deployed<'a> {
    at: &'a At,
    of: &'a GoesLive,
    /// Its number.
    pub(super) id: u64,
}

impl<'a> Deployed<'a> {
    /// One that is known by its number.
    pub(super) const fn known(at: &'a At, of: &'a GoesLive, id: u64) -> Self {
        Self { at, of, id }
    }

    /// The operation's, which is begun where there is none yet.
    pub(super) async fn find_or_begin(
        at: &'a At,
        of: &'a GoesLive,
        stands: &Deployment,
    ) -> Result<Self, GitHubError> {
        let whose = whose(of);
        let new = NewDeployment {
            sha: &of.commit,
            environment: &of.environment,
            description: &format!("{whose} operation {}", stands.operation),
            is_production: of.environment == PRODUCTION,
        };
        let id = match at.find_deployment(&new).await? {
            Some(found) => found,
            None => at.deploy(&new).await?,
        };
        Ok(Self { at, of, id })
    }

    /// Says how it stands. `is_again`: that may have been said.
    pub(super) async fn stands(
        &self,
        state: OperationState,
        is_again: bool,
    ) -> Result<(), GitHubError> {
        use DeploymentState::{Failure, InProgress, Inactive, Queued, Success};
        let said = if is_again {
            self.at.deployed(self.id).await?
        } else {
            None
        };
        let (to_say, description): (&[DeploymentState], _) = match state {
            OperationState::Queued | OperationState::Running => (&[Queued, InProgress], ""),
            OperationState::Done => (&[Success], ""),
            // Nobody has tried whether the commit runs.
            OperationState::Untouched | OperationState::Cancelled => {
                (&[Inactive], "nothing was changed")
            }
            OperationState::RolledBack | OperationState::Failed => (&[Failure], ""),
        };
        for state in to_say.iter().filter(|state| said < Some(**state)) {
            let status = NewStatus {
                state: *state,
                description,
                url: self.of.url.as_deref(),
                log_url: None,
            };
            self.at.deployment_status(self.id, &status).await?;
        }
        Ok(())
    }
}

/// Says of one that another took its place.
pub(super) async fn is_replaced(at: &At, deployment: u64) -> Result<(), GitHubError> {
    if at.deployed(deployment).await? == Some(DeploymentState::Inactive) {
        return Ok(());
    }
    let inactive = NewStatus {
        state: DeploymentState::Inactive,
        description: "another one took its place",
        url: None,
        log_url: None,
    };
    at.deployment_status(deployment, &inactive).await
}

/// How the descriptions of a codebase's deployments begin.
fn whose(of: &GoesLive) -> String {
    format!("{},", of.codebase)
}
