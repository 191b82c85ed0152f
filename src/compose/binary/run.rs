//! One run of the binary: arguments only, a clean environment, a time limit, a limit on output, ended when dropped.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

use super::super::ComposeError;
use super::super::stderr;
use super::Surroundings;

/// How long one run may take. A large project takes a tenth of a second; a file on a dead network mount takes for ever.
const LIMIT: Duration = Duration::from_secs(30);

/// How much it may print. The largest real project seen prints half a megabyte.
const STDOUT_LIMIT: usize = 32 << 20;

/// How much of its complaints is kept.
const STDERR_LIMIT: usize = 1 << 20;

/// How many run at a time, whoever asks: each takes some ten megabytes for a moment, and cores are few.
const AT_A_TIME: usize = 4;
static TURNS: Semaphore = Semaphore::const_new(AT_A_TIME);

/// What to run it with.
pub(in crate::compose) struct Invocation {
    /// The arguments.
    pub(in crate::compose) arguments: Vec<OsString>,
    /// `PWD`, which `${PWD}` in a compose file means.
    pub(in crate::compose) pwd: PathBuf,
    /// More variables.
    pub(in crate::compose) environment: BTreeMap<String, String>,
    /// What it reads from its input; `None`: nothing.
    pub(in crate::compose) input: Option<Vec<u8>>,
    /// How long it may take.
    pub(in crate::compose) limit: Duration,
}

impl Invocation {
    pub(in crate::compose) fn new<A: Into<OsString>>(
        pwd: &Path,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        Self {
            arguments: arguments.into_iter().map(Into::into).collect(),
            pwd: pwd.to_owned(),
            environment: BTreeMap::new(),
            input: None,
            limit: LIMIT,
        }
    }
}

/// What it printed when it ended well.
pub(in crate::compose) struct Output {
    /// Its output.
    pub(in crate::compose) stdout: Vec<u8>,
    /// What it warned of.
    pub(in crate::compose) warnings: Vec<String>,
}

/// Runs `binary`. Errors: `BinaryUnusable` where it can't be started, `Invalid` where it ends badly, `TimedOut`, `TooLarge`.
pub(super) async fn run(
    binary: &Path,
    surroundings: &Surroundings,
    invocation: Invocation,
) -> Result<Output, ComposeError> {
    let unusable = |error: std::io::Error| ComposeError::BinaryUnusable {
        path: binary.to_owned(),
        cause: error.to_string(),
    };
    // They are never closed, and each turn ends with its time limit.
    let _turn = TURNS.acquire().await;
    let (input, limit) = (invocation.input.clone(), invocation.limit);
    let mut child = command(binary, surroundings, invocation)
        .spawn()
        .map_err(unusable)?;
    // Dropping the future on the time limit drops the child, which ends it.
    let finished = tokio::time::timeout(limit, converse(&mut child, input))
        .await
        .map_err(|_| ComposeError::TimedOut { limit })?
        .map_err(unusable)?;
    let Some((status, stdout, stderr)) = finished else {
        return Err(ComposeError::TooLarge {
            limit: STDOUT_LIMIT,
        });
    };
    let said = stderr::read(&String::from_utf8_lossy(&stderr));
    if status.success() {
        Ok(Output {
            stdout,
            warnings: said.warnings,
        })
    } else {
        let cause = said.causes.join("; ");
        let cause = if cause.is_empty() {
            format!("It ended with {status} and said nothing")
        } else {
            cause
        };
        Err(ComposeError::Invalid { cause })
    }
}

fn command(binary: &Path, surroundings: &Surroundings, invocation: Invocation) -> Command {
    let mut command = Command::new(binary);
    command
        .args(invocation.arguments)
        .current_dir("/")
        .env_clear()
        .envs(invocation.environment)
        .env("HOME", &surroundings.home)
        .env("PATH", &surroundings.path)
        .env("PWD", invocation.pwd)
        // Nothing is fetched from elsewhere while a project is read.
        .env("COMPOSE_EXPERIMENTAL_GIT_REMOTE", "false")
        .env("COMPOSE_EXPERIMENTAL_OCI_REMOTE", "false")
        // It only parses, yet newer versions ask the engine who it is: nothing ever listens here.
        .env("DOCKER_HOST", "unix:///dev/null")
        // It lives for a moment: collecting garbage would cost a fifth of that. Beyond this much it is collected all the same.
        .env("GOGC", "off")
        .env("GOMEMLIMIT", "512MiB")
        .stdin(if invocation.input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Writes the input, reads both outputs and waits. `None` where it printed too much; it is ended then.
async fn converse(
    child: &mut Child,
    input: Option<Vec<u8>>,
) -> std::io::Result<Option<(std::process::ExitStatus, Vec<u8>, Vec<u8>)>> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let write = async {
        if let (Some(mut stdin), Some(input)) = (stdin, input) {
            stdin.write_all(&input).await?;
        }
        Ok(())
    };
    let read = async {
        tokio::try_join!(
            read_up_to(stdout, STDOUT_LIMIT),
            read_up_to(stderr, STDERR_LIMIT)
        )
    };
    let ((), (stdout, stderr)) = tokio::try_join!(write, read)?;
    if stdout.len() > STDOUT_LIMIT || stderr.len() > STDERR_LIMIT {
        child.kill().await?;
        return Ok(None);
    }
    let status = child.wait().await?;
    Ok(Some((status, stdout, stderr)))
}

/// Reads to the end, or one byte beyond `limit`.
async fn read_up_to(
    pipe: Option<impl AsyncRead + Unpin>,
    limit: usize,
) -> std::io::Result<Vec<u8>> {
    let mut read = Vec::new();
    if let Some(pipe) = pipe {
        pipe.take(limit as u64 + 1).read_to_end(&mut read).await?;
    }
    Ok(read)
}
