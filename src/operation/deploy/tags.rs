//! The project's own tags, which move to the new images and back, and the private ones that images are built under.

use super::build::Built;
use super::{Deploy, images};
use crate::domain::journal::Step;
use crate::domain::plan::ImagePlan;
use crate::operation::OperationError;

impl Deploy<'_> {
    /// Points the project's own tags at the new images, so that Compose finds what runs.
    pub(super) async fn tag_images(&self, built: &Built) -> Result<(), OperationError> {
        for (tag, from, to) in self.moved_tags(built) {
            self.move_tag(&tag, from, &to).await?;
        }
        Ok(())
    }

    pub(super) async fn move_tag(
        &self,
        tag: &str,
        from: Option<String>,
        to: &str,
    ) -> Result<(), OperationError> {
        let step = Step::TagImage {
            tag: tag.to_owned(),
            from,
            to: to.to_owned(),
        };
        self.under_way
            .step(step, async |intent| {
                self.engine.tag_image(intent, to, tag).await
            })
            .await
    }

    /// The project's tags that this deploy moves: tag, image before, image after.
    pub(super) fn moved_tags(&self, built: &Built) -> Vec<(String, Option<String>, String)> {
        let facts = &self.planned.facts;
        let mut moved = Vec::new();
        for plan in &self.planned.plan.services {
            let (Some(ImagePlan::Build { reference, .. }), Some(id)) =
                (&plan.image, built.get(&plan.service))
            else {
                continue;
            };
            let definition = facts.model.services.get(&plan.service);
            let also = definition.and_then(|definition| definition.build.as_ref());
            let further = also.into_iter().flat_map(|named| &named.tags);
            for tag in std::iter::once(reference).chain(further) {
                let before = facts.tags_before.get(tag).cloned();
                moved.push((tag.clone(), before, id.clone()));
            }
        }
        moved
    }

    /// Removes the tags under which images were built; the project's own tags hold what runs.
    pub(super) async fn remove_private_tags(&self) -> Result<(), OperationError> {
        for service in self
            .changing()
            .filter(|service| matches!(service.image, Some(ImagePlan::Build { .. })))
        {
            let tag = images::private_tag(&self.planned.facts.model, &service.service);
            self.remove_tag(&tag).await?;
        }
        Ok(())
    }

    pub(super) async fn remove_tag(&self, tag: &str) -> Result<(), OperationError> {
        let step = Step::RemoveImageTag {
            tag: tag.to_owned(),
        };
        self.under_way
            .step(step, async |intent| {
                self.engine.untag_image(intent, tag).await
            })
            .await
    }

    pub(super) async fn undo_tags(&self, built: &Built) -> Result<(), OperationError> {
        for (tag, before, after) in self.moved_tags(built) {
            match before {
                Some(before) => self.move_tag(&tag, Some(after), &before).await?,
                None => self.remove_tag(&tag).await?,
            }
        }
        Ok(())
    }
}
