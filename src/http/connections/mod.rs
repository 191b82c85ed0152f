//! Connections: nobody who is slow, or says nothing, keeps others out, nor takes what the rest of Hailer has to open.

use std::collections::VecDeque;
use std::future::pending;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1::Builder;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

/// Until a request's head is there. What comes after it has limits of its own.
const HEAD: Duration = Duration::from_secs(5);
/// Bytes of a request's head.
const LONGEST: usize = 64 << 10;
/// So many are open at a time: often a process may open no more than 1,024 files in all.
const MOST: usize = 512;
/// How long a stranger may stay while others wait to come in.
const GRACE: Duration = Duration::from_secs(3);
/// After a connection couldn't be taken, for which the machine has its reasons.
const AGAIN: Duration = Duration::from_millis(500);

/// Whether it is known who is at the other end; with every request.
#[derive(Debug, Clone, Default)]
pub(super) struct Known(Arc<AtomicBool>);

impl Known {
    /// It is somebody for whom others may wait.
    pub(super) fn is_known(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Answers at `listener` until `stopped`, and then those who have asked. Each connection is for one request: a kept one would
/// be as silent as a stranger's, and whoever keeps it doesn't know when it ends.
pub(super) async fn serve(
    listener: TcpListener,
    routes: Router,
    stopped: &CancellationToken,
) -> io::Result<()> {
    let (mut open, graceful) = (Open::new(), GracefulShutdown::new());
    loop {
        let next = async {
            let stream = match listener.accept().await {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "a connection can't be taken");
                    sleep(AGAIN).await;
                    return;
                }
            };
            let place = open.place().await;
            let known = Known::default();
            let answer = answer(stream, (routes.clone(), known.clone()), graceful.watcher());
            open.begin(place, known, answer);
        };
        tokio::select! {
            () = next => {}
            () = stopped.cancelled() => break,
        }
    }
    drop(listener);
    graceful.shutdown().await;
    Ok(())
}

async fn answer(stream: TcpStream, (routes, known): (Router, Known), watcher: Watcher) {
    let mut http = Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_buf_size(LONGEST)
        .keep_alive(false);
    let routes = TowerToHyperService::new(routes);
    let service = service_fn(|mut request| {
        request.extensions_mut().insert(known.clone());
        routes.call(request)
    });
    let answered = watcher.watch(http.serve_connection(TokioIo::new(stream), service));
    if let Err(error) = answered.await {
        tracing::debug!(%error, "a connection ends early");
    }
}

/// The connections that are open.
struct Open {
    places: Arc<Semaphore>,
    /// The oldest first.
    all: VecDeque<One>,
}

struct One {
    began: Instant,
    known: Known,
    task: AbortHandle,
}

impl Open {
    fn new() -> Self {
        Self {
            places: Arc::new(Semaphore::new(MOST)),
            all: VecDeque::new(),
        }
    }

    /// A place for one more, for which the oldest stranger may have to go.
    async fn place(&mut self) -> Option<OwnedSemaphorePermit> {
        let place = || Arc::clone(&self.places).acquire_owned();
        let (free, next) = (place(), place());
        tokio::select! {
            biased;
            free = free => return free.ok(),
            () = self.stranger_goes() => {}
        }
        next.await.ok()
    }

    /// Waits until the oldest stranger has been there for long enough, and ends that connection.
    async fn stranger_goes(&mut self) {
        self.all.retain(|one| !one.task.is_finished());
        let mut all = self.all.iter();
        let oldest = all.position(|one| !one.known.0.load(Ordering::Relaxed));
        let Some(oldest) = oldest.and_then(|place| self.all.get(place)) else {
            return pending().await;
        };
        sleep_until(oldest.began + GRACE).await;
        tracing::debug!("a connection is closed for others that wait");
        oldest.task.abort();
    }

    fn begin(
        &mut self,
        place: Option<OwnedSemaphorePermit>,
        known: Known,
        answer: impl Future<Output = ()> + Send + 'static,
    ) {
        self.all.retain(|one| !one.task.is_finished());
        let task = tokio::spawn(async move {
            answer.await;
            drop(place);
        });
        self.all.push_back(One {
            began: Instant::now(),
            known,
            task: task.abort_handle(),
        });
    }
}

#[cfg(test)]
mod tests;
