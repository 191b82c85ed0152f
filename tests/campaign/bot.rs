//! A project of its own and the Hailer that looks after it: the real binary, which can be stopped at a point.

use std::fs;
use std::io::Read as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use hailer::domain::name::CodebaseName;
use hailer::domain::operation::{Operation, StepRecord};
use hailer::store::{Seal, Store, StoreTarget};
use rustix::process::Signal;

use crate::census::Act;
use crate::machine::{BASE, Machine};
use crate::production::{Production, images};
use crate::shape::{Shape, Version};
use crate::support::dockerd::signal;

/// The shortest that can be set: how long a killed one counts as alive.
const LEASE: &str = "2s";

/// Longer than any operation here takes.
const LIMIT: Duration = Duration::from_secs(90);

pub(crate) struct Bot {
    pub(crate) home: tempfile::TempDir,
    pub(crate) project: String,
    pub(crate) shape: Shape,
    pub(crate) act: Act,
    /// What a rollback goes back to.
    pub(crate) earlier: Option<Production>,
    database: Option<String>,
    docker_host: String,
    hailer: PathBuf,
}

/// How a Hailer ended, and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: Option<ExitStatus>,
    pub(crate) said: String,
}

impl Bot {
    /// Version 1 runs, put there by Hailer, and all is as `act` begins.
    pub(crate) fn new(machine: &Machine, (shape, act): (Shape, Act), sqlite: bool) -> Self {
        let home = tempfile::tempdir().unwrap();
        let name = home.path().file_name().unwrap().to_str().unwrap();
        let unique = hex::encode(name.trim_start_matches('.'));
        let mut bot = Self {
            project: format!("campaign-{unique}"),
            database: (!sqlite).then(|| machine.database(&format!("campaign_{unique}"))),
            docker_host: machine.dockerd.host(),
            hailer: machine.hailer.clone(),
            home,
            shape,
            act,
            earlier: None,
        };
        for folder in ["workspace/conf", "production", "data"] {
            fs::create_dir_all(bot.path(folder)).unwrap();
        }
        bot.lay_out(Version::One);
        fs::write(bot.path("production/.env"), "ONLY=production\n").unwrap();
        let (workspace, production) = (bot.path("workspace"), bot.path("production"));
        let project = &bot.project;
        bot.says(&format!(
            "/codebase add shop --workspace {}",
            workspace.display()
        ));
        bot.says(&format!(
            "/docker-config set {} {project}",
            production.display()
        ));
        bot.says("/docker-config set stability_window 1s");
        bot.says("/docker-deploy");
        bot.lay_out(act.workspace());
        match act {
            Act::Start => bot.says("/docker-stop"),
            Act::Rollback => {
                bot.earlier = Some(Production::observe(machine, &bot));
                bot.says("/docker-deploy");
            }
            Act::Deploy | Act::FailingDeploy | Act::Restart | Act::Stop => {}
        }
        bot
    }

    /// Whether it is what a run of this begins with.
    pub(crate) fn is_for(&self, what: (Shape, Act), sqlite: bool) -> bool {
        (self.shape, self.act) == what && self.database.is_none() == sqlite
    }

    fn lay_out(&self, version: Version) {
        let write = |path: &str, text: &str| {
            fs::write(self.path("workspace").join(path), text).unwrap();
        };
        write("compose.yaml", &self.shape.compose(version, &self.project));
        let number = version.number();
        write("conf/shop.conf", &format!("version = {number}\n"));
        // Each version's image is another one, and nobody else's.
        let project = &self.project;
        write(
            "Dockerfile",
            &format!("FROM {BASE}\nLABEL version=\"{project} {number}\"\n"),
        );
        if version == Version::One {
            write("conf/old.txt", "only version 1 has this\n");
        } else {
            fs::remove_file(self.path("workspace/conf/old.txt")).unwrap();
            fs::create_dir_all(self.path("workspace/conf/new")).unwrap();
            write("conf/new/extra.txt", "only version 2 has this\n");
        }
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    fn hailer(&self, line: &str, said: &Path) -> Command {
        let mut hailer = Command::new(&self.hailer);
        let output = fs::File::create(said).unwrap();
        hailer
            .args(["--yes", "run", line])
            .env("HAILER_DATA_DIR", self.path("data"))
            .env("HAILER_ALLOWED_ROOTS", self.home.path())
            .env("HAILER_LEASE", LEASE)
            .env("DOCKER_HOST", &self.docker_host)
            .env("USER", "ada")
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output);
        if let Some(url) = &self.database {
            hailer.env("DATABASE_URL", url);
        }
        hailer
    }

