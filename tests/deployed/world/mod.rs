//! `deploy/` as somebody sets it up on a machine: a folder of projects, one of data, settings, and `docker compose up`.

mod laid_out;

use std::fs;
use std::net::TcpListener;

use std::path::PathBuf;
use std::process::Command;

use bollard::Docker;

use crate::image::Images;
use crate::images as provided;
use crate::official::compose_binary;
use crate::run::{Said, away, docker, shop};

/// Nobody's on this machine. Where the test is not root's, it is who runs it: only root can give files away.
const SOMEBODY: u32 = 54321;
/// The user of nginx's own image for those who aren't root.
const NGINX: &str = "USER 101";
/// What the official image's script does with `POSTGRES_PASSWORD_FILE`, before the one that stands in for it.
const DATABASE: &str = r#"FROM postgres:17-alpine
ENTRYPOINT ["sh", "-c", "POSTGRES_PASSWORD=$(cat $POSTGRES_PASSWORD_FILE) exec docker-entrypoint.sh \"$@\"", "--"]
CMD ["postgres"]
"#;
/// Sooner than the image asks, so that nobody waits for it.
const SOONER: &str = "services: {hailer: {healthcheck: {interval: 1s}}}\n";

/// Hailer and its database in containers, and a project to deploy.
pub(crate) struct World {
    root: tempfile::TempDir,
    images: Images,
    files: Vec<&'static str>,
    pub(crate) user: u32,
    pub(crate) docker: Docker,
    pub(crate) port: u16,
}

impl World {
    /// All of it is up and healthy, with these files over `compose.yaml`.
    pub(crate) async fn up(over: &[&'static str]) -> Self {
        let docker = Docker::connect_with_local_defaults().unwrap();
        provided::postgres(&docker, "17").await;
        let root = rustix::process::getuid().is_root();
        let mut world = Self {
            root: tempfile::tempdir().unwrap(),
            images: Images::new(),
            files: [&["compose.yaml"], over, &["sooner.yaml"]].concat(),
            user: if root {
                SOMEBODY
            } else {
                rustix::process::getuid().as_raw()
            },
            docker,
            port: free_port(),
        };
        world.lay_out();
        let hailer = world.images.packed();
        world.settings(&hailer);
        world.compose(&["up", "--detach", "--wait"]).well();
        world
    }

    /// The Compose project of Hailer itself; that of the shop is this and `-shop`.
    pub(crate) fn project(&self) -> String {
        format!("hailer-deployed-{}", self.images.unique)
    }

    pub(crate) fn unique(&self) -> &str {
        &self.images.unique
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces a text in a file of the workspace.
    pub(crate) fn edit(&self, path: &str, old: &str, new: &str) {
        let path = self.path("projects/src").join(path);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{text}");
        fs::write(path, text.replace(old, new)).unwrap();
    }

    /// The official Compose, on what `deploy/` says.
    pub(crate) fn compose(&self, words: &[&str]) -> Said {
        let files = self.files.iter().flat_map(|file| ["--file", file]);
        let ran = Command::new(compose_binary())
            .args(["--progress", "plain", "--project-name", &self.project()])
            .args(files)
            .args(words)
            .current_dir(self.path("deploy"))
            .env("PWD", self.path("deploy"))
            .output();
        Said::of(&ran.unwrap())
    }

    /// The name of a container of Hailer's own project.
    pub(crate) fn container(&self, service: &str) -> String {
        format!("{}-{service}-1", self.project())
    }

    /// One `hailer` in the container in which it serves.
    pub(crate) fn hailer(&self, words: &[&str]) -> Said {
        let container = self.container("hailer");
        docker(&[&["exec", &container, "/usr/local/bin/hailer"], words].concat())
    }

    /// Says what the shop is and where it runs.
    pub(crate) fn tells_of_the_shop(&self) {
        let path = |path: &str| self.path("projects").join(path).display().to_string();
        let add = format!("/codebase add shop --workspace {}", path("src"));
        let set = format!(
            "/docker-config set {} {}-shop",
            path("shop"),
            self.project()
        );
        for line in [add.as_str(), &set] {
            self.hailer(&["run", line]).well();
        }
    }

    /// The page as a customer sees it.
    pub(crate) fn page(&self) -> String {
        let url = format!("http://127.0.0.1:{}/", self.port);
        let asked = Command::new(shop()).args(["healthcheck", &url]).output();
        Said::of(&asked.unwrap()).well()
    }

    fn remove(&self) {
        for project in [format!("{}-shop", self.project()), self.project()] {
            let label = format!("label=com.docker.compose.project={project}");
            for (list, remove) in [
                (
                    &["ps", "--all", "--quiet"][..],
                    &["rm", "--force", "--volumes"][..],
                ),
                (&["network", "ls", "--quiet"], &["network", "rm"]),
                (&["volume", "ls", "--quiet"], &["volume", "rm", "--force"]),
            ] {
                let listed = docker(&[list, &["--filter", &label]].concat()).text;
                let listed: Vec<_> = listed.split_whitespace().map(str::to_owned).collect();
                away(remove, &listed);
            }
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", self.compose(&["logs", "--tail", "50"]));
        }
        self.remove();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
