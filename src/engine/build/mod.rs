//! Images made from a folder, with the engine's builder. Failure here changes nothing that runs.
//!
//! The classic builder is used for now; the context, the request and the log are the same for `BuildKit`.

mod archive;
mod context;
mod ignorefile;
mod log;
mod request;
mod walk;

pub use context::Dockerfile;
pub use request::{BuildArguments, BuildRequest};

use std::path::Path;

use bollard::body_try_stream;
use futures_util::StreamExt;

use archive::{Sending, send};
use context::Context;
use log::BuildLog;

use super::connection::Engine;
use super::error::{Call, EngineError};
use super::images::Image;
use crate::domain::journal::Intent;

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
