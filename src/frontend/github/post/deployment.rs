//! A letter as what GitHub shows of an operation beside its commit.

use super::Post;
use crate::domain::journal::OperationState;
use crate::domain::name::{OperationId, RepositoryName};
use crate::frontend::github::deployed::{self, Deployed};
use crate::frontend::mail::pause;
use crate::github::{At, GitHubError};
use crate::router::GoesLive;
use crate::store::outbox::{Deployment, Due};

/// How often it is tried what GitHub refuses, some minutes long. It keeps nobody from deploying, and others wait behind it.
const TRIES: i64 = 10;

impl Post {
    pub(super) async fn show(
        &self,
        (repository, stands): (&RepositoryName, &Deployment),
        due: &Due,
    ) {
        let (goes_live, before) = match self.known(stands, due).await {
            Ok(known) => known,
            Err(why) => return self.later(due, &why, pause(None, due.attempts)).await,
        };
        let at = self.client.at(repository);
        let goes_live = goes_live.filter(|of| of.repository == *repository);
        let shown = async {
            let own = match &goes_live {
                Some(of) => Some(self.shown((&at, of), stands, due).await?),
                None => None,
            };
            for (operation, deployment) in &before {
                self.replaced(&at, (operation, *deployment), due).await?;
            }
            Ok(own.or(before.first().map(|(_, replaced)| *replaced)))
        };
        match shown.await {
            Ok(Some(deployment)) => self.sent(due, deployment).await,
            Ok(None) => self.give_up(due, "nothing of it is shown there").await,
            Err(error) => self.failed(due, &error, TRIES).await,
        }
    }

    /// What goes live, and the deployments of those that it replaced if it is.
    async fn known(
        &self,
        stands: &Deployment,
        due: &Due,
    ) -> Result<(Option<GoesLive>, Vec<(OperationId, u64)>), String> {
        let operation = &stands.operation;
        let goes_live = self.router.goes_live(operation).await;
        let goes_live = goes_live.map_err(|error| error.to_string())?;
        if stands.state != OperationState::Done {
            return Ok((goes_live, vec![]));
        }
        let before = self.outbox.shown_before(operation, &due.conversation).await;
        let before = before.map_err(|error| error.to_string())?.into_iter();
        let numbered = before.filter_map(|(operation, id)| Some((operation, id.parse().ok()?)));
        Ok((goes_live, numbered.collect()))
    }

    /// Another one took its place.
    async fn replaced(
        &self,
        at: &At,
        (operation, deployment): (&OperationId, u64),
        due: &Due,
    ) -> Result<(), GitHubError> {
        match deployed::is_replaced(at, deployment).await {
            // Somebody has deleted it.
            Err(GitHubError::NotFound) if due.attempts >= TRIES => {}
            said => said?,
        }
        let forgotten = self.outbox.forget_live(operation, &due.conversation).await;
        if let Err(error) = forgotten {
            tracing::debug!(%error, "a deployment will be looked at again");
        }
        Ok(())
    }

    async fn shown(
        &self,
        (at, of): (&At, &GoesLive),
        stands: &Deployment,
        due: &Due,
    ) -> Result<u64, GitHubError> {
        let (operation, repository) = (&stands.operation, &due.conversation);
        let kept = self.outbox.live_message(operation, repository).await;
        let kept = kept.unwrap_or_else(|error| {
            tracing::debug!(%error, "a deployment is looked for");
            None
        });
        let deployed = match kept.and_then(|kept| kept.parse().ok()) {
            Some(id) => Deployed::known(at, of, id),
            None => Deployed::find_or_begin(at, of, stands).await?,
        };
        let id = deployed.id.to_string();
        if let Err(error) = self.outbox.show_live(operation, repository, &id).await {
            tracing::debug!(%error, "a deployment will be looked for");
        }
        deployed.stands(stands.state, due.attempts > 1).await?;
        Ok(deployed.id)
    }
}
