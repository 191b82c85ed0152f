//! The images of a deploy, side by side: those that are pulled, and those that are built, under private tags. The old
//! version serves on, and the first that fails ends the others.

use futures_util::future::join_all;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::domain::name::ServiceName;
use crate::domain::plan::{Change, ImagePlan};
use crate::engine::{ImageReference, PullRequest};
use crate::operation::OperationError;
use crate::operation::deploy::Deploy;
use crate::operation::deploy::build::Built;

/// How many images are built or pulled at a time. Each build keeps several cores busy by itself.
const AT_ONCE: usize = 4;

/// An image to get, and the services that will run it.
struct Job<'a> {
    services: Vec<&'a ServiceName>,
    image: &'a ImagePlan,
}

impl Job<'_> {
    /// Whether it gets the image that `plan` wants. One definition in two services is one build.
    fn is_for(&self, plan: &ImagePlan) -> bool {
        match (self.image, plan) {
            (
                ImagePlan::Pull {
                    reference, digest, ..
                },
                ImagePlan::Pull {
                    reference: other,
                    digest: others,
                    ..
                },
            ) => (reference, digest) == (other, others),
            (ImagePlan::Build { inputs, .. }, ImagePlan::Build { inputs: other, .. }) => {
                inputs == other
            }
            _ => false,
        }
    }
}

impl Deploy<'_> {
    /// Builds, pulls and pushes what the plan says, and returns the image id of every service.
    pub(in crate::operation::deploy) async fn build_images(&self) -> Result<Built, OperationError> {
        let (mut built, jobs) = self.jobs();
        let end = self.under_way.cancellation();
        let places = Semaphore::new(AT_ONCE);
        let ended = join_all(jobs.iter().map(|job| self.get(job, &end, &places))).await;
        let mut failed = None;
        for (job, ended) in jobs.iter().zip(ended) {
            match ended {
                Ok(id) => {
                    let all = job.services.iter();
                    built.extend(all.map(|service| ((*service).clone(), id.clone())));
                }
                // The others were cancelled because of one, which says more than they do.
                Err(OperationError::Cancelled { .. }) if failed.is_some() => {}
                Err(error) if matches!(failed, None | Some(OperationError::Cancelled { .. })) => {
                    failed = Some(error);
                }
                Err(error) => {
                    let error = error.to_string();
                    let error = &*self.redactor.redact(&error);
                    tracing::warn!(error, "another image failed too");
                }
            }
        }
        // Where somebody asked for it, the error says who.
        self.under_way.go_on().await?;
        if let Some(failed) = failed {
            return Err(failed);
        }
        self.push_images(&built).await?;
        Ok(built)
    }

    /// The images that are there, and those to get.
    fn jobs(&self) -> (Built, Vec<Job<'_>>) {
        let mut built = Built::new();
        let mut jobs: Vec<Job<'_>> = Vec::new();
        for plan in &self.planned.plan.services {
            match &plan.image {
                Some(ImagePlan::Present { id, .. }) => {
                    built.insert(plan.service.clone(), id.clone());
                }
                Some(image) if plan.change != Change::Keep => {
                    match jobs.iter_mut().find(|job| job.is_for(image)) {
                        Some(job) => job.services.push(&plan.service),
                        None => jobs.push(Job {
                            services: vec![&plan.service],
                            image,
                        }),
                    }
                }
                Some(_) | None => {}
            }
        }
        (built, jobs)
    }

    /// Gets one image and returns its id; where that fails, the others are stopped.
    async fn get(
        &self,
        job: &Job<'_>,
        end: &CancellationToken,
        places: &Semaphore,
    ) -> Result<String, OperationError> {
        let get = async {
            // Nobody closes it, so there is a place sooner or later.
            let _place = places.acquire().await;
            if end.is_cancelled() {
                return Err(stopped());
            }
            match job.image {
                ImagePlan::Present { id, .. } => Ok(id.clone()),
                // Just the image that was planned, whatever its tag stands for by now.
                ImagePlan::Pull {
                    reference, digest, ..
                } => {
                    let request = PullRequest {
                        reference: &ImageReference::new(reference).at(digest),
                        platform: self.platform(&job.services),
                    };
                    self.pull(reference, request, end).await
                }
                ImagePlan::Build { inputs, bases, .. } => {
                    self.build(&job.services, (inputs, bases), end).await
                }
            }
        };
        Box::pin(get).await.inspect_err(|_| end.cancel())
    }

    /// The platform that the first of these services asks for.
    fn platform(&self, services: &[&ServiceName]) -> Option<&str> {
        let definition = self.planned.facts.model.services.get(*services.first()?)?;
        definition.platform.as_deref()
    }
}

/// How an image ends that isn't wanted any more.
pub(super) const fn stopped() -> OperationError {
    OperationError::Cancelled { by: None }
}
