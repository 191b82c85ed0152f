//! How it fails to run a program, told apart by what a person can do about it.

use std::io;
use std::path::{Path, PathBuf};

/// Why something was not done with a program of this machine.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// There is no such program.
    #[error("{program} isn't installed on this machine: {looked}")]
    NoProgram {
        /// As it was asked for.
        program: String,
        /// Where it was looked for.
        looked: String,
    },
    /// Something runs in the folder.
    #[error("{} is in use: its process runs", folder.display())]
    Running {
        /// Which.
        folder: PathBuf,
    },
    /// Nothing was ever started in the folder.
    #[error("nothing was started in {}", folder.display())]
    Nothing {
        /// Which.
        folder: PathBuf,
    },
    /// The program can't be started.
    #[error("{program} can't be started: {why}")]
    NotStarted {
        /// As it was asked for.
        program: String,
        /// Why.
        why: String,
    },
    /// It still runs after it was to be stopped.
    #[error("the process in {} didn't end within {}", folder.display(), humantime::format_duration(*within))]
    StillRuns {
        /// Where.
        folder: PathBuf,
        /// How long that was waited for.
        within: std::time::Duration,
    },
    /// The lease was about to end, so nothing was done.
    #[error("can't {doing}: Hailer's lease was about to end and was not renewed")]
    LeaseOver {
        /// What would have been done.
        doing: &'static str,
    },
    /// A file or folder of it.
    #[error("{}: {source}", path.display())]
    Files {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl HostError {
    /// What maps the error of a file.
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Files { path, source }
    }
}
