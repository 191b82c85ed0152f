//! `deploy/Dockerfile`, from bases that this machine has.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tokio_util::bytes::Bytes;

use crate::official::compose_binary;
use crate::pieces::Pieces;
use crate::run::{Said, away, docker, of_the_clone, shop, unique};

const CERTIFICATES: &str = "/etc/ssl/certs/ca-certificates.crt";

/// Images of a test. They go with it, with what the builder left between.
pub(crate) struct Images {
    pub(crate) unique: String,
    steps: Vec<String>,
}

impl Images {
    pub(crate) fn new() -> Self {
        Self {
            unique: unique(),
            steps: Vec::new(),
        }
    }

    /// A name that nobody else has.
    pub(crate) fn named(&self, own: &str) -> String {
        format!("hailer-deployed-{}/{own}:1", self.unique)
    }

    /// The bases of the Dockerfile: what both programs need to run, and Compose.
    fn bases(&self, hailer: &Path, compose: &Path) {
        let base = Pieces::default()
            .libraries_of(hailer)
            .libraries_of(compose)
            .file(CERTIFICATES, Path::new(CERTIFICATES));
        base.import(&self.named("base"), &[]);
        let compose = Pieces::default().file("/docker-compose", compose);
        compose.import(&self.named("compose"), &[]);
    }

    /// Hailer as it was built for this test, packed by the classic builder.
    pub(crate) fn packed(&mut self) -> String {
        let built = Path::new(env!("CARGO_BIN_EXE_hailer"));
        self.bases(built, &compose_binary());
        let folder = tempfile::tempdir().unwrap();
        // What debuggers want is most of it, and would be copied four times.
        let mut strip = Command::new("strip");
        strip.arg("-o").arg(folder.path().join("hailer")).arg(built);
        Said::of(&strip.output().unwrap()).well();
        self.by_the_classic_builder(folder.path())
    }

    fn by_the_classic_builder(&mut self, folder: &Path) -> String {
        let image = self.named("hailer");
        let arguments = |name: &str| format!("{}={}", name.to_uppercase(), self.named(name));
        // Without a cache each build has images of its own, and takes nobody's away.
        let built = Command::new("docker")
            .args(["build", "--no-cache", "--target", "packed", "--tag", &image])
            .args(["--build-arg", &arguments("base")])
            .args(["--build-arg", &arguments("compose")])
            .arg("--file")
            .arg(of_the_clone("deploy/Dockerfile"))
            .arg(folder)
            .env("DOCKER_BUILDKIT", "0")
            .output();
        let said = Said::of(&built.unwrap()).well();
        let ids = said.lines().filter_map(|line| line.strip_prefix(" ---> "));
        let ids = ids.filter(|id| id.chars().all(|c| c.is_ascii_hexdigit()));
        self.steps.extend(ids.map(str::to_owned));
        image
    }

    /// The same by `BuildKit`, which the command line here may have no client for: asked by the Engine API.
    async fn by_buildkit(&self, folder: &Path) -> String {
        let image = self.named("by-buildkit");
        let mut context = tar::Builder::new(Vec::new());
        let dockerfile = of_the_clone("deploy/Dockerfile");
        for (name, source) in [
            ("Dockerfile", &dockerfile),
            ("hailer", &folder.join("hailer")),
        ] {
            context.append_path_with_name(source, name).unwrap();
        }
        let arguments = json!({"BASE": self.named("base"), "COMPOSE": self.named("compose")});
        let query = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("version", "2"), ("target", "packed"), ("t", &image)])
            .append_pair("buildargs", &arguments.to_string())
            .finish();
        let engine = hyperlocal::Uri::new("/var/run/docker.sock", &format!("/build?{query}"));
        let request = http::Request::post(hyper::Uri::from(engine))
            .header("content-type", "application/x-tar")
            .body(Full::<Bytes>::from(context.into_inner().unwrap()))
            .unwrap();
        let client = Client::builder(TokioExecutor::new()).build(hyperlocal::UnixConnector);
        let answer = client.request(request).await.unwrap();
        let said = answer.into_body().collect().await.unwrap().to_bytes();
        let said = String::from_utf8_lossy(&said);
        assert!(said.contains("Successfully tagged"), "{said}");
        image
    }
}

