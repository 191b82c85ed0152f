//! Strategy symlink: the new release is written into a folder of its own, then production_path is pointed to it.

use std::sync::Arc;

use super::linked::Linked;
use crate::domain::files::link::Pointed;
use crate::domain::journal::Step;
use crate::operation::OperationError;
use crate::operation::deploy::Deploy;
use crate::operation::deploy::files::blocking;

impl Deploy<'_> {
    /// Writes the release folder, unless it is there.
    pub(in crate::operation::deploy) async fn stage_release(
        &self,
        linked: &Arc<Linked>,
    ) -> Result<(), OperationError> {
        if self.planned.plan.link.is_none() {
            return Ok(());
        }
        self.under_way.progress("staging files", None, false);
        let files = self.planned.files.clone();
        let operation = self.under_way.operation().clone();
        let folder = linked.folder(&files.wanted);
        let there = {
            let (linked, folder) = (Arc::clone(linked), folder.clone());
            blocking(move || linked.releases.has(&folder)).await?
        };
        let step = Step::StageRelease {
            link: linked.releases.link().display().to_string(),
            folder: folder.clone(),
        };
        let linked = Arc::clone(linked);
        let make = async move || {
            blocking(move || {
                let all = (files.contents.origin(), &*files.wanted);
                linked
                    .releases
                    .make(&folder, all, &linked.paths, &operation)
            })
            .await
        };
        if there {
            // An earlier release has the same files: its folder is only looked at, and is not this operation's to remove.
            make().await?;
        } else {
            self.under_way.step(step, async |_| make().await).await?;
        }
        self.under_way.progress("staging files", None, true);
        Ok(())
    }

    /// Points production_path to the new release folder.
    pub(in crate::operation::deploy) async fn point(
        &self,
        linked: &Arc<Linked>,
    ) -> Result<(), OperationError> {
        const DOING: &str = "pointing production to the new release";
        let Some(plan) = &self.planned.plan.link else {
            return Ok(());
        };
        self.under_way.go_on().await?;
        self.under_way.progress(DOING, None, false);
        let (from, to) = (plan.from.clone(), Pointed::To(plan.to.clone()));
        let step = Step::PointLink {
            link: plan.path.clone(),
            from: from.clone(),
            to: to.clone(),
        };
        let linked = Arc::clone(linked);
        let operation = self.under_way.operation().clone();
        self.under_way
            .step(step, async |_| {
                blocking(move || linked.releases.point((&from, &to), &operation)).await
            })
            .await?;
        self.under_way.progress(DOING, None, true);
        Ok(())
    }
}