    /// Carries a command out to its end. What it says is the answer, whatever it is.
    pub(crate) fn answers(&self, line: &str) -> Ended {
        let said = self.path("answered");
        let child = self.hailer(line, &said).spawn().unwrap();
        let at_point = None;
        Running {
            child,
            at_point,
            said,
        }
        .wait()
    }

    /// The same, and the end must be a good one.
    fn says(&self, line: &str) {
        let ended = self.answers(line);
        let good = ended.status.is_some_and(|status| status.success());
        assert!(good, "{line}: {ended:?}");
    }

    /// Begins the operation. At the point it is killed, or waits there.
    pub(crate) fn begin(&self, at: Option<(&str, bool)>) -> Running {
        let said = self.path("said");
        let mut hailer = self.hailer(self.act.line(), &said);
        let mut at_point = None;
        if let Some((point, killed)) = at {
            hailer.env("HAILER_FAIL_POINT", point);
            if killed {
                hailer.env("HAILER_FAIL_HOW", "kill");
            } else {
                let socket = self.path("point");
                // Of the run before.
                drop(fs::remove_file(&socket));
                at_point = Some(UnixListener::bind(&socket).unwrap());
                hailer.env("HAILER_FAIL_HOW", format!("wait:{}", socket.display()));
            }
        }
        Running {
            child: hailer.spawn().unwrap(),
            at_point,
            said,
        }
    }

    pub(crate) async fn store(&self) -> Store {
        let seal = Seal::open_or_create(&self.path("data/key")).unwrap();
        let target = match &self.database {
            Some(url) => StoreTarget::Postgres(url.clone().into()),
            None => StoreTarget::Sqlite(self.path("data/hailer.sqlite")),
        };
        Store::open(&target, seal).await.unwrap()
    }

    /// The newest operation and its journal.
    pub(crate) fn last(&self, machine: &Machine) -> (Operation, Vec<StepRecord>) {
        machine.runtime.block_on(async {
            let store = self.store().await;
            let shop = CodebaseName::new("shop").unwrap();
            let operation = store.recent_operations(&shop, 1).await.unwrap().remove(0);
            let journal = store.steps(&operation.id).await.unwrap();
            store.close().await;
            (operation, journal)
        })
    }

    /// Takes all that the project has away.
    pub(crate) fn remove(&self, machine: &Machine) {
        let label = format!("label=com.docker.compose.project={}", self.project);
        let each = |list: &[&str], remove: &[&str]| {
            let listed = machine.docker(list);
            let names: Vec<_> = listed.split_whitespace().collect();
            if !names.is_empty() {
                machine.ask(&[remove, &names].concat());
            }
        };
        each(&["ps", "-aq", "--filter", &label], &["rm", "-f", "-v"]);
        each(
            &["network", "ls", "-q", "--filter", &label],
            &["network", "rm"],
        );
        each(
            &["volume", "ls", "-q", "--filter", &label],
            &["volume", "rm"],
        );
        let images = images(machine, self);
        let tags = images.keys().map(String::as_str);
        machine.ask(&["rmi", "-f"].into_iter().chain(tags).collect::<Vec<_>>());
    }
}

/// A Hailer at work.
pub(crate) struct Running {
    child: Child,
    at_point: Option<UnixListener>,
    said: PathBuf,
}

impl Running {
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
