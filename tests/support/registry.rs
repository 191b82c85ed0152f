//! A real registry on loopback, with a password: `docker-registry` (Debian) with a folder of its own. Every engine speaks to
//! loopback without TLS.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

const USER: &str = "tester";
/// Its base64 has letters that mean something else in URLs.
pub(crate) const PASSWORD: &str = "pass?~>word";
/// `htpasswd -nbB tester 'pass?~>word'`
const HTPASSWD: &str = "tester:$2y$05$jpjXvsL4rwD227uWnr.fbeKny3K8Rs9K8K.y/vTCML0MiC7q7/fZu\n";

/// It ends when it is dropped, or with the thread that started it.
pub(crate) struct Registry {
    pub(crate) process: Child,
    /// Its address: `127.0.0.1:PORT`.
    pub(crate) host: String,
    folder: tempfile::TempDir,
}

impl Registry {
    /// Starts one and waits until it listens. `entering` are the words with which a network namespace is entered, on whose
    /// loopback it is to listen; none: this one.
    pub(crate) fn start_in(entering: &[String]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        fs::write(path("htpasswd"), HTPASSWD).unwrap();
        let config = format!(
            "version: 0.1\nlog: {{level: info}}\nstorage: {{filesystem: {{rootdirectory: {}}}}}\n\
             http: {{addr: '127.0.0.1:0'}}\nauth: {{htpasswd: {{realm: test, path: {}}}}}\n",
            path("store"),
            path("htpasswd")
        );
        fs::write(path("config.yml"), config).unwrap();
        let config = path("config.yml");
        let own = [
            "setpriv",
            "--pdeathsig",
            "KILL",
            "docker-registry",
            "serve",
            &config,
        ];
        let mut words = entering.iter().map(String::as_str).chain(own);
        let mut process = Command::new(words.next().unwrap())
            .args(words)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("setpriv (util-linux): {error}"));
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
        let listening = log.find_map(|line| {
            let line = line.unwrap();
            let (_, at) = line.split_once("listening on ")?;
            let end = at.find(|c: char| !(c.is_ascii_digit() || ".:".contains(c)));
            Some(at[..end.unwrap_or(at.len())].to_owned())
        });
        // It stops at a full pipe.
        thread::spawn(move || log.for_each(drop));
        let host =
            listening.unwrap_or_else(|| panic!("docker-registry ended at once; run scripts/setup"));
        write_login(folder.path(), &host, PASSWORD);
        Self {
            process,
            host,
            folder,
        }
    }

    /// Its folder: in `config.json` is what logs one in, in `store` what was pushed.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Writes `folder/config.json` as `docker login` does.
pub(crate) fn write_login(folder: &Path, host: &str, password: &str) {
    let auth = STANDARD.encode(format!("{USER}:{password}"));
    let config = format!(r#"{{"auths": {{"{host}": {{"auth": "{auth}"}}}}}}"#);
    fs::write(folder.join("config.json"), config).unwrap();
}
