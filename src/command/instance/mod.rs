//! What can be asked of instances, as types.

mod print;
mod read;

use std::path::PathBuf;

use super::invocation::LogsQuery;
use super::value::{Period, Secret};
use super::verb::Verb;
use super::verbs::{change, create, cycle, instance, observe};
use crate::domain::action::Action;
use crate::domain::instance::Mode;
use crate::domain::name::{InstanceName, PresetName, VariableName, VersionName};

pub(super) use print::print;
pub(super) use read::{Image, Limit, Port, Whole, variable};

/// What can be asked of instances. Names are those of instances, always `hailer-…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstanceCommand {
    /// `/docker-create PRESET… [--version 16] …`
    Create(Box<CreateQuery>),
    /// `/docker-instances [--all]`
    List {
        /// Whether those of others are listed too.
        all: bool,
    },
    /// `/docker-inspect NAME`
    Inspect {
        /// Which.
        name: InstanceName,
    },
    /// `/docker-start hailer-NAME…`
    Start {
        /// Which; at least one.
        names: Vec<InstanceName>,
    },
    /// `/docker-stop hailer-NAME… [--timeout 10s] [yes]`
    Stop {
        /// Which; at least one.
        names: Vec<InstanceName>,
        /// How long each may take before it is killed; `None`: as its image says.
        timeout: Option<Period>,
    },
    /// `/docker-restart hailer-NAME… [--timeout 10s] [yes]`
    Restart {
        /// Which; at least one.
        names: Vec<InstanceName>,
        /// How long each may take to stop before it is killed; `None`: as its image says.
        timeout: Option<Period>,
    },
    /// `/docker-cancel hailer-NAME`
    Cancel {
        /// What is under way on which.
        name: InstanceName,
    },
    /// `/docker-logs hailer-NAME …`
    Logs {
        /// Whose.
        name: InstanceName,
        /// Which lines; its service and its operation are `None`.
        query: LogsQuery,
    },
    /// `/docker-reset NAME [yes]`
    Reset {
        /// Which.
        name: InstanceName,
    },
    /// `/docker-destroy NAME…|--mine|--all [--remove-volume] [yes]`
    Destroy {
        /// Which.
        which: Chosen,
        /// Whether the volumes go, too, that would outlive it.
        remove_volume: bool,
    },
    /// `/docker-images [list]`
    Images,
    /// `/docker-images pull [PRESET…|--all]`
    PullImages {
        /// Of which presets; empty: of all.
        presets: Vec<PresetName>,
    },
    /// `/docker-images prune [yes]`
    PruneImages,
    /// `/docker-volumes [list]`
    Volumes,
    /// `/docker-volumes prune [yes]`
    PruneVolumes,
}

impl InstanceCommand {
    /// Its record.
    pub(super) fn verb(&self) -> &'static Verb {
        match self {
            Self::Create(_) => &create::CREATE,
            Self::List { .. } => &instance::LIST,
            Self::Inspect { .. } => &instance::INSPECT,
            Self::Start { .. } => &cycle::START,
            Self::Stop { .. } => &cycle::STOP,
            Self::Restart { .. } => &cycle::RESTART,
            Self::Cancel { .. } => &change::CANCEL,
            Self::Logs { .. } => &observe::LOGS,
            Self::Reset { .. } => &instance::RESET,
            Self::Destroy { .. } => &instance::DESTROY,
            Self::Images => &instance::IMAGES,
            Self::PullImages { .. } => &instance::PULL,
            Self::PruneImages => &instance::PRUNE_IMAGES,
            Self::Volumes => &instance::VOLUMES,
            Self::PruneVolumes => &instance::PRUNE_VOLUMES,
        }
    }

    /// What it asks for, where everything is the asker's own.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Self::Create(query) if query.replace => Action::Reset,
            Self::Create(_) => Action::Create,
            Self::List { .. } | Self::Inspect { .. } | Self::Images | Self::Volumes => {
                Action::Instances
            }
            Self::Start { .. } => Action::Start,
            Self::Stop { .. } => Action::Stop,
            Self::Restart { .. } => Action::Restart,
            Self::Cancel { .. } => Action::Cancel,
            Self::Logs { .. } => Action::InstanceLogs,
            Self::Reset { .. } => Action::Reset,
            Self::Destroy { .. } => Action::Destroy,
            Self::PullImages { .. } => Action::PullImages,
            Self::PruneImages | Self::PruneVolumes => Action::Prune,
        }
    }

    /// The same without the values of its variables.
    pub(super) fn without_secrets(&self) -> Self {
        let mut same = self.clone();
        if let Self::Create(query) = &mut same {
            for (_, value) in &mut query.environment {
                *value = Secret::new("…".to_owned());
            }
        }
        same
    }
}

/// Which instances are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// These; at least one.
    Named(Vec<InstanceName>),
    /// All of the one who asks.
    Mine,
    /// All that there are.
    All,
}

/// What is asked of `/docker-create`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch that is typed or not"
)]
pub struct CreateQuery {
    /// Of which presets, one instance each; at least one.
    pub presets: Vec<PresetName>,
    /// Which version; `None`: the preset's usual one.
    pub version: Option<VersionName>,
    /// An image in place of the preset's.
    pub image: Option<String>,
    /// How much it minds its data.
    pub mode: Mode,
    /// What it is called; `None`: a name is drawn. Only with one preset.
    pub name: Option<InstanceName>,
    /// The machine's port for its first one; `None`: the preset's, or the next that is free.
    pub port: Option<u16>,
    /// Variables, over those of the preset. They may be secret.
    pub environment: Vec<(VariableName, Secret)>,
    /// Folders of the machine that are mounted.
    pub volumes: Vec<HostVolume>,
    /// After how long it destroys itself; `None`: never.
    pub period: Option<Period>,
    /// Whether it goes when the bot is ended.
    pub with_bot: bool,
    /// Whether its ports are served on every interface.
    pub public: bool,
    /// Whether one of the same name makes room.
    pub replace: bool,
    /// Whether what failed while starting stays, to be looked at.
    pub keep: bool,
    /// Whether all go when one fails.
    pub all_or_nothing: bool,
}

/// A folder or file of the machine that is mounted: `/srv/data:/data[:ro]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostVolume {
    /// What; absolute.
    pub source: PathBuf,
    /// Where in the container; absolute.
    pub target: String,
    /// Whether the container may not write there.
    pub read_only: bool,
}
