//! What goes wrong at a point.

use std::fmt;

use crate::machine::Machine;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// Hailer is killed with SIGKILL.
    BotKilled,
    /// Hailer is frozen with SIGSTOP for longer than its lease, another one takes over, and then it goes on.
    BotFrozen,
    /// The Docker daemon is restarted, as a service manager does it.
    EngineRestarted,
    /// The Docker daemon is killed with all that it runs, as a power cut would, and started again.
    EngineKilled,
    /// The database is killed and comes back at once.
    StoreKilled,
    /// The database is killed and comes back when Hailer has given up.
    StoreLost,
}

impl Fault {
    /// Each point meets one of each group, mostly the first.
    pub(crate) const GROUPS: [&[Self]; 4] = [
        &[Self::BotKilled],
        &[Self::EngineRestarted, Self::EngineKilled],
        &[Self::StoreKilled, Self::StoreLost],
        &[Self::BotFrozen],
    ];

    /// Of a SQLite file there is no server to kill, and a frozen program would keep it locked.
    pub(crate) const fn needs_postgres(self) -> bool {
        matches!(self, Self::StoreKilled | Self::StoreLost | Self::BotFrozen)
    }

    /// Whether containers were stopped that Hailer did not stop.
    pub(crate) const fn stops_containers(self) -> bool {
        matches!(self, Self::EngineRestarted | Self::EngineKilled)
    }

    /// Does it, while Hailer stands still at the point.
    pub(crate) fn strike(self, machine: &mut Machine) {
        match self {
            Self::BotKilled | Self::BotFrozen => {}
            Self::EngineRestarted => machine.dockerd.restart(),
            Self::EngineKilled => machine.dockerd.kill_and_restart(),
            Self::StoreKilled => {
                machine.postgres.kill();
                machine.postgres.start_again();
            }
            Self::StoreLost => machine.postgres.kill(),
        }
    }

    /// What is mended only after Hailer has ended.
    pub(crate) fn mend(self, machine: &mut Machine) {
        if self == Self::StoreLost {
            machine.postgres.start_again();
        }
    }
}

/// What its row in the sum is called, and `--fault`.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
