//! Speaking to a supervisor. It holds the connection until its program has ended, so that the end is heard at once.

use std::io;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio::time::Instant;

use super::folder::Opened;
use super::{Host, HostError, Life};

/// How long it may take a supervisor to accept.
const ACCEPTS: Duration = Duration::from_secs(5);
/// Between two looks at what changes at this moment.
pub(super) const PAUSE: Duration = Duration::from_millis(50);

/// What a supervisor is asked, in one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ask {
    /// That nothing is done; the end is waited for.
    Wait,
    /// That the program ends, within so many milliseconds.
    Stop {
        /// Until it is killed.
        grace_ms: u64,
    },
}

/// The process id of the supervisor that has the folder; `None`: none has. That nobody could be asked says nothing of it.
pub(super) async fn answering(folder: &Path) -> io::Result<Option<i32>> {
    match connect(folder).await {
        // The one that listens, also while it accepts nobody (`unix(7)`, `SO_PEERCRED`). The kernel always tells it.
        Ok(connection) => Ok(Some(connection.peer_cred()?.pid().unwrap_or(0))),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

async fn connect(folder: &Path) -> io::Result<UnixStream> {
    let folder = Opened::new(folder)?;
    tokio::time::timeout(ACCEPTS, UnixStream::connect(folder.control())).await?
}

/// Asks the supervisor, and waits until it is gone. `false`: it didn't hear.
async fn ask(folder: &Path, ask: Ask) -> bool {
    let Ok(mut connection) = connect(folder).await else {
        return false;
    };
    let Ok(mut line) = serde_json::to_vec(&ask) else {
        return false;
    };
    line.push(b'\n');
    // Whoever hangs up has ended, too.
    if connection.write_all(&line).await.is_ok() {
        let mut nothing = [0; 16];
        while matches!(connection.read(&mut nothing).await, Ok(1..)) {}
    }
    true
}

impl Host {
    /// Asks the supervisor, again where it doesn't hear, and waits until it is gone. Where the program doesn't run nobody is asked.
    pub(super) async fn tell(&self, folder: &Path, what: Ask) -> Result<(), HostError> {
        let begun = Instant::now();
        while !ask(folder, what).await {
            match self.state(folder).await {
                // A supervisor that accepts nobody at this moment, or was just replaced by another.
                Ok(Some(process)) if process.is_running() => {}
                Ok(_) => return Ok(()),
                Err(error) if begun.elapsed() > ACCEPTS => return Err(error),
                // Too many files are open, for a moment.
                Err(_) => {}
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Waits until the program in `folder` has ended, and says how. One that doesn't run has.
    pub async fn ended(&self, folder: &Path) -> Result<Life, HostError> {
        loop {
            self.tell(folder, Ask::Wait).await?;
            let process = self.state(folder).await?;
            let process = process.ok_or_else(|| HostError::Nothing {
                folder: folder.to_owned(),
            })?;
            if !process.is_running() {
                return Ok(process.life);
            }
        }
    }
}
