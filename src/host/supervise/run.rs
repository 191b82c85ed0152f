//! One run of the program, from its start until nothing of it is left.

use std::fs::{self, File};
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{ChildStderr, ChildStdout, Command, Stdio};
use std::time::Duration;

use rustix::process::{
    Pid, Signal, WaitOptions, WaitStatus, getpid, kill_process, kill_process_group, wait,
};
use tokio::signal::unix::{Signal as Signals, SignalKind, signal};
use tokio::time::{Instant, sleep_until, timeout};

use super::control::Control;
use super::output::{self, Log};
use crate::host::HOLD;
use crate::host::command::Order;
use crate::host::folder::WORK;
use crate::host::leftover::stat;
use crate::host::state::{End, Life, Process};

/// How long the program has where the supervisor itself is told to end, as by the end of the machine.
const GRACE: Duration = Duration::from_secs(10);
/// How long what is left of it may take to end once it was killed, and its last lines to arrive.
const DIES: Duration = Duration::from_secs(5);

/// A program that runs, and what it is supervised with.
pub(super) struct Run {
    folder: PathBuf,
    program: Pid,
    process: Process,
    control: Control,
    ended: Signals,
    told: (Signals, Signals),
    output: tokio::task::JoinHandle<()>,
}

impl Run {
    pub(super) fn begin(folder: &Path, order: Order) -> io::Result<Self> {
        let log = Log::open(folder)?;
        let control = Control::open(folder)?;
        // Heard from before there is anything to hear.
        let ended = signal(SignalKind::child())?;
        let told = (
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
        );
        let (program, stdout, stderr) = spawn(folder, order)?;
        let process = Process::begun(
            program.as_raw_nonzero().get(),
            getpid().as_raw_nonzero().get(),
        );
        let kept = process.and_then(|process| process.keep(folder).map(|()| process));
        let outputs = streams(stdout, stderr);
        let (process, (stdout, stderr)) = match kept.and_then(|kept| Ok((kept, outputs?))) {
            Ok(both) => both,
            Err(error) => {
                kill_process_group(program, Signal::KILL).ok();
                return Err(error);
            }
        };
        Ok(Self {
            folder: folder.to_owned(),
            program,
            process,
            control,
            ended,
            told,
            output: tokio::spawn(output::copy(log, stdout, stderr)),
        })
    }

    /// Waits until it ends, or ends it; and writes down how. The lock goes before those who wait for the end hear of it.
    pub(super) async fn see_out(mut self, lock: File) -> io::Result<()> {
        let status = self.watch().await;
        self.sweep().await;
        if timeout(DIES, &mut self.output).await.is_err() {
            self.output.abort();
        }
        self.process.life =
            Life::Ended(End::now(status.exit_status(), status.terminating_signal()));
        let kept = self.process.keep(&self.folder);
        drop(self.control);
        drop(lock);
        kept
    }

    async fn watch(&mut self) -> WaitStatus {
        let mut killed_at = None;
        loop {
            let grace = tokio::select! {
                _ = self.ended.recv() => {
                    if let Some(status) = reap(self.program) {
                        return status;
                    }
                    continue;
                }
                () = until(killed_at) => {
                    self.signal(Signal::KILL);
                    killed_at = None;
                    continue;
                }
                grace = self.control.stop() => grace,
                _ = self.told.0.recv() => GRACE,
                _ = self.told.1.recv() => GRACE,
            };
            self.signal(Signal::TERM);
            // A later one may be more impatient, not more patient.
            let at = Instant::now().checked_add(grace);
            killed_at = match (killed_at, at) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
    }

    /// Its group is there as long as it isn't reaped, and that is done here alone.
    fn signal(&self, signal: Signal) {
        kill_process_group(self.program, signal).ok();
    }

    /// Kills all that it has started, whatever group or session that went to: whoever loses its parent becomes ours.
    async fn sweep(&mut self) {
        let all = async {
            loop {
                reap(self.program);
                let children = children();
                if children.is_empty() {
                    return;
                }
                for child in children {
                    kill_process(child, Signal::KILL).ok();
                }
                self.ended.recv().await;
            }
        };
        // What doesn't end then hangs in the kernel.
        timeout(DIES, all).await.ok();
    }
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

fn spawn(folder: &Path, order: Order) -> io::Result<(Pid, ChildStdout, ChildStderr)> {
    let supervisor = getpid().as_raw_nonzero().get().to_string();
    let mut child = Command::new("/proc/self/exe")
        .arg0("hailer")
        .args([HOLD, &supervisor, &order.program])
        .args(order.argv)
        .env_clear()
        .envs(order.environment)
        .current_dir(folder.join(WORK))
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    match (pid, child.stdout.take(), child.stderr.take()) {
        (Some(pid), Some(stdout), Some(stderr)) => Ok((pid, stdout, stderr)),
        _ => Err(io::Error::other("it has no output")),
    }
}

fn streams(
    stdout: ChildStdout,
    stderr: ChildStderr,
) -> io::Result<(tokio::process::ChildStdout, tokio::process::ChildStderr)> {
    Ok((
        tokio::process::ChildStdout::from_std(stdout)?,
        tokio::process::ChildStderr::from_std(stderr)?,
    ))
}

/// Reaps all that has ended, which happens here alone. `Some`: the program has, and so.
fn reap(program: Pid) -> Option<WaitStatus> {
    let mut ended = None;
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some((pid, status))) if pid == program => ended = Some(status),
            Ok(Some(_)) | Err(rustix::io::Errno::INTR) => {}
            Ok(None) | Err(_) => return ended,
        }
    }
}

/// The processes whose parent this one is.
fn children() -> Vec<Pid> {
    let own = getpid().as_raw_nonzero().get();
    let Ok(entries) = fs::read_dir("/proc") else {
        return vec![];
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|pid| stat(*pid).is_some_and(|stat| stat.parent == own))
        .filter_map(Pid::from_raw)
        .collect()
}
