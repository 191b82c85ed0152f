//! `hailer serve` as a process of its own, which talks on Telegram's stand-in.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::telegram::{Person, TOKEN, Telegram};

/// Longer than anything takes that is waited for, on a disk that everybody writes to.
const PATIENCE: Duration = Duration::from_mins(3);

/// A bot, and Ada, who is its administrator.
pub(crate) struct Bot {
    pub(crate) telegram: Telegram,
    pub(crate) ada: Person,
    home: tempfile::TempDir,
    /// What it is told by the environment beside the usual: another engine, say.
    variables: Vec<(&'static str, String)>,
    serving: Option<Child>,
}

impl Bot {
    /// It doesn't serve yet.
    pub(crate) fn new(variables: Vec<(&'static str, String)>) -> Self {
        let telegram = Telegram::start();
        telegram.be_patient(PATIENCE);
        let ada = telegram.person("Ada");
        let home = tempfile::tempdir().unwrap();
        for folder in ["data", "presets"] {
            fs::create_dir(home.path().join(folder)).unwrap();
        }
        Self {
            telegram,
            ada,
            home,
            variables,
            serving: None,
        }
    }

    /// A path below the folder that it may work in.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    /// Starts the process that serves.
    pub(crate) fn serves(&mut self) {
        let serving = self.hailer(&["serve"]).spawn().unwrap();
        self.serving = Some(serving);
    }

    /// Ends it with SIGKILL, if it serves.
    pub(crate) fn is_killed(&mut self) {
        if let Some(mut serving) = self.serving.take() {
            serving.kill().ok();
            serving.wait().ok();
        }
    }

    /// Ends it with SIGTERM, and waits for its end, which must be a good one.
    pub(crate) fn ends(&mut self) {
        let mut serving = self.serving.take().unwrap();
        let id = rustix::process::Pid::from_child(&serving);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        assert!(serving.wait().unwrap().success());
    }

    /// The id of the process that serves.
    pub(crate) fn process(&self) -> u32 {
        self.serving.as_ref().unwrap().id()
    }

    /// Carries a line out at the terminal, in a process of its own. Returns what it said.
    pub(crate) fn at_the_terminal(&self, line: &str) -> String {
        let output = self.hailer(&["--yes", "run", line]).output().unwrap();
        well(line, &output)
    }

    /// Runs `hailer` with these words, in a process of its own. Returns what it said.
    pub(crate) fn runs(&self, words: &[&str]) -> String {
        well(&words.join(" "), &self.hailer(words).output().unwrap())
    }

    /// Types these lines at the prompt of one process. Returns what it said.
    pub(crate) fn at_the_prompt(&self, lines: &[String]) -> String {
        let mut console = self
            .hailer(&["console"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let mut keyboard = console.stdin.take().unwrap();
        keyboard.write_all(lines.join("\n").as_bytes()).unwrap();
        drop(keyboard);
        well("hailer console", &console.wait_with_output().unwrap())
    }

    /// Runs the Docker CLI against its engine. Returns what it said.
    pub(crate) fn docker(&self, words: &[&str]) -> String {
        let mut docker = Command::new("docker");
        docker.args(words).envs(self.variables.iter().cloned());
        well(&format!("docker {words:?}"), &docker.output().unwrap())
    }

    fn hailer(&self, words: &[&str]) -> Command {
        let mut log = fs::File::options();
        let log = log.create(true).append(true).open(self.path("log"));
        let mut hailer = Command::new(env!("CARGO_BIN_EXE_hailer"));
        hailer
            .args(words)
            .env("HAILER_DATA_DIR", self.path("data"))
            .env("HAILER_ALLOWED_ROOTS", self.home.path())
            .env("HAILER_PRESETS_DIR", self.path("presets"))
            .env("HAILER_ADMINS", format!("telegram:{}", self.ada.id))
            // Longer than a disk stands still that everybody writes to.
            .env("HAILER_LEASE", "5s")
            .env("TELEGRAM_BOT_TOKEN", TOKEN)
            .env("TELEGRAM_API_URL", self.telegram.url())
            .env("RUST_LOG", "hailer=debug")
            .env("USER", "ops")
            .env_remove("DATABASE_URL")
            .envs(self.variables.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log.unwrap());
        hailer
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        self.is_killed();
        if std::thread::panicking()
            && let Ok(log) = fs::read_to_string(self.path("log"))
        {
            eprintln!("what Hailer logged:\n{log}");
        }
    }
}

/// What a program said that must have ended well.
pub(crate) fn well(what: &str, output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    let said = String::from_utf8_lossy(out).into_owned();
    let err = String::from_utf8_lossy(err);
    assert!(output.status.success(), "{what}: {said}{err}");
    said
}
