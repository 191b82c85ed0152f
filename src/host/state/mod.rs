//! How a program is: as its supervisor wrote it down, and whether that one is still there to mean it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::control::{self, PAUSE};
use super::folder::STATE;
use super::{Host, HostError};
use crate::domain::container::{Container, HealthState, PublishedPort, State};

/// Another one each time that the machine starts (`proc_sys_kernel_random(5)`).
const BOOT: &str = "/proc/sys/kernel/random/boot_id";
/// Added to the number of the signal that ended a program, as shells and engines do.
const SIGNALLED: i64 = 128;
/// How often is looked at a program whose supervisor isn't the one that answers: as long as one may take to accept.
const LOOKS: u32 = 100;

/// A run of a program, the last one in its folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// Its process id, which is its process group's too.
    pub pid: i32,
    /// Its supervisor's, which is their session's too.
    pub supervisor: i32,
    /// When it was started.
    pub started: DateTime<Utc>,
    /// Whether it runs.
    pub life: Life,
    /// Which start of the machine that was in.
    boot: String,
}

/// Whether a program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Life {
    /// It runs.
    Running,
    /// It ended.
    Ended(End),
    /// It ended, and nobody saw how.
    Lost(Lost),
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// When.
    pub at: DateTime<Utc>,
    /// Its exit code; of one that a signal ended 128 and the signal's number.
    pub exit_code: i64,
    /// The signal that ended it.
    pub signal: Option<i32>,
}

/// Why nobody saw how a program ended. Reads on from its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Lost {
    /// Its supervisor is gone, and took it along.
    #[error("was ended because the process that supervised it was killed")]
    Unsupervised,
    /// The machine was started anew.
    #[error("was ended by a restart of the machine")]
    Restarted,
}

impl End {
    pub(super) fn now(exit_code: Option<i32>, signal: Option<i32>) -> Self {
        let code = match signal {
            Some(signal) => SIGNALLED + i64::from(signal),
            None => exit_code.map_or(-1, i64::from),
        };
        Self {
            at: Utc::now(),
            exit_code: code,
            signal,
        }
    }
}

/// What is known of a program besides how it is.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// The instance's name.
    pub name: String,
    /// What it was started with ("redis-server").
    pub program: String,
    /// Where it serves.
    pub ports: Vec<PublishedPort>,
    /// What it would be labelled with.
    pub labels: BTreeMap<String, String>,
    /// How long it is given to stop before it is killed.
    pub grace: Duration,
}

impl Process {
    pub(super) fn begun(pid: i32, supervisor: i32) -> io::Result<Self> {
        Ok(Self {
            pid,
            supervisor,
            started: Utc::now(),
            life: Life::Running,
            boot: boot()?,
        })
    }

    /// Its id where containers have theirs. Another run has another.
    #[must_use]
    pub fn id(&self) -> String {
        format!("process:{}", self.pid)
    }

    /// Whether it runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.life == Life::Running
    }

    /// Whether the machine hasn't been started anew since.
    pub(super) fn is_of_this_boot(&self) -> bool {
        boot().is_ok_and(|boot| boot == self.boot)
    }

    /// The same, of which nobody saw the end.
    fn lost(self) -> Self {
        let lost = if self.is_of_this_boot() {
            Lost::Unsupervised
        } else {
            Lost::Restarted
        };
        Self {
            life: Life::Lost(lost),
            ..self
        }
    }

    /// The same as a container, so that it is listed, judged and handed on like one. What nobody saw end is dead.
    #[must_use]
    pub fn container(&self, about: &About) -> Container {
        let (state, end) = match self.life {
            Life::Running => (State::Running, None),
            Life::Ended(end) => (State::Exited, Some(end)),
            Life::Lost(_) => (State::Dead, None),
        };
        Container {
            id: self.id(),
            name: about.name.clone(),
            image: about.program.clone(),
            image_id: String::new(),
            state,
            health: HealthState::None,
            ports: about.ports.clone(),
            writable_volumes: vec![],
            writes_to: vec![],
            addresses: vec![],
            labels: about.labels.clone(),
            created: self.started,
            started: Some(self.started),
            finished: end.map(|end| end.at),
            exit_code: end.map(|end| end.exit_code),
            oom_killed: false,
            memory_limit: None,
            restarts: 0,
            stop_grace_secs: about.grace.as_secs(),
        }
    }

    /// Writes it down, whole or not at all.
    pub(super) fn keep(&self, folder: &Path) -> io::Result<()> {
        let new = folder.join("state.new");
        let mut file = File::create(&new)?;
        file.write_all(&serde_json::to_vec(self)?)?;
        file.sync_data()?;
        fs::rename(new, folder.join(STATE))
    }
}

fn boot() -> io::Result<String> {
    Ok(fs::read_to_string(BOOT)?.trim_end().to_owned())
}

/// What was written down; `None`: nothing was.
pub(super) fn written(folder: &Path) -> Result<Option<Process>, HostError> {
    let path = folder.join(STATE);
    match fs::read(&path) {
        Ok(bytes) => {
            let unreadable = |error: serde_json::Error| HostError::at(&path)(error.into());
            serde_json::from_slice(&bytes).map(Some).map_err(unreadable)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(HostError::at(&path)(error)),
    }
}

impl Host {
    /// How the program in `folder` is; `None`: none was ever started there. That it runs is believed only of its own supervisor:
    /// an earlier one may be gone, and a later one answer before it has written anything down.
    pub async fn state(&self, folder: &Path) -> Result<Option<Process>, HostError> {
        for _ in 0..LOOKS {
            let Some(process) = written(folder)? else {
                return Ok(None);
            };
            if !process.is_running() {
                return Ok(Some(process));
            }
            let answering = control::answering(folder).await;
            match answering.map_err(HostError::at(folder))? {
                Some(supervisor) if supervisor == process.supervisor => return Ok(Some(process)),
                Some(_) => tokio::time::sleep(PAUSE).await,
                // It may have ended between the two looks, and another have begun.
                None if written(folder)?.as_ref() == Some(&process) => {
                    return Ok(Some(process.lost()));
                }
                None => {}
            }
        }
        let late = "its supervisor doesn't write down what it runs";
        let late = io::Error::new(io::ErrorKind::TimedOut, late);
        Err(HostError::at(folder)(late))
    }
}

#[cfg(test)]
mod tests;
