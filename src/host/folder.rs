//! The names in a folder, and the folder itself.

use std::fs::{DirBuilder, File};
use std::io;
use std::os::fd::AsRawFd as _;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

pub(super) const STATE: &str = "state.json";
pub(super) const LOG: &str = "log";
pub(super) const OLD_LOG: &str = "log.1";
pub(super) const NEW_LOG: &str = "log.new";
pub(super) const LOCK: &str = "lock";
pub(super) const WORK: &str = "work";
const CONTROL: &str = "control";

/// Makes the folder, for its owner alone, with what is above it.
pub(super) fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder.join(WORK))
}

/// An open folder, through which its socket has a short name: a socket's own path may have 107 bytes at most (`unix(7)`).
#[derive(Debug)]
pub(super) struct Opened(File);

impl Opened {
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self(File::open(folder)?))
    }

    /// The socket's path, as long as this lives.
    pub(super) fn control(&self) -> PathBuf {
        let descriptor = self.0.as_raw_fd();
        PathBuf::from(format!("/proc/self/fd/{descriptor}/{CONTROL}"))
    }
}
