//! What is kept with a release, so that it can be put back later: its files, its images, its model.

use std::collections::{BTreeMap, BTreeSet};

use super::Deploy;
use super::build::Built;
use super::files::blocking;
use super::place::Place;
use super::planning::mounted;
use crate::compose::Document;
use crate::domain::files::Manifest;
use crate::domain::journal::{RunningContainer, Step};
use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, ServicePlan};
use crate::domain::release::{CanonicalModel, NewRelease, ReleaseContent};
use crate::operation::OperationError;
use crate::operation::release::proof::{self, Reading};
use crate::operation::release::retention;

impl Deploy<'_> {
    /// Keeps what it takes to go back. What in production differs from the live release by now is written down first:
    /// that is not put on whoever has to put that release back.
    pub(super) async fn snapshot(&self) -> Result<(), OperationError> {
        let store = &self.under_way.context.store;
        let differing = match store.live_release(&self.codebase.name).await? {
            Some(live) => proof::differences(self.under_way, &live, Reading::Changed).await?,
            None => Vec::new(),
        };
        let running = self.running();
        let step = Step::Snapshot { differing, running };
        let keep = async |_: &_| self.keep_files().await;
        self.under_way.step(step, keep).await
    }

    /// What runs, whether the plan changes it or leaves it alone. A one-shot ends by itself.
    fn running(&self) -> Vec<RunningContainer> {
        let facts = &self.planned.facts;
        let services = self.planned.plan.services.iter();
        let lasting = services.filter(|plan| !plan.one_shot);
        lasting
            .flat_map(|plan| {
                let running = plan.containers.iter().filter(|own| facts.ran(&own.id));
                running.map(|own| RunningContainer {
                    id: own.id.clone(),
                    service: plan.service.clone(),
                    well: facts.ran_well(&own.id),
                })
            })
            .collect()
    }

    /// Copies what the release holds, and what it will replace, into the codebase's archive.
    async fn keep_files(&self) -> Result<(), OperationError> {
        let files = self.planned.files.clone();
        let data = self.under_way.context.folders.data.clone();
        let codebase = self.codebase.name.clone();
        blocking(move || {
            let archive = retention::archive(&data, &codebase)?;
            archive.take(files.contents.origin(), &files.wanted)?;
            match &files.place {
                Place::Folder(production) => archive.keep(production, &files.diff),
                // Nothing in the folder that production leads to is replaced.
                Place::Link(_) => Ok(()),
            }
        })
        .await
    }

    /// Keeps the image of every service under a private tag.
    pub(super) async fn keep_images(&self, built: &Built) -> Result<(), OperationError> {
        let images = self.images(built);
        let ids: BTreeSet<_> = images.values().map(String::as_str).collect();
        retention::keep_images(self.under_way, &ids).await
    }

    /// Puts on record what it takes to put this release back.
    pub(super) async fn record_release(&self, built: &Built) -> Result<(), OperationError> {
        let facts = &self.planned.facts;
        let release = NewRelease {
            codebase: facts.codebase.clone(),
            operation: self.under_way.operation().clone(),
            source: Some(facts.source.clone()),
            images: self.images(built),
            config_hashes: facts.config_hashes.clone(),
            content: ReleaseContent {
                model: canonical(&facts.document)?,
                manifest: (*self.planned.files.wanted).clone(),
                found: self.planned.files.found(),
                replaced: self.replaced(),
            },
        };
        let store = &self.under_way.context.store;
        let recorded = Box::pin(store.record_release(&release));
        let recorded = self.under_way.record("record_release", recorded).await?;
        let mounted = mounted::kept(facts, &self.planned.plan);
        let kept = store.record_mounted(&recorded.codebase, recorded.number, &mounted);
        let kept = Box::pin(kept);
        self.under_way.record("record_mounted", kept).await
    }

    /// The image of each service once this is done: a service that is left alone keeps the one that it runs.
    pub(super) fn images(&self, built: &Built) -> BTreeMap<ServiceName, String> {
        let services = self.planned.plan.services.iter();
        let image = |plan: &ServicePlan| {
            let left_alone = plan
                .containers
                .first()
                .filter(|_| plan.change == Change::Keep);
            let own = left_alone.map(|container| &container.image_id);
            own.or_else(|| built.get(&plan.service)).cloned()
        };
        services
            .filter(|plan| plan.change != Change::Remove)
            .filter_map(|plan| Some((plan.service.clone(), image(plan)?)))
            .collect()
    }

    /// What is overwritten that Hailer did not put there.
    fn replaced(&self) -> Manifest {
        let diff = &self.planned.plan.files;
        let adopted = diff
            .changed
            .iter()
            .filter(|change| diff.adopted.contains(&change.path));
        Manifest(
            adopted
                .filter_map(|change| Some((change.path.clone(), change.from.clone()?)))
                .collect(),
        )
    }
}

fn canonical(document: &Document) -> Result<CanonicalModel, OperationError> {
    serde_json::to_vec(document)
        .map(CanonicalModel)
        .map_err(|error| OperationError::Internal(error.to_string()))
}
