//! Stopping, and taking away.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::control::Ask;
use super::{Host, HostError, Process, leftover};
use crate::domain::journal::Intent;

/// How long it may take to end what was killed.
const DIES: Duration = Duration::from_secs(10);

impl Host {
    /// Has the program in `folder` end: SIGTERM to its process group, and SIGKILL to all that is left of it after `grace`.
    /// Says how it ended; one that doesn't run is left as it is.
    pub async fn stop(
        &self,
        intent: &Intent,
        folder: &Path,
        grace: Duration,
    ) -> Result<Process, HostError> {
        if intent.is_ending() {
            return Err(HostError::LeaseOver {
                doing: "stop a program",
            });
        }
        let grace_ms = u64::try_from(grace.as_millis()).unwrap_or(u64::MAX);
        let within = grace.saturating_add(DIES);
        let told = self.tell(folder, Ask::Stop { grace_ms });
        // What became of it is looked at, not believed.
        let _ = tokio::time::timeout(within, told).await;
        let process = self.state(folder).await?;
        let process = process.ok_or_else(|| HostError::Nothing {
            folder: folder.to_owned(),
        })?;
        if process.is_running() {
            return Err(HostError::StillRuns {
                folder: folder.to_owned(),
                within,
            });
        }
        leftover::end(&process).await;
        Ok(process)
    }

    /// Takes the folder away, with all that the program wrote. Errors: `Running`.
    pub async fn remove(&self, intent: &Intent, folder: &Path) -> Result<(), HostError> {
        if intent.is_ending() {
            return Err(HostError::LeaseOver {
                doing: "remove a program's folder",
            });
        }
        match self.state(folder).await? {
            Some(process) if process.is_running() => {
                return Err(HostError::Running {
                    folder: folder.to_owned(),
                });
            }
            Some(process) => leftover::end(&process).await,
            None => {}
        }
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(HostError::at(folder)(error))
            }
            _ => Ok(()),
        }
    }
}
