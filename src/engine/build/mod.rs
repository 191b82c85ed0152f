//! Images made from a folder, with the engine's builder. Failure here changes nothing that runs.
//!
//! The classic builder is used for now; the context, the request and the log are the same for `BuildKit`.

mod archive;
mod context;
mod ignorefile;
mod log;
mod walk;

pub use context::Dockerfile;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bollard::body_try_stream;
use bollard::query_parameters::BuildImageOptions;
use futures_util::StreamExt;

use archive::{Sending, send};
use context::Context;
use log::BuildLog;

use super::connection::Engine;
use super::error::{Call, EngineError};
use super::images::Image;
use crate::domain::journal::Intent;

/// An image to make.
#[derive(Debug, Clone)]
pub struct BuildRequest {
    /// The folder that is the context.
    pub context: PathBuf,
    /// Where the Dockerfile comes from.
    pub dockerfile: Dockerfile,
    /// The tag that the image gets.
    pub tag: String,
    /// The stage to stop at.
    pub target: Option<String>,
    /// Build arguments. They may be secret: they go to the engine and nowhere else.
    pub args: BTreeMap<String, String>,
    /// Labels of the image.
    pub labels: BTreeMap<String, String>,
    /// Images whose layers may be reused.
    pub cache_from: Vec<String>,
    /// The network of `RUN` steps.
    pub network: Option<String>,
    /// The size of `/dev/shm` in `RUN` steps, bytes.
    pub shm_size: Option<i32>,
    /// `host:ip`, for `RUN` steps.
    pub extra_hosts: Vec<String>,
    /// The platform ("linux/arm64").
    pub platform: Option<String>,
    /// Ask the registry for newer base images.
    pub pull: bool,
    /// Build every step again.
    pub no_cache: bool,
    /// How long it may take in all.
    pub limit: Duration,
}

impl BuildRequest {
    /// The plainest build: the folder's own Dockerfile, within an hour.
    #[must_use]
    pub fn new(context: impl Into<PathBuf>, tag: impl Into<String>) -> Self {
        Self {
            context: context.into(),
            dockerfile: Dockerfile::File("Dockerfile".into()),
            tag: tag.into(),
            target: None,
            args: BTreeMap::new(),
            labels: BTreeMap::new(),
            cache_from: Vec::new(),
            network: None,
            shm_size: None,
            extra_hosts: Vec::new(),
            platform: None,
            pull: false,
            no_cache: false,
            limit: Duration::from_hours(1),
        }
    }

    fn options(&self, dockerfile: &str) -> BuildImageOptions {
        let some = |list: &[String]| (!list.is_empty()).then(|| list.to_vec());
        BuildImageOptions {
            dockerfile: dockerfile.to_owned(),
            t: Some(self.tag.clone()),
            extrahosts: (!self.extra_hosts.is_empty()).then(|| self.extra_hosts.join(",")),
            nocache: self.no_cache,
            cachefrom: some(&self.cache_from),
            pull: self.pull.then(|| "1".to_owned()),
            rm: true,
            forcerm: true,
            buildargs: Some(self.args.clone().into_iter().collect()),
            labels: Some(self.labels.clone().into_iter().collect()),
            shmsize: self.shm_size,
            networkmode: self.network.clone(),
            platform: self.platform.clone().unwrap_or_default(),
            target: self.target.clone().unwrap_or_default(),
            ..BuildImageOptions::default()
        }
    }
}

impl Engine {
    /// Makes an image and returns it. `line` hears each line of the builder's log as it comes, unredacted; it must not
    /// block. Dropping the future ends the build.
    pub async fn build_image(
        &self,
        intent: &Intent,
        request: &BuildRequest,
        line: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<Image, EngineError> {
        let call = Call::new("build image", &request.tag);
        tracing::debug!(operation = %intent.operation(), step = intent.step(), %call, "changing");
        let limit = request.limit;
        match tokio::time::timeout(limit, self.build_now(&call, request, line)).await {
            Ok(done) => done?,
            Err(_) => return Err(EngineError::TimedOut { call, limit }),
        }
        self.image(&request.tag).await
    }

    async fn build_now(
        &self,
        call: &Call,
        request: &BuildRequest,
        line: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<(), EngineError> {
        let context = scan(&request.context, &request.dockerfile).await?;
        let options = request.options(&context.dockerfile);
        let Sending { pieces, writing } = send(context);
        // The answer begins when the context has arrived, which takes as long as it takes.
        let docker = self.docker_within(request.limit);
        let news = docker.build_image(options, None, Some(body_try_stream(pieces)));
        let mut news = std::pin::pin!(news);
        let mut log = BuildLog::new(line);
        while let Some(said) = news.next().await {
            match said {
                Ok(said) => log.take(said.stream.as_deref().unwrap_or_default()),
                Err(error) => {
                    log.end();
                    return Err(match context_failure(request, writing).await {
                        Some(unreadable) => unreadable,
                        None => log.failure(&request.tag, self.explain(call.clone(), error)),
                    });
                }
            }
        }
        log.end();
        Ok(())
    }
}

/// blake3 over everything that a build of this folder would send to the engine: its inputs but for arguments and base images.
pub async fn context_hash(root: &Path, dockerfile: &Dockerfile) -> Result<String, EngineError> {
    let context = scan(root, dockerfile).await?;
    let hash = on_a_thread(root, move || context.hash()).await?;
    Ok(hash.to_hex().to_string())
}

async fn scan(root: &Path, dockerfile: &Dockerfile) -> Result<Context, EngineError> {
    let (folder, dockerfile) = (root.to_owned(), dockerfile.clone());
    on_a_thread(root, move || Context::scan(&folder, &dockerfile)).await
}

/// Runs what blocks on the disk where it holds nobody up.
async fn on_a_thread<T: Send + 'static>(
    root: &Path,
    work: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, EngineError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(context::unreadable(root, std::io::Error::other(error))))
}

/// Why the context didn't arrive whole, where that is why the build failed. That the engine stopped reading is not.
async fn context_failure(
    request: &BuildRequest,
    writing: tokio::task::JoinHandle<std::io::Result<()>>,
) -> Option<EngineError> {
    let written = writing
        .await
        .unwrap_or_else(|error| Err(std::io::Error::other(error)));
    let error = written.err()?;
    (error.kind() != std::io::ErrorKind::BrokenPipe)
        .then(|| context::unreadable(&request.context, error))
}
