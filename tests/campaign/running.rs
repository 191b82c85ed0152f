//! A Hailer at work, and how it ended.

use std::fs;
use std::io::Read as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::process::{Child, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::support::dockerd::signal;

/// Longer than any operation here takes, one with a registry that is given up after a minute among them.
const LIMIT: Duration = Duration::from_mins(4);

/// How a Hailer ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: Option<ExitStatus>,
    pub(crate) said: String,
}

impl Ended {
    /// What it said, wherever its lines were broken.
    pub(crate) fn words(&self) -> String {
        self.said.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A Hailer at work.
pub(crate) struct Running {
    pub(crate) child: Child,
    /// Where it says that it stands at its point, if it is to wait there.
    pub(crate) at_point: Option<UnixListener>,
    /// The file that takes what it says.
    pub(crate) said: PathBuf,
}

impl Running {
    /// One that stops nowhere.
    pub(crate) fn new(child: Child, said: PathBuf) -> Self {
        Self {
            child,
            at_point: None,
            said,
        }
    }

    /// Nothing of it runs from here on, as on a machine that is suspended.
    pub(crate) fn freeze(&self) {
        signal(self.child.id().cast_signed(), Signal::STOP);
    }

    /// It goes on where it was.
    pub(crate) fn thaw(&self) {
        signal(self.child.id().cast_signed(), Signal::CONT);
    }

    /// Waits until it stands still at its point. `None`: it ended without coming there.
    pub(crate) fn at_point(&mut self) -> Option<UnixStream> {
        let listener = self.at_point.take().unwrap();
        listener.set_nonblocking(true).unwrap();
        let started = Instant::now();
        loop {
            if let Ok((mut stream, _)) = listener.accept() {
                stream.set_nonblocking(false).unwrap();
                stream.read_exact(&mut [0; 5]).unwrap();
                return Some(stream);
            }
            if self.child.try_wait().unwrap().is_some() || started.elapsed() > LIMIT {
                return None;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits for its end. One that never ends is killed, and has no status.
    pub(crate) fn wait(mut self) -> Ended {
        let started = Instant::now();
        let mut status = None;
        while status.is_none() && started.elapsed() < LIMIT {
            status = self.child.try_wait().unwrap();
            thread::sleep(Duration::from_millis(10));
        }
        if status.is_none() {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
        }
        let said = fs::read_to_string(&self.said).unwrap_or_default();
        Ended { status, said }
    }
}
