//! Hearing what is asked of the supervisor.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;

use crate::host::control::Ask;
use crate::host::folder::Opened;

/// The longest line that is read.
const LONGEST: u64 = 256;

/// The socket of a folder. It goes with this.
pub(super) struct Control {
    folder: Opened,
    listener: UnixListener,
    stops: (mpsc::Sender<Duration>, mpsc::Receiver<Duration>),
}

impl Control {
    /// To be called by the one that has the folder's lock.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let folder = Opened::new(folder)?;
        match fs::remove_file(folder.control()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        Ok(Self {
            listener: UnixListener::bind(folder.control())?,
            folder,
            stops: mpsc::channel(4),
        })
    }

    /// Waits until somebody asks for the end; how long it may take.
    pub(super) async fn stop(&mut self) -> Duration {
        loop {
            tokio::select! {
                Some(grace) = self.stops.1.recv() => return grace,
                accepted = self.listener.accept() => match accepted {
                    Ok((connection, _)) => {
                        tokio::spawn(hear(connection, self.stops.0.clone()));
                    }
                    // Too many files are open, for a moment.
                    Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                }
            }
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        fs::remove_file(self.folder.control()).ok();
    }
}

/// Hands on what is asked, and keeps the connection until either side ends.
async fn hear(connection: UnixStream, stops: mpsc::Sender<Duration>) {
    let mut connection = BufReader::new(connection);
    let mut line = Vec::new();
    let mut bounded = (&mut connection).take(LONGEST);
    if bounded.read_until(b'\n', &mut line).await.is_err() {
        return;
    }
    match serde_json::from_slice(&line) {
        Ok(Ask::Stop { grace_ms }) => {
            stops.send(Duration::from_millis(grace_ms)).await.ok();
        }
        Ok(Ask::Wait) => {}
        Err(_) => return,
    }
    let mut nothing = [0; 16];
    while matches!(connection.read(&mut nothing).await, Ok(1..)) {}
}
