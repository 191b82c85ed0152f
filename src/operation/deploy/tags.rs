//! The project's own tags, which move to the new images.

use super::Deploy;
use super::build::Built;
use crate::domain::action::Action;
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, ImagePlan};
use crate::engine::ImageReference;
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
            let Some(image) = &plan.image else {
                continue;
            };
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
            for tag in self.tags_of(&plan.service, image) {
                let before = facts.tags_before.get(&tag);
                if before != Some(id) {
                    moved.push((tag.clone(), before.cloned(), id.clone()));
                }
            }
        }
        moved
    }

    /// The tags that stand for the image of a service. A digest stands for itself, and no tag can be pointed elsewhere by
    /// it; a rollback moves only the tags of what is built.
    fn tags_of(&self, service: &ServiceName, image: &ImagePlan) -> Vec<String> {
        let facts = &self.planned.facts;
        let definition = facts.model.services.get(service);
        let build = definition.and_then(|definition| definition.build.as_ref());
        let of_build = || build.map(|build| build.tags.clone());
        let (reference, named) = match image {
            ImagePlan::Present { .. } if facts.action == Action::Rollback && build.is_none() => {
                return vec![];
            }
            ImagePlan::Present { reference, .. } if facts.action == Action::Rollback => {
                (reference, of_build())
            }
            ImagePlan::Present { reference, .. } | ImagePlan::Pull { reference, .. } => {
                (reference, None)
            }
            ImagePlan::Build { reference, .. } => (reference, of_build()),
        };
        let pinned = ImageReference::new(reference).digest.is_some();
        let own = (!pinned).then(|| reference.clone());
        own.into_iter().chain(named.unwrap_or_default()).collect()
    }
}
