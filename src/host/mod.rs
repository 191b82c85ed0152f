//! Programs of this machine that stand in for containers where there is no engine. Each has a folder of its own and a supervisor,
//! a process of this program that outlives whoever asked for it: it keeps how the program ended and what it wrote, and the
//! program never outlives it.
//!
//! What a folder holds, for its owner alone:
//!
//! | name | what it is |
//! |---|---|
//! | `state.json` | the last run ([`Process`]), written whole and renamed |
//! | `log`, `log.1`, for a moment `log.new` | what it wrote, a line each with its time and its stream; bounded |
//! | `control` | the socket of the supervisor. That it answers is the sign of life |
//! | `lock` | locked by the supervisor: one to a folder |
//! | `work` | where the program runs |
//!
//! No shell is started, and what is secret goes through a pipe: neither the disk, nor an argument, nor the supervisor's own
//! environment ever holds it. Every method that starts, ends or removes something takes an
//! [`Intent`](crate::domain::journal::Intent) first.

mod check;
mod command;
mod control;
mod error;
mod folder;
mod follow;
mod kernel;
mod leftover;
mod log;
mod program;
mod ready;
mod serving;
mod start;
mod state;
mod stop;
mod supervise;

use std::path::PathBuf;

pub use check::Checked;
pub use command::Command;
pub use error::HostError;
pub use log::LogLine;
pub use ready::{NotReady, Why};
pub use state::{About, End, Life, Lost, Process};
pub use supervise::{hold, supervise};

/// The programs that this machine runs for us.
#[derive(Debug, Clone)]
pub struct Host {
    /// What supervises.
    program: PathBuf,
}

impl Host {
    /// Supervised by `program`, which has the subcommands [`SUPERVISE`] and [`HOLD`].
    #[must_use]
    pub fn supervised_by(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
        }
    }
}

impl Default for Host {
    /// Supervised by this program as it runs now, whatever its file has become.
    fn default() -> Self {
        Self::supervised_by("/proc/self/exe")
    }
}

/// The subcommand that supervises a folder.
pub const SUPERVISE: &str = "supervise";
/// The subcommand that becomes the program, bound to its supervisor.
pub const HOLD: &str = "hold";
