//! A project of its own and the Hailer that looks after it: the real binary, which can be stopped at a point.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hailer::domain::name::CodebaseName;
use hailer::domain::operation::{Operation, StepRecord};
use hailer::store::{Seal, Store, StoreTarget};

use crate::census::Act;
use crate::machine::{BASE, Machine};
use crate::production::{Production, digests, images};
use crate::running::{Ended, Running};
use crate::shape::{Shape, Version};

/// The shortest that can be set: how long a killed one counts as alive.
const LEASE: &str = "2s";

/// Where the instance's data lies, and a file of it.
pub(crate) const KEPT: &str = "/data/kept";

const PRESET: &str = r#"
name = "small"
about = "Ready as soon as it answers"
image = "campaign:{version}"
default_version = "base"
versions = { base = {} }
command = ["serve", "80"]
data = "/data"
ports = [{ container = 80, host = 41000 }]

[health]
test = ["/shop", "healthcheck", "http://127.0.0.1:80/"]

[modes.fast]
tmpfs = [{ target = "{data}", size = "1MiB" }]

[modes.persistent]
volumes = [{ name = "data", target = "{data}" }]

[modes.durable]
volumes = [{ name = "data", target = "{data}" }]
"#;

pub(crate) struct Bot {
    pub(crate) home: tempfile::TempDir,
    pub(crate) project: String,
    /// What the names of its images in the registry begin with.
    pub(crate) repository: String,
    pub(crate) shape: Shape,
    pub(crate) act: Act,
    /// What a rollback goes back to.
    pub(crate) earlier: Option<Production>,
    database: Option<String>,
    docker_host: String,
    /// Where Docker's own `config.json` is.
    login: PathBuf,
    hailer: PathBuf,
}

impl Bot {
    /// Version 1 runs, put there by Hailer, and all is as `act` begins.
    pub(crate) fn new(machine: &Machine, (shape, act): (Shape, Act), sqlite: bool) -> Self {
        let home = tempfile::tempdir().unwrap();
        let name = home.path().file_name().unwrap().to_str().unwrap();
        let unique = hex::encode(name.trim_start_matches('.'));
        let project = format!("campaign-{unique}");
        let mut bot = Self {
            repository: format!("{}/{project}", machine.registry.host),
            project,
            database: (!sqlite).then(|| machine.database(&format!("campaign_{unique}"))),
            docker_host: machine.dockerd.host(),
            login: machine.registry.folder().to_owned(),
            hailer: machine.hailer.clone(),
            home,
            shape,
            act,
            earlier: None,
        };
        for folder in ["workspace/conf", "production", "data"] {
            fs::create_dir_all(bot.path(folder)).unwrap();
        }
        if shape == Shape::Instance {
            bot.begin_with_instance(machine);
            return bot;
        }
        for (path, text) in shape.lasting() {
            let path = bot.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        bot.lay_out(machine, Version::One);
        bot.configure();
        bot.says(shape.deploy());
        bot.lay_out(machine, act.workspace());
        match act {
            Act::Start => bot.says("/docker-stop"),
            Act::Rollback => {
                bot.earlier = Some(Production::observe(machine, &bot));
                bot.says(shape.deploy());
            }
            _ => {}
        }
        bot
    }

    /// The preset, and but for its making the instance, with something in its volume.
    fn begin_with_instance(&self, machine: &Machine) {
        fs::create_dir(self.path("presets")).unwrap();
        fs::write(self.path("presets/small.toml"), PRESET).unwrap();
        if self.act != Act::Create {
            self.says(&self.line(Act::Create));
            let name = self.instance();
            machine.docker(&["exec", &name, "/shop", "write", KEPT, "kept"]);
        }
    }

    /// What the instance is called.
    pub(crate) fn instance(&self) -> String {
        format!("hailer-{}", self.project)
    }

    fn line(&self, act: Act) -> String {
        act.line(self.shape).replace("NAME", &self.instance())
    }

    /// What all its containers and volumes are labelled with.
    pub(crate) fn label(&self) -> String {
        match self.shape {
            Shape::Instance => format!("label=hailer.instance={}", self.instance()),
            _ => format!("label=com.docker.compose.project={}", self.project),
        }
    }

    /// What operations on it are on record for.
    fn codebase(&self) -> CodebaseName {
        match self.shape {
            Shape::Instance => CodebaseName::instances(),
            _ => CodebaseName::new("shop").unwrap(),
        }
    }

    /// What a Hailer that is back is asked.
    pub(crate) fn how_is_it(&self) -> Ended {
        match self.shape {
            Shape::Instance => self.answers("/docker-instances --all"),
            _ => self.answers("/docker-status --in shop"),
        }
    }

    fn configure(&self) {
        let (workspace, production) = (self.path("workspace"), self.path("production"));
        let project = &self.project;
        self.says(&format!(
            "/codebase add shop --workspace {}",
            workspace.display()
        ));
        self.says(&format!(
            "/docker-config set {} {project}",
            production.display()
        ));
        self.says("/docker-config set stability_window 1s");
        for line in self.shape.settings() {
            self.says(line);
        }
    }

    /// Whether it is what a run of this begins with.
    pub(crate) fn is_for(&self, what: (Shape, Act), sqlite: bool) -> bool {
        (self.shape, self.act) == what && self.database.is_none() == sqlite
    }

    fn lay_out(&self, machine: &Machine, version: Version) {
        if self.shape == Shape::Registry {
            self.publish(machine, version);
        }
        let write = |path: &str, text: &str| {
            fs::write(self.path("workspace").join(path), text).unwrap();
        };
        let names = (self.project.as_str(), self.repository.as_str());
        write("compose.yaml", &self.shape.compose(version, names));
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
            .env("DOCKER_CONFIG", &self.login)
            .env("USER", "ada")
            .env_remove("DATABASE_URL")
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output);
        if self.shape == Shape::Instance {
            hailer.env("HAILER_PRESETS_DIR", self.path("presets"));
        }
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
        let mut hailer = self.hailer(&self.line(self.act), &said);
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
            let operations = store.recent_operations(&self.codebase(), 1).await;
            let operation = operations.unwrap().remove(0);
            let journal = store.steps(&operation.id).await.unwrap();
            store.close().await;
            (operation, journal)
        })
    }

    /// Takes all that the project has away.
    pub(crate) fn remove(&self, machine: &Machine) {
        let label = self.label();
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
        let (images, digests) = (images(machine, self), digests(machine, self));
        let names = images.keys().chain(digests.keys()).map(String::as_str);
        machine.ask(&["rmi", "-f"].into_iter().chain(names).collect::<Vec<_>>());
    }
}
