//! A Docker daemon of one's own, which may be restarted and killed: in network, mount and process namespaces of its own, with its
//! own data. The machine's daemon never notices it. Needs root, as the machine's own does.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// Longer than a daemon takes to start or to stop its containers.
const LIMIT: Duration = Duration::from_secs(30);

pub(crate) struct Dockerd {
    /// `unshare`, which ends when all in its namespaces has ended.
    keeper: Child,
    /// The first process in the namespaces, as it is called outside of them.
    first: i32,
    /// `nsenter`, which ends when the daemon has.
    entered: Option<Child>,
    home: tempfile::TempDir,
    /// Where its networks get their addresses from.
    pool: &'static str,
}

/// Room for 16 networks.
const FEW: &str = "base=10.201.0.0/20,size=24";

impl Dockerd {
    pub(crate) fn start() -> Self {
        Self::with_addresses(FEW)
    }

    /// One whose networks get their addresses from this pool.
    pub(crate) fn with_addresses(pool: &'static str) -> Self {
        // docker-init buries what a killed daemon leaves; the namespaces end with it, and all ends with this thread.
        let home = tempfile::tempdir().unwrap();
        let said = fs::File::create(home.path().join("unshare")).unwrap();
        let keeper = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "unshare", "--net", "--mount"])
            .args(["--pid", "--fork", "--kill-child", "--mount-proc"])
            .args(["docker-init", "--", "sh", "-c"])
            .arg("ip link set lo up && exec sleep infinity")
            .stdin(Stdio::null())
            .stderr(said)
            .spawn()
            .unwrap_or_else(|error| panic!("setpriv and unshare (util-linux): {error}"));
        let keeper_id = keeper.id().cast_signed();
        let first = until("no namespace", || children(keeper_id).first().copied());
        until("no process in the namespace", || {
            children(first).first().map(drop)
        });
        let mut dockerd = Self {
            keeper,
            first,
            entered: None,
            home,
            pool,
        };
        dockerd.run();
        dockerd
    }

    /// What `DOCKER_HOST` is set to.
    pub(crate) fn host(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// Ends the daemon as a service manager would, with its containers, and starts it again.
    pub(crate) fn restart(&mut self) {
        let mut entered = self.entered.take().unwrap();
        for daemon in children(entered.id().cast_signed()) {
            signal(daemon, Signal::TERM);
        }
        until("dockerd does not end", || entered.try_wait().unwrap());
        self.run();
    }

    /// Kills the daemon and all that it runs, as a power cut would, and starts it again.
    pub(crate) fn kill_and_restart(&mut self) {
        let all = || {
            let namespace = fs::read_link(format!("/proc/{}/ns/pid", self.first)).unwrap();
            let mut all = processes();
            all.retain(|id| {
                *id != self.first
                    && fs::read_link(format!("/proc/{id}/ns/pid")).ok().as_ref() == Some(&namespace)
                    // The one that keeps the first process alive.
                    && fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|name| name.trim() != "sleep")
            });
            all
        };
        until("killed processes do not end", || {
            let left = all();
            for id in &left {
                signal(*id, Signal::KILL);
            }
            left.is_empty().then_some(())
        });
        self.entered.take().unwrap().wait().unwrap();
        // What says that the old one still lives, and what it had running.
        for stale in ["exec", "dockerd.pid", "docker.sock"] {
            let stale = self.home.path().join(stale);
            self.inside("umount", &["-q", "-R", "-l", stale.to_str().unwrap()])
                .output()
                .unwrap();
            let removed = fs::remove_dir_all(&stale).or_else(|_| fs::remove_file(&stale));
            assert!(removed.is_ok() || !stale.exists(), "{}", stale.display());
        }
        self.run();
    }

    fn run(&mut self) {
        let home = self.home.path().to_owned();
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(home.join("log"))
            .unwrap();
        let path = |name: &str| home.join(name).display().to_string();
        let entered = self
            .inside("dockerd", &[])
            .args(["--data-root", &path("data"), "--exec-root", &path("exec")])
            .args(["--pidfile", &path("dockerd.pid"), "--host", &self.host()])
            .args(["--bip", "10.200.0.1/24"])
            .args(["--default-address-pool", self.pool])
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.entered = Some(entered);
        until("dockerd does not start", || {
            let ended = self.entered.as_mut().unwrap().try_wait().unwrap();
            assert!(ended.is_none(), "dockerd: {}", last_lines(&home));
            answers(&self.socket()).then_some(())
        });
    }

    fn inside(&self, program: &str, words: &[&str]) -> Command {
        let entering = self.entering(&["--net", "--mount", "--pid"]);
        let mut command = Command::new(&entering[0]);
        command.args(&entering[1..]).arg(program).args(words);
        command
    }

    /// The words that put a program into these of its namespaces.
    pub(crate) fn entering(&self, namespaces: &[&str]) -> Vec<String> {
        let target = self.first.to_string();
        let words = ["nsenter", "--target", &target].into_iter();
        let words = words.chain(namespaces.iter().copied()).chain(["--"]);
        words.map(str::to_owned).collect()
    }

    fn socket(&self) -> PathBuf {
        self.home.path().join("docker.sock")
    }
}

impl Drop for Dockerd {
    fn drop(&mut self) {
        signal(self.first, Signal::KILL);
        self.keeper.wait().ok();
        if let Some(mut entered) = self.entered.take() {
            entered.wait().ok();
        }
    }
}

fn last_lines(home: &Path) -> String {
    let log = fs::read_to_string(home.join("log")).unwrap_or_default();
    log.chars()
        .rev()
        .take(2000)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect()
}

fn answers(socket: &Path) -> bool {
    let ping = || -> std::io::Result<String> {
        let mut stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ping().is_ok_and(|answer| answer.starts_with("HTTP/1.0 200"))
}

/// Looks again and again: what other processes do tells nobody.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(started.elapsed() < LIMIT, "{what} after {LIMIT:?}");
        thread::sleep(Duration::from_millis(10));
    }
}

pub(crate) fn children(of: i32) -> Vec<i32> {
    let list = fs::read_to_string(format!("/proc/{of}/task/{of}/children")).unwrap_or_default();
    let ids = list.split_whitespace().filter_map(|id| id.parse().ok());
    ids.collect()
}

fn processes() -> Vec<i32> {
    let entries = fs::read_dir("/proc").unwrap();
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    names.filter_map(|name| name.parse().ok()).collect()
}

/// One that has ended meanwhile needs none.
pub(crate) fn signal(process: i32, signal: Signal) {
    if let Some(process) = Pid::from_raw(process) {
        kill_process(process, signal).ok();
    }
}
