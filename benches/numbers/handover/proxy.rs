//! Debian's nginx in a container: a reverse proxy that asks the other container where one doesn't answer.

use std::path::Path;
use std::process::{Command, Stdio};

use super::super::official::{run, said};

const IMAGE: &str = "hailer-bench-proxy";

const NGINX: &str = "/usr/sbin/nginx";

const INSTALLED: &str = "nginx and its libraries are there (scripts/setup bench installs them)";

const CONFIG: &str = include_str!("nginx.conf");

/// A proxy at `proxy:80` in the network of a project.
pub(super) struct Proxy {
    container: String,
}

impl Proxy {
    /// In front of the service `free`, port 80.
    pub(super) fn before_free(network: &str) -> Self {
        import();
        let container = said(&[
            "run",
            "--detach",
            "--network",
            network,
            "--network-alias",
            "proxy",
            IMAGE,
        ]);
        Self {
            container: container.trim().to_owned(),
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        run(Command::new("docker").args(["rm", "--force", &self.container]));
        // Another project's proxy may still run from it.
        drop(Command::new("docker").args(["rmi", IMAGE]).output());
    }
}

/// Makes an image of the machine's own nginx and the libraries that it is linked with.
fn import() {
    let mut layer = tar::Builder::new(Vec::new());
    for path in std::iter::once(NGINX.to_owned()).chain(libraries()) {
        let inside = path.trim_start_matches('/').to_owned();
        let mut file = std::fs::File::open(&path).expect(INSTALLED);
        layer.append_file(Path::new(&inside), &mut file).unwrap();
    }
    for (path, text) in [
        ("etc/nginx.conf", CONFIG),
        ("etc/passwd", "root:x:0:0:root:/:/bin/false\n"),
        ("etc/group", "root:x:0:\n"),
        ("tmp/empty", ""),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        layer
            .append_data(&mut header, path, text.as_bytes())
            .unwrap();
    }
    let entry = format!("ENTRYPOINT [\"{NGINX}\", \"-c\", \"/etc/nginx.conf\"]");
    let mut importing = Command::new("docker")
        .args(["import", "--change", &entry, "-", IMAGE])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let bytes = layer.into_inner().unwrap();
    std::io::Write::write_all(&mut importing.stdin.take().unwrap(), &bytes).unwrap();
    assert!(importing.wait().unwrap().success(), "docker import");
}

/// What nginx is linked with, by the loader itself.
fn libraries() -> Vec<String> {
    let output = Command::new("ldd").arg(NGINX).output().expect(INSTALLED);
    let listed = String::from_utf8(output.stdout).unwrap();
    let paths = listed
        .split_whitespace()
        .filter(|word| word.starts_with('/'));
    paths.map(str::to_owned).collect()
}
