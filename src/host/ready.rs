//! Waiting until a program works: its check, run again and again, until it passes, the program ends or the time is over.

use std::path::Path;
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use super::serving::{Serving, serving};
use super::{Checked, Host, HostError, Life, Lost, Process};
use crate::domain::container::{Check, Ending, Health, HealthState, State};
use crate::domain::log::LogQuery;

/// How many of its last log lines are told of one that didn't become ready.
const LAST_LINES: usize = 20;
/// How long one without a check has to run.
const SETTLES: Duration = Duration::from_millis(500);

/// A program that isn't ready.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub struct NotReady {
    /// Why.
    pub why: Why,
    /// Its last log lines, unredacted, oldest first.
    pub last_lines: Vec<String>,
}

/// Why a program isn't ready. Reads on from its name.
#[derive(Debug, thiserror::Error)]
pub enum Why {
    /// It ended.
    #[error("{0} before it was ready")]
    Ended(Ending),
    /// It ended, and nobody saw how.
    #[error("{0}")]
    Lost(Lost),
    /// Somebody else has a port of it.
    #[error("can't have port {port}, which is in use by another program")]
    PortTaken {
        /// Which.
        port: u16,
    },
    /// The time was over before its check passed.
    #[error("was not ready within {}{}", humantime::format_duration(*limit), Check::last_said(.last_check.as_ref()))]
    NotInTime {
        /// How long it had.
        limit: Duration,
        /// The last check, unredacted; `None` where none came to an end.
        last_check: Option<Check>,
    },
    /// How it is can't be told.
    #[error("could not be watched: {0}")]
    Unknown(#[from] HostError),
}

impl Host {
    /// Waits until the program in `folder`, which was started, has its ports and passes its check, `limit` at most. Without either
    /// it is ready when it has run for a moment. Its end is seen at once, and so is a port that is somebody else's.
    pub async fn wait_ready(
        &self,
        folder: &Path,
        checked: &Checked,
        limit: Duration,
    ) -> Result<Health, NotReady> {
        let mut last_check = None;
        let watched = tokio::time::timeout(limit, async {
            tokio::select! {
                biased;
                ended = self.ended(folder) => Err(ended.map_or_else(Why::from, why_ended)),
                passed = self.passes(folder, checked, &mut last_check) => passed,
            }
        })
        .await;
        let why = match watched {
            Ok(Ok(())) => match self.confirmed(folder, last_check).await {
                Ok(health) => return Ok(health),
                Err(why) => why,
            },
            Ok(Err(why)) => why,
            Err(_) => Why::NotInTime { limit, last_check },
        };
        let why = match (&why, self.serving(folder, &checked.ports).await) {
            (Why::Ended(_), Ok(Serving::Stranger(port))) => Why::PortTaken { port },
            _ => why,
        };
        let last_lines = match self.logs(folder, &LogQuery::last(LAST_LINES)).await {
            Ok(lines) => lines.into_iter().map(|line| line.text).collect(),
            Err(unknown) => vec![format!("(no log lines: {unknown})")],
        };
        Err(NotReady { why, last_lines })
    }

    /// Ends once the check has passed, or can't be run at all.
    async fn passes(
        &self,
        folder: &Path,
        checked: &Checked,
        last: &mut Option<Check>,
    ) -> Result<(), Why> {
        if checked.test.is_none() && checked.ports.is_empty() {
            tokio::time::sleep(SETTLES).await;
            return Ok(());
        }
        let mut ticks = tokio::time::interval(checked.every);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let passed = match &checked.test {
                Some(test) => {
                    let check = self.check(test, checked.limit).await?;
                    last.insert(check).exit_code == 0
                }
                None => true,
            };
            match self.serving(folder, &checked.ports).await? {
                Serving::Stranger(port) => return Err(Why::PortTaken { port }),
                Serving::All if passed => return Ok(()),
                Serving::All | Serving::NotYet => {}
            }
        }
    }

    async fn serving(&self, folder: &Path, ports: &[u16]) -> Result<Serving, HostError> {
        Ok(serving(&self.there(folder).await?, ports))
    }

    async fn there(&self, folder: &Path) -> Result<Process, HostError> {
        let process = self.state(folder).await?;
        process.ok_or_else(|| HostError::Nothing {
            folder: folder.to_owned(),
        })
    }

    /// How it is now that its check has passed.
    async fn confirmed(&self, folder: &Path, passed: Option<Check>) -> Result<Health, Why> {
        let process = self.there(folder).await?;
        if !process.is_running() {
            return Err(why_ended(process.life));
        }
        Ok(Health {
            name: String::new(),
            container_id: process.id(),
            state: State::Running,
            health: match passed {
                Some(_) => HealthState::Healthy,
                None => HealthState::None,
            },
            last_check: passed,
            ready: true,
        })
    }
}

fn why_ended(life: Life) -> Why {
    let exit_code = match life {
        Life::Lost(lost) => return Why::Lost(lost),
        Life::Ended(end) => Some(end.exit_code),
        Life::Running => None,
    };
    Why::Ended(Ending {
        exit_code,
        oom_killed: Some(false),
        memory_limit: None,
    })
}
