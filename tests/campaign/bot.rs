//! A project of its own and the Hailer that looks after it: the real binary, which can be stopped at a point.

use std::fs;
use std::path::PathBuf;

use hailer::domain::name::CodebaseName;
use hailer::domain::operation::{Operation, StepRecord};
use hailer::store::{Seal, Store, StoreTarget};

use crate::census::Act;
use crate::machine::Machine;
use crate::production::{Production, digests, images};
use crate::running::Ended;
use crate::shape::{Shape, Version};

pub(crate) struct Bot {
    pub(crate) home: tempfile::TempDir,
    pub(crate) project: String,
    /// What the names of its images in the registry begin with.
    pub(crate) repository: String,
    pub(crate) shape: Shape,
    pub(crate) act: Act,
    /// What a rollback goes back to.
    pub(crate) earlier: Option<Production>,
    pub(crate) database: Option<String>,
    pub(crate) docker_host: String,
    /// Where Docker's own `config.json` is.
    pub(crate) login: PathBuf,
    pub(crate) hailer: PathBuf,
    /// What it says, on a disk that has room.
    pub(crate) heard: tempfile::TempDir,
    /// What its environment says otherwise.
    pub(crate) variables: Vec<(&'static str, String)>,
}

/// What a project stands on.
#[derive(Default)]
pub(crate) struct Ground {
    /// Whether the store is a SQLite file.
    pub(crate) sqlite: bool,
    /// Whether all that isn't the engine's or a server's is on the small disk.
    pub(crate) small_disk: bool,
    /// What the environment says otherwise until all is as the operation begins.
    pub(crate) variables: Vec<(&'static str, String)>,
}

impl Bot {
    /// Version 1 runs, put there by Hailer, and all is as `act` begins.
    pub(crate) fn new(machine: &Machine, (shape, act): (Shape, Act), ground: &Ground) -> Self {
        let home = if ground.small_disk {
            tempfile::tempdir_in(machine.disk.folder())
        } else {
            tempfile::tempdir()
        };
        let home = home.unwrap();
        let name = home.path().file_name().unwrap().to_str().unwrap();
        let unique = hex::encode(name.trim_start_matches('.'));
        let project = format!("campaign-{unique}");
        let mut bot = Self {
            repository: format!("{}/{project}", machine.registry.host),
            project,
            database: (!ground.sqlite).then(|| machine.database(&format!("campaign_{unique}"))),
            docker_host: machine.dockerd.host(),
            login: machine.registry.folder().to_owned(),
            hailer: machine.hailer.clone(),
            heard: tempfile::tempdir().unwrap(),
            home,
            shape,
            act,
            earlier: None,
            variables: ground.variables.clone(),
        };
        for folder in ["workspace/conf", "production", "data"] {
            fs::create_dir_all(bot.path(folder)).unwrap();
        }
        if shape == Shape::Instance {
            bot.begin_with_instance(machine);
        } else {
            bot.begin_with_project(machine);
        }
        // From here on each says for itself what is wrong about it.
        bot.variables.clear();
        bot
    }

    fn begin_with_project(&mut self, machine: &Machine) {
        let (shape, act) = (self.shape, self.act);
        for (path, text) in shape.lasting() {
            let path = self.path(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        self.lay_out(machine, Version::One);
        self.configure();
        self.says(shape.deploy());
        self.lay_out(machine, act.workspace());
        match act {
            Act::Start => self.says("/docker-stop"),
            Act::Rollback => {
                self.earlier = Some(Production::observe(machine, self));
                self.says(shape.deploy());
            }
            _ => {}
        }
    }

    /// What the instance is called.
    pub(crate) fn instance(&self) -> String {
        format!("hailer-{}", self.project)
    }

    pub(crate) fn line(&self, act: Act) -> String {
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
    pub(crate) fn codebase(&self) -> CodebaseName {
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

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
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
        if let Some(database) = &self.database {
            machine.drop_database(database);
        }
    }
}
