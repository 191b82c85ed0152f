//! The project's own tags, which move to the new images, and what they stand for then.

use std::collections::BTreeMap;

use super::Deploy;
use super::build::Built;
use crate::domain::action::Action;
use crate::domain::plan::Change;
use crate::operation::{OperationError, step};

impl Deploy<'_> {
    /// Points the project's own tags at the new images, so that Compose finds what runs.
    pub(super) async fn tag_images(&self, built: &Built) -> Result<(), OperationError> {
        for (tag, to) in self.tags_after(built) {
            let before = self.planned.facts.images.tags_before.get(&tag);
            if before != Some(&to) {
                step::tag(self.under_way, &tag, (before.cloned(), &to)).await?;
            }
        }
        Ok(())
    }

    /// Whether a container that is made from `reference` gets the image `id`, once the tags are moved.
    pub(super) fn stands_for(&self, reference: &str, id: &str, built: &Built) -> bool {
        let facts = &self.planned.facts;
        let after = self.tags_after(built);
        match after
            .get(reference)
            .or(facts.images.tags_before.get(reference))
        {
            Some(stands_for) => stands_for == id,
            // What a deploy has pulled just now is there under the name that it was pulled by.
            None => facts.action == Action::Deploy,
        }
    }

    /// What the project's own tags stand for once they are moved. One that several services share stands for the image of the
    /// last of them: they differ where one was deployed without the other.
    fn tags_after(&self, built: &Built) -> BTreeMap<String, String> {
        let facts = &self.planned.facts;
        let images = self.images(built);
        let mut after = BTreeMap::new();
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
                after.insert(tag.clone(), id.clone());
            }
        }
        after
    }
}
