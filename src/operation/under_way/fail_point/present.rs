//! A build with fail points: the process dies or waits at the one that its environment names.

use std::collections::BTreeMap;
use std::env;
use std::sync::{Mutex, PoisonError};

use rustix::process::{Signal, getpid, kill_process};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;

use super::{Place, Point};

/// The points that this process has come by, and the one to stop at.
#[derive(Debug)]
pub(in crate::operation) struct FailPoints {
    wanted: Option<(String, How)>,
    seen: Mutex<BTreeMap<String, u32>>,
}

#[derive(Debug)]
enum How {
    /// SIGKILL: nothing of this process runs after it.
    Kill,
    /// Tells the socket that it is there, and goes on when the other end hangs up.
    Wait(String),
}

impl Default for FailPoints {
    fn default() -> Self {
        let how = env::var("HAILER_FAIL_HOW").unwrap_or_default();
        let how = match how.strip_prefix("wait:") {
            Some(socket) => How::Wait(socket.to_owned()),
            None => How::Kill,
        };
        Self {
            wanted: env::var("HAILER_FAIL_POINT").ok().map(|point| (point, how)),
            seen: Mutex::default(),
        }
    }
}

impl FailPoints {
    /// Counts the point. Steps may be taken side by side, so each keeps its own number.
    pub(in crate::operation) fn here(&self, point: Point<'_>) -> Here<'_> {
        let kind = kind(point);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let count = seen.entry(kind.clone()).or_default();
        *count += 1;
        Here {
            wanted: self.wanted.as_ref(),
            name: format!("{kind}:{count}"),
        }
    }
}

/// A point, as far as its place isn't said.
#[derive(Debug)]
pub(in crate::operation) struct Here<'a> {
    wanted: Option<&'a (String, How)>,
    name: String,
}

impl Here<'_> {
    /// Stops here if this is the point.
    pub(in crate::operation) async fn reached(&self, place: Place) {
        let Some((wanted, how)) = self.wanted else {
            return;
        };
        let place = match place {
            Place::Before => "before",
            Place::Intended => "intended",
            Place::Acted => "acted",
            Place::After => "after",
        };
        if *wanted != format!("{}:{place}", self.name) {
            return;
        }
        match how {
            How::Kill => {
                if let Err(error) = kill_process(getpid(), Signal::KILL) {
                    tracing::error!(%error, "not killed");
                }
            }
            How::Wait(socket) => {
                if let Err(error) = Box::pin(wait(socket)).await {
                    tracing::error!(%error, "not waited");
                }
            }
        }
    }
}

/// As the journal writes it.
fn kind(point: Point<'_>) -> String {
    match point {
        Point::Record(name) => name.to_owned(),
        Point::Step(step) => {
            let step = serde_json::to_value(step).unwrap_or_default();
            step["step"].as_str().unwrap_or_default().to_owned()
        }
    }
}

async fn wait(socket: &str) -> std::io::Result<()> {
    let mut campaign = UnixStream::connect(socket).await?;
    campaign.write_all(b"here\n").await?;
    campaign.read_to_end(&mut Vec::new()).await?;
    Ok(())
}
