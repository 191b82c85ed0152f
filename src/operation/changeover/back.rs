//! Back to the old version: files, tags and containers are put back, and that is verified too.

use std::collections::BTreeSet;
use std::time::SystemTime;

use super::{Changeover, codebase, made};
use crate::domain::files::RelativePath;
use crate::domain::journal::Step;
use crate::domain::name::ServiceName;
use crate::domain::outcome::Outcome;
use crate::domain::plan::Gate;
use crate::domain::release::{NamedRelease, Release};
use crate::engine::{Engine, Watched};
use crate::operation::deploy::blocking;
use crate::operation::release::proof::{self, Reading};
use crate::operation::under_way::UnderWay;
use crate::operation::verify::{Deadline, Trouble, Until, kept_up};
use crate::operation::{Differs, OperationError, step};
use crate::sync::{self, RootLink, Tree};

/// The old version, put back and verified.
#[derive(Debug, Default)]
pub(in crate::operation) struct PutBack {
    /// What can't be undone.
    not_undone: Vec<String>,
    /// The release that it is; `None` where none was live.
    release: Option<Box<NamedRelease>>,
    /// What is not as that release has it, and was not before either.
    differed: Vec<String>,
}

/// What came of putting back what containers mount.
struct Undone {
    /// The files that somebody edited, which stay as they are.
    files: Result<Vec<RelativePath>, OperationError>,
    link: Result<(), OperationError>,
}

impl PutBack {
    /// The outcome, where `trouble` led to it.
    pub(in crate::operation) fn after(self, trouble: Trouble) -> Outcome {
        Outcome::RolledBack {
            why: trouble.why,
            service: trouble.service,
            last_lines: trouble.last_lines,
            not_undone: self.not_undone,
            release: self.release,
            differed: self.differed,
        }
    }
}

impl Changeover {
    /// Puts the old version back and verifies it; no cancelling cuts that short.
    ///
    /// The old containers are started and verified also where files or tags can't be put back, which is then the error;
    /// `EditedMeanwhile` where somebody edited a file that would have been put back, `NotAsReleased` where anything else is
    /// not what the live release has, though it was before.
    pub(in crate::operation) async fn put_back(
        &self,
        under_way: &UnderWay<'_>,
        gate: &Gate,
    ) -> Result<PutBack, OperationError> {
        let engine = under_way.context.engine().await?;
        // One that can't be stopped keeps its own service from going back, and no other.
        match made::stop(under_way, engine).await {
            Err(error) if error.may_pass() => return Err(error),
            Err(error) => tracing::warn!(%error, "new containers still run"),
            Ok(()) => {}
        }
        // Whatever can't be put back or removed, or isn't known of those that have strayed, the old containers are started
        // where the new ones run no more.
        match made::remove(under_way, engine).await {
            Err(error) if error.may_pass() => return Err(error),
            Err(error) => {
                tracing::warn!(%error, "new containers are still there; they are removed later");
            }
            Ok(()) => {}
        }
        let since = self.led_astray().await;
        let strayed = self.stop_strayed(under_way, engine, (since, None)).await;
        let files = self.undo_files(under_way).await;
        // A container that is started again mounts from where the link leads.
        let link = self.undo_link(under_way).await;
        let until = Some(SystemTime::now());
        // An engine that was restarted since they were looked for has started others.
        let later = self.stop_strayed(under_way, engine, (since, until)).await;
        // With those on record that have strayed.
        let whole = Self::read(&under_way.journal().await?);
        let undone = Undone { files, link };
        let back = whole.run_again(under_way, (engine, gate), undone).await?;
        strayed?;
        later?;
        Ok(back)
    }

    /// The same, once nothing that runs is of the new version.
    async fn run_again(
        &self,
        under_way: &UnderWay<'_>,
        (engine, gate): (&Engine, &Gate),
        Undone { files, link }: Undone,
    ) -> Result<PutBack, OperationError> {
        let tags = self.undo_tags(under_way).await;
        let held = made::running(under_way, engine).await?;
        let mut watched = self.serve_again(under_way, (engine, gate), &held).await?;
        let kept = files?;
        link?;
        tags?;
        // A call of one who was killed may have come through since.
        made::stop(under_way, engine).await?;
        if !held.is_empty() {
            let none = BTreeSet::new();
            watched = self.serve_again(under_way, (engine, gate), &none).await?;
        }
        let removed = made::remove(under_way, engine).await;
        removed.map_err(|error| {
            let passes = error.may_pass();
            match error {
                OperationError::Engine(why) if !passes => OperationError::StillThere(why),
                other => other,
            }
        })?;
        if let Some(path) = kept.into_iter().next() {
            return Err(Differs::EditedMeanwhile { path }.into());
        }
        self.discard(under_way).await?;
        kept_up::look_again(under_way, &watched, gate).await?;
        let mut back = PutBack {
            not_undone: self.not_undone(),
            ..PutBack::default()
        };
        let store = &under_way.context.store;
        if let Some(live) = store.live_release(&codebase(under_way).await?).await? {
            back.differed = self.prove_old(under_way, &live).await?;
            back.release = Some(Box::new(live.named()));
        }
        Ok(back)
    }

    /// Starts what ran before and verifies it, but for the services whose new containers are `held`: no two versions run at a time.
    async fn serve_again(
        &self,
        under_way: &UnderWay<'_>,
        (engine, gate): (&Engine, &Gate),
        held: &BTreeSet<ServiceName>,
    ) -> Result<Vec<Watched>, OperationError> {
        self.revive_all(under_way, engine, held).await?;
        let mut watched = self.must_run_again(under_way, engine).await?;
        watched.retain(|watched| !held.contains(&watched.service));
        // The old version has all its time, however long the new one has taken.
        let deadline = Deadline::of(gate.clone());
        kept_up::gate(under_way, &watched, &deadline, Until::Over).await?;
        Ok(watched)
    }

    /// Holds production against the live release, of which it must be all that it was before. Returns what it was not.
    async fn prove_old(
        &self,
        under_way: &UnderWay<'_>,
        live: &Release,
    ) -> Result<Vec<String>, OperationError> {
        let now = proof::differences(under_way, live, Reading::Every).await?;
        let before = |found: &String| self.differing.contains(found);
        let (before, since): (Vec<_>, Vec<_>) = now.into_iter().partition(before);
        if !since.is_empty() {
            return Err(Differs::NotAsReleased {
                number: live.number,
                differences: since,
            }
            .into());
        }
        Ok(before)
    }

    /// Puts the files back. Returns those that somebody edited, which stay as they are.
    async fn undo_files(
        &self,
        under_way: &UnderWay<'_>,
    ) -> Result<Vec<RelativePath>, OperationError> {
        let Some(production) = self.production.clone() else {
            return Ok(vec![]);
        };
        let operation = under_way.operation().clone();
        let step = Step::UndoFiles {
            undo: sync::folder_name(&operation),
        };
        let undo = async |_: &_| {
            blocking(move || {
                let production = Tree::open(&production, RootLink::Refuse)?;
                sync::undo(&production, &operation, &mut |_| {})
            })
            .await
        };
        Ok(under_way.step(step, undo).await?.kept)
    }

    pub(super) async fn undo_tags(&self, under_way: &UnderWay<'_>) -> Result<(), OperationError> {
        for (tag, before) in &self.tags {
            match before {
                Some(before) => step::tag(under_way, tag, (None, before)).await?,
                None => step::untag(under_way, tag).await?,
            }
        }
        Ok(())
    }
}
