//! Images that are made together, once on each engine: one of them is made again when what it is made of is another.

use std::fs::{self, File};
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;

use bollard::Docker;
use bollard::body_full;
use bollard::errors::Error;
use bollard::query_parameters::{ImportImageOptionsBuilder, RemoveImageOptions};
use futures_util::TryStreamExt as _;
use serde_json::json;

use super::archive::{Image, archive};

/// On images of ours: what they were made of.
const LABEL: &str = "hailer.test.content";

pub(super) struct Family {
    pub(super) references: Vec<&'static str>,
    /// The sources that make them.
    pub(super) texts: Vec<&'static str>,
    /// What of this machine is in them, as far as it tells that a package was renewed.
    pub(super) files: Vec<PathBuf>,
    pub(super) make: fn() -> Vec<Image>,
}

/// What a reference names on the engine.
enum Found {
    Nothing,
    /// Ours, but of other content.
    Old {
        id: String,
    },
    /// Ours, as it is now.
    Ours,
    /// An image that isn't ours, such as the real one.
    Another,
}

impl Family {
    /// Has the engine know each of its references. One that names an image which isn't ours stays as it is, and is used.
    ///
    /// Tests in several processes may ask at once: one makes them, the others wait.
    pub(super) async fn provide(&self, docker: &Docker) {
        let content = self.content();
        if self.missing(docker, &content).await.is_empty() {
            return;
        }
        let lock = File::create(std::env::temp_dir().join("hailer-test-images.lock")).unwrap();
        let locked = tokio::task::spawn_blocking(move || lock.lock().map(|()| lock));
        let _lock = locked.await.unwrap().unwrap();
        let missing = self.missing(docker, &content).await;
        if !missing.is_empty() {
            self.load(docker, &content, missing).await;
        }
    }

    /// What tells its images from those of other sources or packages.
    fn content(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(include_bytes!("layer.rs"));
        for text in &self.texts {
            hasher.update(text.as_bytes());
        }
        for file in &self.files {
            let found = fs::metadata(file)
                .unwrap_or_else(|error| panic!("{}: {error}; run scripts/setup", file.display()));
            let said = format!("{} {} {}", file.display(), found.size(), found.mtime());
            hasher.update(said.as_bytes());
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }

    /// The references that have to be set, and the images of ours that they name now.
    async fn missing(&self, docker: &Docker, content: &str) -> Vec<(&'static str, Option<String>)> {
        let mut missing = Vec::new();
        for reference in &self.references {
            match look(docker, reference, content).await {
                Found::Nothing => missing.push((*reference, None)),
                Found::Old { id } => missing.push((*reference, Some(id))),
                Found::Ours | Found::Another => {}
            }
        }
        missing
    }

    async fn load(
        &self,
        docker: &Docker,
        content: &str,
        missing: Vec<(&'static str, Option<String>)>,
    ) {
        let mut images = (self.make)();
        for image in &mut images {
            let is_missing = |name: &String| missing.iter().any(|(missing, _)| missing == name);
            image.references.retain(is_missing);
            image.config["Labels"] = json!({ LABEL: content });
        }
        images.retain(|image| !image.references.is_empty());
        let options = ImportImageOptionsBuilder::default().quiet(true).build();
        let body = body_full(archive(&images).into());
        let loading = docker.import_image(options, body, None);
        let said: Vec<_> = loading.try_collect().await.unwrap();
        for (reference, _) in &missing {
            let found = look(docker, reference, content).await;
            assert!(matches!(found, Found::Ours), "{reference}: {said:?}");
        }
        // What still runs is left, and so is what other references name.
        for old in missing.into_iter().filter_map(|(_, old)| old) {
            let options = None::<RemoveImageOptions>;
            docker.remove_image(&old, options, None).await.ok();
        }
    }
}

async fn look(docker: &Docker, reference: &str, content: &str) -> Found {
    let image = match docker.inspect_image(reference).await {
        Ok(image) => image,
        Err(Error::DockerResponseServerError {
            status_code: 404, ..
        }) => return Found::Nothing,
        Err(error) => panic!("{reference}: {error}; run scripts/setup"),
    };
    let config = image.config.unwrap_or_default();
    let label = config.labels.unwrap_or_default().remove(LABEL);
    match label {
        None => Found::Another,
        Some(label) if label == content => Found::Ours,
        Some(_) => Found::Old {
            id: image.id.unwrap(),
        },
    }
}
