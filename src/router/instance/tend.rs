//! What is done for instances without being asked for.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use crate::operation::OperationError;
use crate::operation::instance::{self, Cleared, Traces};
use crate::reply::Responder;
use crate::router::Router;

/// How often it is looked whether one's time is over, and whose log is to be followed.
const PAUSE: Duration = Duration::from_secs(2);

/// After how many of these the engine is asked for what a crash has left.
const LEFTOVERS: u32 = 30;

impl Router {
    /// Ends instances whose time is over, clears away what a crash left of ephemeral ones, and has their lines in the log.
    /// Never ends.
    pub async fn tend_instances(&self, responder: &Arc<dyn Responder>) {
        let mut traces = Traces::default();
        let mut looks = 0_u32;
        loop {
            if let Err(error) = self.tend(&mut traces, (looks, responder)).await {
                tracing::warn!(%error, "instances could not be looked after");
            }
            looks = looks.wrapping_add(1);
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn tend(
        &self,
        traces: &mut Traces,
        (looks, responder): (u32, &Arc<dyn Responder>),
    ) -> Result<(), OperationError> {
        let context = &self.context;
        let cleared = if looks.is_multiple_of(LEFTOVERS) && self.has_instances().await? {
            instance::clear_away(context, responder).await?
        } else {
            instance::expired(context, responder).await?
        };
        cleared.iter().for_each(log);
        traces.look(context).await
    }

    /// Ends those that were made to go with the bot, as far as that is done within `limit`.
    pub async fn end_instances_with_bot(&self, responder: &Arc<dyn Responder>, limit: Duration) {
        let ends = instance::end_with_bot(&self.context, responder);
        match timeout(limit, ends).await {
            Ok(Ok(cleared)) => cleared.iter().for_each(log),
            Ok(Err(error)) => {
                tracing::warn!(%error, "instances stay that were to end with the bot");
            }
            Err(_) => tracing::warn!(?limit, "instances may stay that were to end with the bot"),
        }
    }

    /// Whether this Hailer has ever made one: else it asks no engine for what is left of them.
    async fn has_instances(&self) -> Result<bool, OperationError> {
        Ok(self.context.store.has_made_instances().await?)
    }
}

fn log(cleared: &Cleared) {
    let name = &cleared.name;
    match &cleared.result {
        Ok(()) => tracing::info!(%name, "instance cleared away"),
        Err(error) => tracing::warn!(%name, %error, "instance not cleared away"),
    }
}
