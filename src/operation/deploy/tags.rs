//! The project's own tags, which move to the new images.

use super::Deploy;
use super::build::Built;
use crate::domain::action::Action;
use crate::domain::plan::Change;
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
            if plan.image.is_none() {
                continue;
            }
            // A release's own image is there, but the tags may stand for a later one. A service that is left alone keeps
            // the image that it runs.
            let id = if facts.action == Action::Rollback {
                images.get(&plan.service)
            } else if plan.change == Change::Keep {
                None
            } else {
                built.get(&plan.service)
            };
            let Some(id) = id else {
                continue;
            };
            for tag in facts
                .images
                .own_tags
                .get(&plan.service)
                .into_iter()
                .flatten()
            {
                let before = facts.images.tags_before.get(tag);
                if before != Some(id) {
                    moved.push((tag.clone(), before.cloned(), id.clone()));
                }
            }
        }
        moved
    }
}
