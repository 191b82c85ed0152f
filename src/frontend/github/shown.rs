//! Where an operation is shown on GitHub, kept so that whoever comes after a crash finds it again.

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::deployed::Deployed;
use crate::domain::actor::Conversation;
use crate::domain::name::OperationId;
use crate::store::outbox::Outbox;

/// Where it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Shown {
    /// The comment that shows how it goes.
    pub(super) comment: Option<u64>,
    /// What is said of it beside its commit.
    pub(super) deployed: Option<Deployed>,
}

impl Shown {
    /// What is on record of `operation`.
    pub(super) async fn find(
        outbox: &Outbox,
        operation: &OperationId,
        conversation: &Conversation,
    ) -> Self {
        match outbox.live_message(operation, conversation).await {
            Ok(kept) => kept
                .and_then(|kept| serde_json::from_str(&kept).ok())
                .unwrap_or_default(),
            Err(error) => {
                tracing::warn!(%error, "not known where its progress was shown");
                Self::default()
            }
        }
    }
}

/// Where one operation is shown, as that comes to be known.
pub(super) struct Showing {
    outbox: Outbox,
    conversation: Conversation,
    shown: Mutex<Shown>,
}

impl Showing {
    pub(super) fn new(outbox: Outbox, conversation: Conversation) -> Self {
        Self {
            outbox,
            conversation,
            shown: Mutex::default(),
        }
    }

    /// This comment shows it.
    pub(super) async fn comment(&self, operation: &OperationId, comment: u64) {
        self.note(operation, |shown| shown.comment = Some(comment))
            .await;
    }

    /// This deployment is its.
    pub(super) async fn deployed(&self, operation: &OperationId, deployed: Deployed) {
        self.note(operation, |shown| shown.deployed = Some(deployed))
            .await;
    }

    /// All that is known of it; `comment` is the one that shows it, if one does.
    pub(super) async fn so_far(&self, comment: Option<u64>) -> Shown {
        let shown = self.shown.lock().await.clone();
        Shown { comment, ..shown }
    }

    async fn note(&self, operation: &OperationId, note: impl FnOnce(&mut Shown)) {
        let mut shown = self.shown.lock().await;
        note(&mut shown);
        let kept = serde_json::json!(*shown).to_string();
        let kept = self
            .outbox
            .show_live(operation, &self.conversation, &kept)
            .await;
        if let Err(error) = kept {
            tracing::debug!(%error, "after a crash it would be shown as it is");
        }
    }
}
