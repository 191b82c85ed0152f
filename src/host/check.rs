//! The check of a program: another program, which ends with 0 where the first one works.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use chrono::Utc;
use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::Child;

use super::{Command, Host, HostError};
use crate::domain::container::Check;

/// The exit code of a check that was ended.
const NO_EXIT_CODE: i64 = -1;

/// How a program is known to work.
#[derive(Debug, Clone)]
pub struct Checked {
    /// What is run, and ends with 0; `None`: it is enough that it has its ports, or runs.
    pub test: Option<Command>,
    /// The TCP ports of this machine that it serves, itself and nobody else.
    pub ports: Vec<u16>,
    /// How long between two checks.
    pub every: Duration,
    /// How long one may take.
    pub limit: Duration,
}

impl Host {
    /// Runs a check once, for `limit` at most; what it started ends with it. Errors: `NoProgram`, `NotStarted`.
    pub async fn check(&self, test: &Command, limit: Duration) -> Result<Check, HostError> {
        let mut child = spawn(test)?;
        let group = Group::of(&child);
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let ran = tokio::time::timeout(limit, run(&mut child, &mut stdout, &mut stderr)).await;
        drop(group);
        let mut output = Check::shown(&stdout) + &Check::shown(&stderr);
        let exit_code = match ran {
            Ok(Ok(status)) => status.code().map_or(NO_EXIT_CODE, i64::from),
            Ok(Err(error)) => {
                output.push_str(&error.to_string());
                NO_EXIT_CODE
            }
            Err(_) => {
                let limit = humantime::format_duration(limit);
                output.push_str("(the check did not end within ");
                output.push_str(&limit.to_string());
                output.push(')');
                NO_EXIT_CODE
            }
        };
        Ok(Check {
            at: Some(Utc::now()),
            exit_code,
            output,
        })
    }
}

fn spawn(test: &Command) -> Result<Child, HostError> {
    let (name, file) = test.program()?;
    tokio::process::Command::new(file)
        .arg0(name)
        .args(test.argv.iter().skip(1))
        .env_clear()
        .envs(test.variables())
        .current_dir("/")
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| HostError::NotStarted {
            program: name.to_owned(),
            why: error.to_string(),
        })
}

/// A process group that is killed when it is dropped. Its number isn't given to another as long as somebody is in it, and not
/// before all others have been given.
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        let pid = child.id().and_then(|pid| i32::try_from(pid).ok());
        Self(pid.and_then(Pid::from_raw))
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            // Most often nobody is left.
            kill_process_group(group, Signal::KILL).ok();
        }
    }
}

/// Ends with the program, whoever still has its output.
async fn run(
    child: &mut Child,
    stdout: &mut Vec<u8>,
    stderr: &mut Vec<u8>,
) -> std::io::Result<ExitStatus> {
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let mut reading = std::pin::pin!(async {
        tokio::join!(read(out, stdout), read(err, stderr));
    });
    tokio::select! {
        () = &mut reading => child.wait().await,
        status = child.wait() => {
            // What it said is in the pipes already.
            let _ = tokio::time::timeout(Duration::from_millis(50), reading).await;
            status
        }
    }
}

/// Keeps the beginning, and reads on so that nobody waits.
async fn read(from: Option<impl AsyncRead + Unpin>, into: &mut Vec<u8>) {
    if let Some(mut from) = from {
        let _ = (&mut from).take(Check::KEPT as u64).read_to_end(into).await;
        let _ = tokio::io::copy(&mut from, &mut tokio::io::sink()).await;
    }
}
