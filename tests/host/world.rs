//! A folder for a program, the right to act on it, and a guard that ends whatever is left of it, also when the test panics.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::fd::AsRawFd as _;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::StreamExt as _;
use hailer::domain::action::Action;
use hailer::domain::actor::{Conversation, Platform};
use hailer::domain::codebase::{Codebase, DockerConfig};
use hailer::domain::journal::{Intent, Step};
use hailer::domain::log::LogQuery;
use hailer::domain::name::{CodebaseName, ProjectName};
use hailer::domain::policy::{Decision, Facts, decide};
use hailer::domain::role::Role;
use hailer::host::{Command, Host, Life, Process};
use hailer::store::{Seal, Store, StoreTarget};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};

/// Long enough for anything that happens at all.
pub(crate) const SOON: Duration = Duration::from_secs(20);

pub(crate) struct World {
    pub(crate) host: Host,
    pub(crate) intent: Intent,
    home: tempfile::TempDir,
    /// Held open, so that whoever writes doesn't wait for a reader.
    go: fs::File,
}

impl World {
    pub(crate) async fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let pipe = home.path().join("go");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        Self {
            go: fs::File::options()
                .read(true)
                .write(true)
                .open(pipe)
                .unwrap(),
            host: Host::supervised_by(env!("CARGO_BIN_EXE_hailer")),
            intent: intent(home.path()).await,
            home,
        }
    }

    /// Deeper than a socket's path may be long.
    pub(crate) fn folder(&self) -> PathBuf {
        self.home.path().join("d".repeat(120)).join("hailer-test")
    }

    pub(crate) async fn start(&self, argv: &[&str]) -> Process {
        self.start_with(&command(argv)).await
    }

    pub(crate) async fn start_with(&self, command: &Command) -> Process {
        let folder = self.folder();
        let started = self.host.start(&self.intent, &folder, command);
        started.await.unwrap()
    }

    /// Starts `script` in a shell, the quickest program to write. What it reads from `$GO` waits for `let_go_on`.
    pub(crate) async fn run(&self, script: &str) -> Process {
        let pipe = self.pipe().to_str().unwrap().to_owned();
        self.start_with(&Command {
            environment: [("GO".parse().unwrap(), pipe.into())].into(),
            ..command(&["sh", "-c", script])
        })
        .await
    }

    pub(crate) fn pipe(&self) -> PathBuf {
        self.home.path().join("go")
    }

    pub(crate) async fn ended(&self) -> Life {
        let folder = self.folder();
        let ended = tokio::time::timeout(SOON, self.host.ended(&folder)).await;
        ended.expect_soon().unwrap()
    }

    pub(crate) async fn exit_code(&self) -> i64 {
        match self.ended().await {
            Life::Ended(end) => end.exit_code,
            life => panic!("{life:?}"),
        }
    }

    pub(crate) async fn stop(&self, grace: Duration) -> Process {
        let folder = self.folder();
        let stopped = self.host.stop(&self.intent, &folder, grace);
        stopped.await.unwrap()
    }

    pub(crate) async fn state(&self) -> Process {
        self.host.state(&self.folder()).await.unwrap().unwrap()
    }

    /// Waits until it has written so many lines, which it says.
    pub(crate) async fn lines(&self, lines: usize) -> Vec<String> {
        let query = LogQuery::last(lines);
        let follow = self.host.follow(&self.folder(), &query).await.unwrap();
        let lines = follow.take(lines).map(|line| line.unwrap().text);
        let lines = tokio::time::timeout(SOON, lines.collect::<Vec<_>>()).await;
        lines.expect_soon()
    }

    /// Makes its supervisor nobody that could be asked, as too many open files do, until `heard`.
    pub(crate) fn unheard(&self) -> UnixDatagram {
        let control = self.folder().join("control");
        fs::rename(&control, control.with_extension("real")).unwrap();
        let folder = fs::File::open(self.folder()).unwrap();
        let short = format!("/proc/self/fd/{}/control", folder.as_raw_fd());
        // Of another type, which isn't how one that is gone looks.
        UnixDatagram::bind(short).unwrap()
    }

    pub(crate) fn heard(&self, _unheard: UnixDatagram) {
        let control = self.folder().join("control");
        fs::rename(control.with_extension("real"), control).unwrap();
    }

    /// Lets a script go on that reads from `$GO`.
    pub(crate) fn let_go_on(&self) {
        (&self.go).write_all(b"go\n").unwrap();
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let Ok(state) = fs::read(self.folder().join("state.json")) else {
            return;
        };
        let process: Process = serde_json::from_slice(&state).unwrap();
        if process.is_running() && is_there(process.supervisor) {
            kill(process.supervisor, Signal::TERM);
        }
    }
}

/// What is awaited comes, or the test ends.
pub(crate) trait Soon<T> {
    fn expect_soon(self) -> T;
}

impl<T> Soon<T> for Result<T, tokio::time::error::Elapsed> {
    fn expect_soon(self) -> T {
        self.unwrap_or_else(|_| panic!("not within {SOON:?}"))
    }
}

pub(crate) fn command(argv: &[&str]) -> Command {
    Command {
        argv: argv.iter().map(|word| (*word).to_owned()).collect(),
        environment: BTreeMap::new(),
    }
}

pub(crate) fn kill(pid: i32, signal: Signal) {
    kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
}

/// Whether a process is there and hasn't ended.
pub(crate) fn is_there(pid: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.is_ok_and(|stat| !stat.rsplit_once(')').unwrap().1.starts_with(" Z"))
}

/// Waits for the end of a process that isn't ours, which the kernel tells of.
pub(crate) async fn gone(pid: i32) {
    let Ok(handle) = pidfd_open(Pid::from_raw(pid).unwrap(), PidfdFlags::NONBLOCK) else {
        return;
    };
    #[expect(
        deprecated,
        reason = "unsound for descriptors that others close; its successor is unsafe"
    )]
    let handle = tokio::io::unix::AsyncFd::new(handle).unwrap();
    let ended = tokio::time::timeout(SOON, handle.readable()).await;
    drop(ended.expect_soon().unwrap());
    assert!(!is_there(pid));
}

/// The right to act, as the store gives it for an operation that has begun.
async fn intent(home: &Path) -> Intent {
    let seal = Seal::open_or_create(&home.join("key")).unwrap();
    let target = StoreTarget::Sqlite(home.join("hailer.sqlite"));
    let store = Store::open(&target, seal).await.unwrap();
    let (name, project) = (
        CodebaseName::new("shop").unwrap(),
        ProjectName::new("shop").unwrap(),
    );
    let codebase = Codebase {
        name: name.clone(),
        workspace: None,
        repository: None,
        docker: Some(DockerConfig::new("/srv/shop".into(), project.clone())),
    };
    store.add_codebase(&codebase).await.unwrap();
    let actor = store.actor("console:ada".parse().unwrap(), "Ada").await;
    let decision = decide(Facts {
        actor: actor.unwrap(),
        conversation: Conversation::new(Platform::Console, "here"),
        action: Action::Create,
        codebase: Some(name),
        role: Some(Role::Admin),
        hold: None,
    });
    let Decision::Approved(approved) = decision else {
        panic!("it needs a confirmation");
    };
    let lease = store.begin(&approved, &project, Duration::from_hours(1));
    let intent = store.intend(&lease.await.unwrap(), &Step::GatePassed).await;
    let intent = intent.unwrap();
    store.close().await;
    intent
}
