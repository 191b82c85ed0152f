//! Images made from a folder, with the engine's own builder: `BuildKit`, or the classic one where the engine has no other.
//! Failure here changes nothing that runs.

mod answer;
mod builder;
mod context;
mod dockerfile;
mod log;
mod request;
mod service;

pub use context::BuildFiles;
pub use dockerfile::{BaseImages, Dockerfile};
pub use request::{BUILD_SILENCE, BuildArguments, BuildRequest};

use std::path::Path;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bollard::errors::Error as ApiError;
use futures_util::Stream;
use tokio_util::bytes::Bytes;
use tokio_util::sync::CancellationToken;

use answer::{Answer, News};
pub(in crate::engine) use builder::Builder;
use context::{Context, Sending, send};
use log::BuildLog;

use super::connection::{Engine, in_time};
use super::error::{Call, EngineError};
use super::images::Image;
use crate::domain::journal::Intent;

/// Who follows a build.
#[derive(Clone, Copy)]
pub struct BuildWatch<'a> {
    /// Hears each line of the builder's log as it comes, unredacted; it must not block.
    pub line: &'a (dyn Fn(&str) + Send + Sync),
    /// Ends the build.
    pub cancel: &'a CancellationToken,
}

impl Engine {
    /// Makes an image and returns it. Cancelling ends the build on the engine too, and so does dropping the future.
    ///
    /// `BuildFailed` with the failing step's last lines, also for a builder that says nothing for too long; `TimedOut`
    /// for one that takes too long in all; `Cancelled`.
    pub async fn build_image(
        &self,
        intent: &Intent,
        request: &BuildRequest,
        watch: BuildWatch<'_>,
    ) -> Result<Image, EngineError> {
        let builder = Builder::choose(self.info(), request);
        self.build_with(intent, builder, request, watch).await
    }

    /// The same with the builder that is named.
    pub(in crate::engine) async fn build_with(
        &self,
        intent: &Intent,
        builder: Builder,
        request: &BuildRequest,
        watch: BuildWatch<'_>,
    ) -> Result<Image, EngineError> {
        let call = Call::new("build image", &request.tag);
        tracing::debug!(operation = %intent.operation(), step = intent.step(), %call, ?builder, "changing");
        in_time(intent, &call).await?;
        let limit = request.limit;
        let build = self.build_now(&call, builder, request, watch.line);
        tokio::select! {
            done = tokio::time::timeout(limit, build) => match done {
                Ok(done) => done?,
                Err(_) => return Err(EngineError::TimedOut { call, limit }),
            },
            () = watch.cancel.cancelled() => return Err(EngineError::Cancelled { call }),
        }
        self.image(&request.tag).await
    }

    /// The engine ends a build whose connection closes, which it does when this future is dropped.
    async fn build_now(
        &self,
        call: &Call,
        builder: Builder,
        request: &BuildRequest,
        line: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<(), EngineError> {
        let context = scan(&request.context, &request.dockerfile).await?;
        let path = request.path(builder, &context.dockerfile);
        let Sending {
            pieces,
            taken,
            writing,
        } = send(context, builder);
        let mut log = BuildLog::new(line);
        let error = {
            // The answer begins when the context has arrived, which takes as long as it takes.
            let pieces = pin!(self.post_archive(request.limit, &path, pieces));
            let mut answer = Answer::new(pieces);
            loop {
                let Some(said) = next(&mut answer, &taken, request.silence).await else {
                    return Err(log.silent(&request.tag, request.silence));
                };
                match said {
                    None => {
                        log.end();
                        return Ok(());
                    }
                    Some(Ok(said)) => {
                        log.take(&said);
                        if let Some(reason) = said.failure() {
                            let (call, reason) = (call.clone(), reason.to_owned());
                            break EngineError::Failed { call, reason };
                        }
                    }
                    Some(Err(error)) => break self.explain(call.clone(), error),
                }
            }
        };
        // Nobody reads the archive any more, so that whoever writes it comes to an end.
        Err(match context_failure(request, writing).await {
            Some(unreadable) => unreadable,
            None => log.failure(&request.tag, error),
        })
    }
}

/// What comes next; `None` where nothing does, and nothing of the context was taken, for the whole of `silence`.
async fn next<S: Stream<Item = Result<Bytes, ApiError>> + Unpin>(
    answer: &mut Answer<S>,
    taken: &AtomicU64,
    silence: Duration,
) -> Option<Option<Result<News, ApiError>>> {
    let mut before = taken.load(Ordering::Relaxed);
    loop {
        if let Ok(said) = tokio::time::timeout(silence, answer.next()).await {
            return Some(said);
        }
        let now = taken.load(Ordering::Relaxed);
        if now == before {
            return None;
        }
        before = now;
    }
}

/// blake3 over everything that a build of this folder would send to the engine: its inputs but for arguments and base images.
pub async fn context_hash(root: &Path, dockerfile: &Dockerfile) -> Result<String, EngineError> {
    let context = scan(root, dockerfile).await?;
    let hash = on_a_thread(root, move || context.hash()).await?;
    Ok(hash.to_hex().to_string())
}

/// The images that this build starts from, as far as its Dockerfile says.
pub async fn base_images(request: &BuildRequest) -> Result<BaseImages, EngineError> {
    let (root, dockerfile) = (request.context.clone(), request.dockerfile.clone());
    let text = on_a_thread(&request.context, move || dockerfile.text(&root)).await?;
    Ok(dockerfile::bases(
        &text,
        &request.args.0,
        request.target.as_deref(),
    ))
}

/// Which files a build of this folder is made from.
pub async fn build_files(root: &Path, dockerfile: &Dockerfile) -> Result<BuildFiles, EngineError> {
    let (folder, dockerfile) = (root.to_owned(), dockerfile.clone());
    on_a_thread(root, move || BuildFiles::read(&folder, &dockerfile)).await
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
