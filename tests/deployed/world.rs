//! `deploy/` as somebody sets it up on a machine: a folder of projects, one of data, settings, and `docker compose up`.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use bollard::Docker;

use crate::image::Images;
use crate::images as provided;
use crate::pieces::Pieces;
use crate::run::{Said, away, compose_binary, docker, of_the_clone, shop};

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

    /// What is put on the machine before the first start.
    fn lay_out(&self) {
        copy(&of_the_clone("deploy"), &self.path("deploy"));
        self.write("deploy/sooner.yaml", SOONER);
        for secret in ["database_password", "database_url"] {
            let password = format!("only-{}", self.images.unique);
            let url = format!("postgres://hailer:{password}@database/hailer");
            let text = if secret == "database_url" {
                url
            } else {
                password
            };
            self.write(&format!("deploy/secrets/{secret}"), &text);
        }
        copy(
            &of_the_clone("examples/shop/workspace"),
            &self.path("projects/src"),
        );
        fs::copy(shop(), self.path("projects/src/shop")).unwrap();
        self.write("projects/shop/.env", &format!("SHOP_PORT={}\n", self.port));
        self.write(
            "projects/hailer/compose.yaml",
            "# As it runs: in a folder that Hailer may write to.\n",
        );
        fs::create_dir(self.path("data")).unwrap();
        for folder in ["projects", "data"] {
            give(&self.path(folder), self.user);
        }
        fs::set_permissions(self.path("data"), fs::Permissions::from_mode(0o700)).unwrap();
    }

    fn settings(&self, hailer: &str) {
        let group = fs::metadata("/var/run/docker.sock").unwrap().gid();
        let (user, path) = (self.user, |path| self.path(path).display().to_string());
        let settings = format!(
            "HAILER_USER={user}:{user}\nDOCKER_GROUP={group}\nHAILER_PROJECTS={}\nHAILER_DATA={}\nHAILER_IMAGE={hailer}\n\
             POSTGRES_IMAGE={}\nNGINX_IMAGE={}\n",
            path("projects"),
            path("data"),
            self.images.named("database"),
            self.images.named("nginx"),
        );
        self.write("deploy/.env", &settings);
        self.write("deploy/hailer.env", "");
        self.write("database/Dockerfile", DATABASE);
        let folder = path("database");
        docker(&[
            "build",
            "--quiet",
            "--tag",
            &self.images.named("database"),
            &folder,
        ])
        .well();
        if self.files.contains(&"compose.socket-proxy.yaml") {
            self.provide_nginx();
        }
    }

    fn provide_nginx(&self) {
        let nginx = Path::new("/usr/sbin/nginx");
        assert!(nginx.is_file(), "no nginx: run scripts/setup");
        self.write("nginx/passwd", "nginx:x:101:101::/:/sbin/nologin\n");
        let pieces = Pieces::default()
            .file("/usr/sbin/nginx", nginx)
            .libraries_of(nginx)
            .file("/etc/passwd", &self.path("nginx/passwd"));
        let command = r#"CMD ["/usr/sbin/nginx", "-g", "daemon off;"]"#;
        pieces.import(&self.images.named("nginx"), &[NGINX, command]);
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

/// A folder and all that is below it is another's from now on.
fn give(path: &Path, user: u32) {
    chown(path, Some(user), Some(user)).unwrap();
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            give(&entry.unwrap().path(), user);
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = {
            let entry = entry.unwrap();
            (entry.path(), to.join(entry.file_name()))
        };
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}