impl Drop for Images {
    fn drop(&mut self) {
        let listed = docker(&["images", "--format", "{{.Repository}}:{{.Tag}}"]);
        let own = listed
            .text
            .lines()
            .filter(|name| name.contains(&self.unique));
        let own: Vec<_> = own.map(str::to_owned).collect();
        away(&["rmi", "--force"], &own);
        // The last first: it is made of those before it.
        for step in self.steps.iter().rev() {
            away(&["rmi"], std::slice::from_ref(step));
        }
    }
}

/// What containers of an image are made with, as far as the Dockerfile says it.
fn configuration(image: &str) -> Value {
    let found = docker(&["image", "inspect", "--format", "{{json .Config}}", image]);
    let found: Value = serde_json::from_str(&found.well()).unwrap();
    let own = |name: &str| (name.to_owned(), found[name].clone());
    let names = [
        "User",
        "Env",
        "WorkingDir",
        "Entrypoint",
        "Cmd",
        "Healthcheck",
    ];
    names.map(own).into_iter().collect()
}

/// The files of an image, without those that the engine puts into every container; with the owner of folders below `/var`.
fn files(image: &str) -> BTreeSet<String> {
    let container = docker(&["create", image, "none"]).well();
    let exported = Command::new("docker")
        .args(["export", container.trim()])
        .output();
    docker(&["rm", container.trim()]).well();
    let exported = exported.unwrap().stdout;
    let mut archive = tar::Archive::new(exported.as_slice());
    let entries = archive.entries().unwrap().map(Result::unwrap);
    let of_engines = [
        ".dockerenv",
        "dev/",
        "etc/hostname",
        "etc/hosts",
        "etc/mtab",
        "etc/resolv.conf",
    ];
    let shown = entries.filter_map(|entry| {
        let path = entry.path().unwrap().display().to_string();
        let is_folder = entry.header().entry_type().is_dir();
        let is_own = is_folder && path == "var/lib/hailer/";
        let owner = entry.header().uid().unwrap();
        let shown = if is_own {
            format!("{path} of {owner}")
        } else {
            path
        };
        (is_own || !is_folder).then_some(shown)
    });
    shown
        .filter(|path| !of_engines.iter().any(|other| path.starts_with(other)))
        .collect()
}

#[tokio::test]
async fn both_builders_put_two_programs_and_an_empty_folder_upon_the_base() {
    let mut images = Images::new();
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("hailer");
    // Little ones, since what BuildKit was given stays in its cache.
    fs::copy(shop(), &program).unwrap();
    let certificates = Pieces::default().file(CERTIFICATES, Path::new(CERTIFICATES));
    certificates.import(&images.named("base"), &[]);
    let compose = Pieces::default().file("/docker-compose", &shop());
    compose.import(&images.named("compose"), &[]);

    let classic = images.by_the_classic_builder(folder.path());
    let buildkit = images.by_buildkit(folder.path()).await;
    let base: Vec<_> = files(&images.named("base")).into_iter().collect();
    assert_eq!(base, [CERTIFICATES.trim_start_matches('/')]);
    for image in [&classic, &buildkit] {
        let mut added = files(image);
        added.retain(|path| !base.contains(path));
        let added: Vec<_> = added.iter().map(String::as_str).collect();
        assert_eq!(
            added,
            [
                "usr/local/bin/hailer",
                "usr/local/lib/docker/cli-plugins/docker-compose",
                "var/lib/hailer/ of 65532"
            ],
            "{image}"
        );
    }
    let mut found = configuration(&classic);
    assert_eq!(found, configuration(&buildkit));
    assert_eq!(found["User"], "65532:65532");
    assert_eq!(found["Entrypoint"], json!(["/usr/local/bin/hailer"]));
    let health = found["Healthcheck"]["Test"].take();
    assert_eq!(health, json!(["CMD", "/usr/local/bin/hailer", "ready"]));
}
