//! A letter as what GitHub shows of an operation beside its commit.

use super::Post;
use crate::frontend::github::deployed::Deployed;
use crate::frontend::mail::pause;
use crate::github::{At, GitHubError};
use crate::router::GoesLive;
use crate::store::outbox::{Deployment, Due};

/// How often it is tried what GitHub refuses, some minutes long. It keeps nobody from deploying, and others wait behind it.
const TRIES: i64 = 10;

impl Post {
    pub(super) async fn show(&self, stands: &Deployment, due: &Due) {
        let goes_live = match self.router.goes_live(&stands.operation).await {
            Ok(Some(goes_live)) => goes_live,
            Ok(None) => return self.give_up(due, "it isn't known what goes live").await,
            Err(error) => {
                let wait = pause(None, due.attempts);
                return self.later(due, &error.to_string(), wait).await;
            }
        };
        let at = self.client.at(&goes_live.repository);
        match self.shown((&at, &goes_live), stands, due).await {
            Ok(deployment) => self.sent(due, deployment).await,
            Err(error) => self.failed(due, &error, TRIES).await,
        }
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
