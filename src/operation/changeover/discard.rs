//! What an operation has prepared and nobody needs any more goes: staged files and release folders, private tags, and images
//! that were fetched or pushed for nothing.

use super::{Changeover, codebase, release};
use crate::domain::release::ReleaseState;
use crate::engine::{EngineError, ImageReference};
use crate::operation::deploy::blocking;
use crate::operation::release::retention;
use crate::operation::under_way::UnderWay;
use crate::operation::{OperationError, step};
use crate::sync::{self, RootLink, Tree};

impl Changeover {
    /// Undoes what was prepared: nothing of the new version is left, its release has not been.
    pub(in crate::operation) async fn discard(
        &self,
        under_way: &UnderWay<'_>,
    ) -> Result<(), OperationError> {
        self.discard_prepared(under_way).await?;
        if let Some(release) = release(under_way).await?
            && release.state == ReleaseState::Candidate
        {
            let store = &under_way.context.store;
            let back = store.mark_rolled_back(&release.codebase, release.number);
            under_way.record("mark_rolled_back", Box::pin(back)).await?;
        }
        let codebase = codebase(under_way).await?;
        retention::sweep(under_way, &codebase).await?;
        self.drop_pushed(under_way).await
    }

    /// Forgets the images that were pushed, unless anything stands for one but the digest that it got by that.
    async fn drop_pushed(&self, under_way: &UnderWay<'_>) -> Result<(), OperationError> {
        let engine = under_way.context.engine().await?;
        for (tag, id) in &self.pushed_from {
            let Some(image) = engine.find_image(id).await? else {
                continue;
            };
            let digest = image.digest_at(&ImageReference::new(tag));
            if let Some(digest) = digest.filter(|_| image.tags.is_empty()) {
                forget(under_way, &ImageReference::new(tag).at(digest)).await?;
            }
        }
        Ok(())
    }

    /// Takes away what was only needed on the way: private tags of builds, and staged files.
    pub(super) async fn discard_prepared(
        &self,
        under_way: &UnderWay<'_>,
    ) -> Result<(), OperationError> {
        self.undo_tags(under_way).await?;
        self.drop_pulled(under_way).await?;
        self.drop_prepared(under_way).await
    }

    /// Forgets the images that were pulled and that nothing runs now.
    async fn drop_pulled(&self, under_way: &UnderWay<'_>) -> Result<(), OperationError> {
        for image in &self.pulled {
            forget(under_way, image).await?;
        }
        Ok(())
    }

    /// Takes away what an operation needs only while it is under way, whichever way it ends.
    pub(super) async fn drop_prepared(
        &self,
        under_way: &UnderWay<'_>,
    ) -> Result<(), OperationError> {
        for tag in &self.private_tags {
            step::untag(under_way, tag).await?;
        }
        self.discard_release(under_way).await?;
        let Some(production) = self.production.clone() else {
            return Ok(());
        };
        let operation = under_way.operation().clone();
        blocking(move || sync::discard(&Tree::open(&production, RootLink::Refuse)?, &operation))
            .await
    }
}

/// Takes an image's name by digest away.
async fn forget(under_way: &UnderWay<'_>, image: &str) -> Result<(), OperationError> {
    match step::untag(under_way, image).await {
        // Somebody else runs it by now, so it isn't ours alone.
        Err(OperationError::Engine(EngineError::Conflict { .. })) => Ok(()),
        other => other,
    }
}
