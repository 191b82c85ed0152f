//! A step of an operation as people read it.

use crate::domain::journal::Step;

use super::words::{count, short_id};

/// What the step does, as "building api".
pub(super) fn doing(step: &Step) -> String {
    match step {
        Step::Snapshot { .. } => "keeping what it takes to go back".to_owned(),
        Step::StageFiles { .. } => "staging the files".to_owned(),
        Step::BuildImage { service, .. } => format!("building {service}"),
        Step::PullImage { image } => format!("pulling {image}"),
        Step::PushImage { tag, .. } => format!("pushing {tag}"),
        Step::TagImage { tag, .. } => format!("tagging {tag}"),
        Step::ApplyFiles { .. } => "putting the files into place".to_owned(),
        Step::StageRelease { folder, .. } => format!("writing release folder {folder}"),
        Step::PointLink { to, .. } => format!("pointing production to {to}"),
        Step::PruneReleases { .. } => "removing release folders that aren't kept".to_owned(),
        Step::UndoFiles { .. } => "putting the old files back".to_owned(),
        Step::CreateNetwork { name } => format!("making network {name}"),
        Step::CreateVolume { name } => format!("making volume {name}"),
        Step::SwapService { service, .. } => format!("replacing {service}"),
        Step::StopAndStart { .. } => "writing down what is stopped and started".to_owned(),
        Step::SetRestartPolicy { container, .. } => {
            format!("changing the restart policy of {}", short_id(container))
        }
        Step::CreateContainer { service, .. } => format!("creating a container of {service}"),
        Step::StartContainer { container, .. } => format!("starting {}", short_id(container)),
        Step::StopContainer { container } => format!("stopping {}", short_id(container)),
        Step::RestartContainer { container } => format!("restarting {}", short_id(container)),
        Step::RenameContainer { to, .. } => format!("naming {to}"),
        Step::RemoveContainer { name, .. } => format!("removing {name}"),
        Step::RemoveImageTag { tag } => format!("removing tag {tag}"),
        Step::MakeInstance { name, .. } => format!("making {name}"),
        Step::ResetInstance { name } => format!("making {name} anew"),
        Step::DestroyInstance { name, .. } => format!("destroying {name}"),
        Step::ChangeInstances { names } => format!("changing {}", count(names.len(), "instance")),
        Step::RemoveVolume { name } => format!("removing volume {name}"),
        Step::RemoveImage { reference } => format!("removing image {reference}"),
        Step::Gate { .. } => "waiting until all is verified to run".to_owned(),
        Step::GatePassed => "verified".to_owned(),
    }
}
