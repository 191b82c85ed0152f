//! A release on record, with all that it takes to put it back; one that lacks any of that is refused here, by name.

use std::sync::Arc;

use super::choice::{NoRelease, choose};
use super::{Images, Modelled};
use crate::compose::{Document, Model};
use crate::domain::codebase::{Codebase, DockerConfig};
use crate::domain::files::{Manifest, RelativePath};
use crate::domain::name::ReleaseName;
use crate::domain::plan::{ImagePlan, SourceState};
use crate::domain::release::Release;
use crate::engine::Engine;
use crate::operation::deploy::blocking;
use crate::operation::deploy::images::tags_of_release;
use crate::operation::deploy::planning::evaluate;
use crate::operation::release::retention;
use crate::operation::{Context, OperationError};
use crate::reply::{few, short_id};
use crate::sync::Archive;

/// How many files are named where more are missing.
const NAMED: usize = 3;

/// A release whose model can be read and whose files are all kept.
pub(in crate::operation::deploy) struct Kept {
    release: Release,
    document: Document,
    pub(super) manifest: Manifest,
    pub(super) archive: Arc<Archive>,
}

impl Kept {
    /// The release that is meant.
    pub(super) async fn find(
        context: &Context,
        (codebase, docker): (&Codebase, &DockerConfig),
        named: Option<&ReleaseName>,
    ) -> Result<Self, OperationError> {
        let store = &context.store;
        let releases = store.releases(&codebase.name).await?;
        let release = choose(releases, &codebase.name, named)?;
        let number = release.number;
        let kept = store.release_content(&codebase.name, number).await?;
        let document = evaluate::document_of(&kept.model)?;
        let at = &document.origin;
        if at.directory != docker.production_path || at.project != docker.compose_project {
            return Err(OperationError::Release(NoRelease::Elsewhere {
                number,
                folder: at.directory.clone(),
                project: at.project.clone(),
            }));
        }
        let (data, name) = (context.folders.data.clone(), codebase.name.clone());
        let manifest = kept.manifest.clone();
        let (archive, missing) = blocking(move || {
            let archive = retention::archive(&data, &name)?;
            let missing = archive.missing(&manifest)?;
            Ok((archive, missing))
        })
        .await?;
        if !missing.is_empty() {
            let files: Vec<_> = missing.iter().map(RelativePath::as_str).collect();
            let files = few(&files, NAMED);
            return Err(OperationError::Release(NoRelease::FilesGone {
                number,
                files,
            }));
        }
        Ok(Self {
            release,
            document,
            manifest: kept.manifest,
            archive: Arc::new(archive),
        })
    }

    /// The release that it is, and where that came from in the first place.
    pub(super) fn state(&self) -> SourceState {
        let first = match self.release.source.clone() {
            Some(SourceState::Release { first, .. }) => first,
            other => other.map(Box::new),
        };
        SourceState::Release {
            number: self.release.number,
            first,
        }
    }

    /// The model as it is on record. `read` is what the Compose binary makes of the files today: what only production has
    /// (`.env`) is not the release's, and may have changed since.
    pub(super) fn modelled(&self, read: Result<Document, OperationError>) -> Modelled {
        let number = self.release.number;
        let (foreseen, warning) = match read {
            Ok(today) if today.json == self.document.json => (Some(today.json), None),
            Ok(today) => (
                Some(today.json),
                Some(format!(
                    "What only production has (.env) is not what it was: the services get the values of release {number}, \
                     and the next deploy will give them today's."
                )),
            ),
            Err(error) => (
                None,
                Some(format!(
                    "With what only production has today (.env), the compose files of release {number} can't be read \
                     ({error}); its services are put back as they are on record."
                )),
            ),
        };
        Modelled {
            document: self.document.clone(),
            foreseen,
            warning,
        }
    }

    /// The images that the release ran, which must all be there. `fresh`: a deploy would ask registries for tags that the
    /// engine knows, too.
    pub(super) async fn images(
        &self,
        engine: &Engine,
        model: &Model,
        fresh: bool,
    ) -> Result<Images, OperationError> {
        let mut images = Images::default();
        for (name, service) in &model.services {
            let reference = service.image_reference(&model.origin.project, name);
            let id = self.release.images.get(name);
            let there = match id {
                Some(id) => engine.find_image(id).await?,
                None => None,
            };
            let image = there.ok_or_else(|| NoRelease::ImageGone {
                number: self.release.number,
                service: name.clone(),
                image: id.map_or("not on record", |id| short_id(id)).to_owned(),
            })?;
            let tags = tags_of_release(fresh, (name, service), &reference);
            for tag in tags.iter().chain([&reference]) {
                let before = engine.find_image(tag).await?;
                images
                    .tags_before
                    .extend(before.map(|image| (tag.clone(), image.id)));
            }
            images.own_tags.insert(name.clone(), tags);
            let check = image.healthcheck;
            images
                .checks
                .extend(check.map(|check| (name.clone(), check)));
            let id = image.id;
            images
                .plans
                .insert(name.clone(), ImagePlan::Present { reference, id });
        }
        Ok(images)
    }
}
