//! From the journal to how far a deploy has come. Pure, and the same whether it is read once or after several recoveries:
//! of what was changed, the first row says what was there before.

use std::path::PathBuf;

use super::link::Link;
use super::{Changeover, Old, Swap};
use crate::domain::files::link::Pointed;
use crate::domain::journal::{NewNames, OldContainer, Step};
use crate::domain::name::ServiceName;
use crate::domain::operation::{StepRecord, StepState};
use crate::operation::release::retention;

impl Changeover {
    /// Reads the rows in their order.
    pub(in crate::operation) fn read(journal: &[StepRecord]) -> Self {
        let mut changeover = Self::default();
        for record in journal {
            changeover.note(record);
        }
        changeover
    }

    /// A container is about to have another restart policy than `from`.
    fn had_policy(&mut self, container: &str, from: &str) {
        if let Some(old) = self.old(container) {
            old.policy.get_or_insert_with(|| from.to_owned());
        }
    }

    /// The containers of a service are about to be replaced.
    fn swapped(
        &mut self,
        service: &ServiceName,
        one_shot: bool,
        (old, new): (&[OldContainer], &[NewNames]),
    ) {
        self.touched = true;
        let replaced = |id: &str| old.iter().any(|old| old.id == id);
        self.staying.retain(|running| !replaced(&running.id));
        self.swaps.push(Swap::of(service, one_shot, (old, new)));
    }

    fn note(&mut self, record: &StepRecord) {
        let done = record.state == StepState::Done;
        // Whatever has neither been done nor failed may have happened.
        let tried = record.state != StepState::Failed;
        match &record.step {
            Step::Snapshot { differing, running } => {
                self.differing.extend(differing.iter().cloned());
                self.staying.extend(running.iter().cloned());
            }
            Step::StageFiles { production, .. } => {
                self.production = Some(PathBuf::from(production));
            }
            Step::StageRelease { link, folder } => self.link(link).made = Some(folder.clone()),
            Step::PointLink { link, from, to } => self.pointed(link, (from, to)),
            Step::BuildImage { .. }
            | Step::PullImage { .. }
            | Step::PushImage { .. }
            | Step::TagImage { .. } => self.image(record),
            Step::ApplyFiles { .. } => self.touched = true,
            Step::CreateNetwork { name } if tried => self.made(format!("network {name}")),
            Step::CreateVolume { name } if tried => self.made(format!("volume {name}")),
            Step::SwapService {
                service,
                one_shot,
                old,
                new,
            } => self.swapped(service, *one_shot, (old, new)),
            Step::SetRestartPolicy {
                container, from, ..
            } => self.had_policy(container, from),
            Step::StopContainer { container } => self.stopping(container, !done),
            Step::StartContainer {
                container,
                made_for,
            } if tried => self.started(container, made_for.as_ref()),
            Step::GatePassed => self.gate_passed |= done,
            // What these leave behind is found by other rows, or by what is there. What failed left nothing.
            Step::CreateNetwork { .. }
            | Step::CreateVolume { .. }
            | Step::StartContainer { .. }
            | Step::PruneReleases { .. }
            | Step::UndoFiles { .. }
            | Step::StopAndStart { .. }
            | Step::CreateContainer { .. }
            | Step::RestartContainer { .. }
            | Step::RenameContainer { .. }
            | Step::RemoveContainer { .. }
            | Step::RemoveImageTag { .. }
            | Step::MakeInstance { .. }
            | Step::ResetInstance { .. }
            | Step::DestroyInstance { .. }
            | Step::ChangeInstances { .. }
            | Step::RemoveVolume { .. }
            | Step::RemoveImage { .. }
            | Step::Gate { .. } => {}
        }
    }

    fn link(&mut self, path: &str) -> &mut Link {
        self.link.get_or_insert_with(|| Link::at(path))
    }

    fn pointed(&mut self, link: &str, (from, to): (&Pointed, &Pointed)) {
        self.touched = true;
        let pointed = &mut self.link(link).pointed;
        pointed.get_or_insert_with(|| (from.clone(), to.clone()));
    }

    fn image(&mut self, record: &StepRecord) {
        match &record.step {
            Step::BuildImage { tag, .. } => {
                self.private_tags.insert(tag.clone());
            }
            // By digest it can't be one that was there before: such a one isn't pulled.
            Step::PullImage { image } if image.contains('@') => {
                self.pulled.insert(image.clone());
            }
            Step::PushImage { tag, from, to } => {
                self.pushed_from.insert((tag.clone(), to.clone()));
                if record.state != StepState::Failed {
                    let known = record.state == StepState::Done;
                    self.pushed.insert(tag.clone(), known);
                }
                self.tags.entry(tag.clone()).or_insert_with(|| from.clone());
            }
            Step::TagImage { tag, from, .. } if !retention::is_private(tag) => {
                self.touched = true;
                self.tags.entry(tag.clone()).or_insert_with(|| from.clone());
            }
            _ => {}
        }
    }

    fn made(&mut self, what: String) {
        self.touched = true;
        self.made.push(what);
    }

    fn stopping(&mut self, container: &str, still: bool) {
        if let Some(old) = self.old(container) {
            old.stopping = still;
        }
    }

    fn started(&mut self, container: &str, made_for: Option<&ServiceName>) {
        self.stopping(container, false);
        for swap in &mut self.swaps {
            swap.started |= made_for == Some(&swap.service);
        }
    }

    fn old(&mut self, id: &str) -> Option<&mut Old> {
        let mut all = self.swaps.iter_mut().flat_map(|swap| &mut swap.old);
        all.find(|old| old.id == id)
    }
}

impl Swap {
    fn of(
        service: &ServiceName,
        one_shot: bool,
        (old, new): (&[OldContainer], &[NewNames]),
    ) -> Self {
        Self {
            service: service.clone(),
            one_shot,
            old: old.iter().map(Old::of).collect(),
            new: new.to_vec(),
            started: false,
        }
    }
}

impl Old {
    fn of(container: &OldContainer) -> Self {
        Self {
            id: container.id.clone(),
            name: container.name.clone(),
            ran: container.ran,
            policy: None,
            stopping: false,
        }
    }
}

#[cfg(test)]
mod tests;
