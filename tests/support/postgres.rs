//! A PostgreSQL cluster of one's own, which may be killed.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use rustix::process::Signal;

use super::dockerd::{children, signal, until};

pub(crate) struct Postgres {
    server: Option<Child>,
    port: u16,
    home: tempfile::TempDir,
}

impl Postgres {
    pub(crate) fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        run(Command::new("chown").arg("postgres:").arg(home.path()));
        let data = home.path().join("data");
        run(as_postgres("initdb").arg("--pgdata").arg(data).args([
            "--username",
            "hailer",
            "--auth",
            "trust",
            "--no-sync",
        ]));
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut postgres = Self {
            server: None,
            port,
            home,
        };
        postgres.start_again();
        postgres
    }

    /// A database in it.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://hailer@127.0.0.1:{}/{database}", self.port)
    }

    /// Kills the server with all that serves its clients; one that is killed already stays so.
    pub(crate) fn kill(&mut self) {
        let Some(mut server) = self.server.take() else {
            return;
        };
        let id = server.id().cast_signed();
        let backends = children(id);
        signal(id, Signal::KILL);
        for backend in &backends {
            signal(*backend, Signal::KILL);
        }
        server.wait().unwrap();
        until("killed backends do not end", || {
            let alive = |id: &i32| fs::exists(format!("/proc/{id}")).unwrap();
            (!backends.iter().any(alive)).then_some(())
        });
    }

    /// Starts it after it was killed.
    pub(crate) fn start_again(&mut self) {
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.home.path().join("log"))
            .unwrap();
        let server = as_postgres("postgres")
            .arg("-D")
            .arg(self.home.path().join("data"))
            .args(["-p", &self.port.to_string()])
            .args(["-c", "listen_addresses=127.0.0.1"])
            .args(["-c", "unix_socket_directories="])
            // It is killed, and the machine isn't: what was written is there, and it recovers in no time.
            .args(["-c", "fsync=off", "-c", "full_page_writes=off"])
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        self.server = Some(server);
        until("PostgreSQL does not start", || {
            let ended = self.server.as_mut().unwrap().try_wait().unwrap();
            let log = || fs::read_to_string(self.home.path().join("log")).unwrap_or_default();
            assert!(ended.is_none(), "postgres: {}", log());
            // It listens before it has recovered, and then says so to whoever asks.
            let ready = TcpStream::connect(("127.0.0.1", self.port)).is_ok()
                && log()
                    .rsplit("starting PostgreSQL")
                    .next()
                    .is_some_and(|last| last.contains("ready to accept connections"));
            ready.then_some(())
        });
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Ends with the thread that starts it.
fn as_postgres(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command
        .args(["--pdeathsig", "KILL", "--reuid", "postgres"])
        .args(["--regid", "postgres", "--clear-groups"])
        .arg(programs().join(program))
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::null());
    command
}

/// Debian keeps the server's programs off the path, by version.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let newest = versions.filter_map(|entry| Some(entry.ok()?.path())).max();
    newest
        .unwrap_or_else(|| panic!("no /usr/lib/postgresql: run scripts/setup"))
        .join("bin")
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
}
