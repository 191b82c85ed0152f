//! Starting.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::Child;

use super::command::{Answer, Order};
use super::{Command, Host, HostError, Process, SUPERVISE, folder, leftover, state};
use crate::domain::journal::Intent;

/// How long a supervisor may take until it says what came of it.
const ANSWERS: Duration = Duration::from_secs(20);
/// The longest answer, bytes.
const LONGEST_ANSWER: u64 = 64 * 1024;

impl Host {
    /// Starts it in `folder`, which is made where it isn't there. It then runs whatever becomes of this process.
    ///
    /// Errors: `NoProgram`, `Running` where one runs there already, `NotStarted`.
    pub async fn start(
        &self,
        intent: &Intent,
        folder: &Path,
        command: &Command,
    ) -> Result<Process, HostError> {
        let order = order(command)?;
        if intent.is_ending() {
            return Err(HostError::LeaseOver {
                doing: "start a program",
            });
        }
        let earlier = self.state(folder).await?;
        match earlier {
            Some(process) if process.is_running() => return Err(running(folder)),
            Some(process) => leftover::end(&process).await,
            None => folder::make(folder).map_err(HostError::at(folder))?,
        }
        let name = order.argv.first().cloned().unwrap_or_default();
        let not_started = |why: String| HostError::NotStarted { program: name, why };
        let answered = tokio::time::timeout(ANSWERS, self.answer(folder, &order)).await;
        match answered {
            Ok(Ok(Answer::Started)) => {}
            Ok(Ok(Answer::Taken)) => return Err(running(folder)),
            Ok(Ok(Answer::Failed(why))) => return Err(not_started(why)),
            Ok(Err(error)) => return Err(not_started(error.to_string())),
            Err(_) => return Err(not_started("its supervisor doesn't answer".to_owned())),
        }
        state::written(folder)?.ok_or_else(|| HostError::Nothing {
            folder: folder.to_owned(),
        })
    }

    /// Starts the supervisor and hears what came of it.
    async fn answer(&self, folder: &Path, order: &Order) -> std::io::Result<Answer> {
        let mut supervisor = self.supervisor(folder)?;
        if let Some(mut stdin) = supervisor.stdin.take() {
            stdin.write_all(&serde_json::to_vec(order)?).await?;
        }
        let mut line = Vec::new();
        if let Some(stdout) = supervisor.stdout.take() {
            let mut stdout = BufReader::new(stdout.take(LONGEST_ANSWER));
            stdout.read_until(b'\n', &mut line).await?;
        }
        if line.is_empty() {
            return Err(std::io::Error::other("its supervisor said nothing"));
        }
        // Nobody waits for the supervisor here: the runtime reaps it once it ends.
        Ok(serde_json::from_slice(&line)?)
    }

    fn supervisor(&self, folder: &Path) -> std::io::Result<Child> {
        tokio::process::Command::new(&self.program)
            .arg0("hailer")
            .arg(SUPERVISE)
            .arg(folder)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    }
}

fn running(folder: &Path) -> HostError {
    HostError::Running {
        folder: folder.to_owned(),
    }
}

/// With the program's file in place of its name.
fn order(command: &Command) -> Result<Order, HostError> {
    let (_, file) = command.program()?;
    Ok(Order {
        program: file.to_string_lossy().into_owned(),
        argv: command.argv.clone(),
        environment: command.variables(),
    })
}
