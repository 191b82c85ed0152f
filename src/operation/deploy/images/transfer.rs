//! Images on their way from registries and to them, before anything in production changes.

use std::collections::BTreeSet;

use bytesize::ByteSize;
use tokio_util::sync::CancellationToken;

use super::get::stopped;
use crate::domain::journal::Step;
use crate::domain::plan::ImagePlan;
use crate::engine::{ImageReference, PullRequest, TransferProgress};
use crate::operation::deploy::build::Built;
use crate::operation::deploy::{Deploy, changing};
use crate::operation::{ImageError, OperationError};

impl Deploy<'_> {
    /// Pulls an image, unless it isn't wanted any more, and returns its id. `called` is what people call it.
    pub(super) async fn pull(
        &self,
        called: &str,
        request: PullRequest<'_>,
        end: &CancellationToken,
    ) -> Result<String, OperationError> {
        self.under_way.go_on().await?;
        let doing = format!("pulling {called}");
        let step = Step::PullImage {
            image: request.reference.to_owned(),
        };
        let progress = |news: &TransferProgress| self.moving(&doing, news);
        let pull = async |intent: &_| self.engine.pull_image(intent, &request, &progress).await;
        let pulled = tokio::select! {
            pulled = self.under_way.step(step, pull) => pulled?,
            () = end.cancelled() => return Err(stopped()),
        };
        self.under_way.progress(doing.as_str(), None, true);
        Ok(pulled.id)
    }

    /// Pushes what was built for it, once all of it is built: a build that fails leaves the registries alone, too. What
    /// the registry has then is what will run.
    pub(super) async fn push_images(&self, built: &Built) -> Result<(), OperationError> {
        let mut pushed = BTreeSet::new();
        for service in changing(&self.planned.plan) {
            if let (
                Some(ImagePlan::Build {
                    reference,
                    push: true,
                    ..
                }),
                Some(id),
            ) = (&service.image, built.get(&service.service))
                && pushed.insert((reference, id))
            {
                self.push(reference, id).await?;
            }
        }
        Ok(())
    }

    async fn push(&self, reference: &str, id: &str) -> Result<(), OperationError> {
        self.under_way.go_on().await?;
        let doing = format!("pushing {reference}");
        let step = Step::PushImage {
            tag: reference.to_owned(),
            from: self
                .planned
                .facts
                .images
                .tags_before
                .get(reference)
                .cloned(),
            to: id.to_owned(),
        };
        let progress = |news: &TransferProgress| self.moving(&doing, news);
        let push = async |intent: &_| {
            self.engine.tag_image(intent, id, reference).await?;
            self.engine.push_image(intent, reference, &progress).await
        };
        let digest = tokio::select! {
            digest = self.under_way.step(step, push) => digest?,
            cancelled = Box::pin(self.under_way.cancelled()) => return Err(cancelled),
        };
        // What the registry has is what will run.
        let pushed = ImageReference::new(reference).at(&digest);
        if self.engine.image(&pushed).await?.id != id {
            return Err(ImageError::PushedAnother {
                reference: reference.to_owned(),
            }
            .into());
        }
        self.under_way
            .progress(doing.as_str(), Some(format!("is {digest} there")), true);
        Ok(())
    }

    fn moving(&self, doing: &str, news: &TransferProgress) {
        let mut detail = format!("{} {}", news.layer, news.doing);
        if let Some((done, all)) = news.bytes {
            detail = format!("{detail} {} of {}", ByteSize(done), ByteSize(all));
        }
        self.under_way
            .progress(doing, Some(detail.trim().to_owned()), false);
    }
}
