//! The project's own tags, which move to the new images.

use super::Deploy;
use super::build::Built;
use crate::domain::action::Action;
use crate::domain::plan::ImagePlan;
use crate::operation::{OperationError, step};

impl Deploy<'_> {
    /// Points the project's own tags at the new images, so that Compose finds what runs.
    pub(super) async fn tag_images(&self, built: &Built) -> Result<(), OperationError> {
        for (tag, from, to) in self.moved_tags(built) {
            step::tag(self.under_way, &tag, (from, &to)).await?;
        }
        Ok(())
    }

    /// The project's tags that this deploy moves: tag, image before, image after.
    fn moved_tags(&self, built: &Built) -> Vec<(String, Option<String>, String)> {
        let facts = &self.planned.facts;
        let images = self.images(built);
        let mut moved = Vec::new();
        for plan in &self.planned.plan.services {
            let definition = facts.model.services.get(&plan.service);
            let how = definition.and_then(|definition| definition.build.as_ref());
            let (reference, id) = match &plan.image {
                Some(ImagePlan::Build { reference, .. }) => (reference, built.get(&plan.service)),
                // A release's own image is there, but the tags may stand for a later one. A service that is left alone
                // keeps the image that it runs.
                Some(ImagePlan::Present { reference, .. })
                    if how.is_some() && facts.action == Action::Rollback =>
                {
                    (reference, images.get(&plan.service))
                }
                _ => continue,
            };
            let Some(id) = id else {
                continue;
            };
            let further = how.into_iter().flat_map(|named| &named.tags);
            for tag in std::iter::once(reference).chain(further) {
                let before = facts.tags_before.get(tag).cloned();
                if before.as_ref() != Some(id) {
                    moved.push((tag.clone(), before, id.clone()));
                }
            }
        }
        moved
    }
}
