//! The folder of a deployment, as README.md says to make it.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::Path;

use super::{DATABASE, NGINX, SOONER, World};
use crate::pieces::Pieces;
use crate::run::{docker, of_the_clone, shop};

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

impl World {
    /// What is put on the machine before the first start.
    pub(super) fn lay_out(&self) {
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

    pub(super) fn settings(&self, hailer: &str) {
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
}
