//! How a call is made: with a limit, with an error that names it, and again where that is harmless and may help.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use bollard::errors::Error as ApiError;
use tokio::sync::SemaphorePermit;

use super::super::error::{Call, EngineError};
use super::Engine;
use crate::domain::journal::Intent;

/// What a question may take, answer included, where its nature sets no other limit.
pub(crate) const CALL_LIMIT: Duration = Duration::from_secs(10);

/// What a change may take. The engine writes down each that it makes, and on a disk that is kept busy by others a small write
/// can wait for many seconds: a deploy that gave up by then would find the way back just as slow.
pub(super) const CHANGE_LIMIT: Duration = Duration::from_secs(45);

/// How long a new connection to an engine may take that has just answered on another.
const LISTENS_LIMIT: Duration = Duration::from_secs(1);

/// Changes that are asked for at a time, where they take a moment. The engine makes networks one after the other, and of
/// fifty that were asked for at once the last would not be there within [`CHANGE_LIMIT`].
pub(super) const CHANGES: usize = 8;

/// Up to three more tries after about 0.1, 0.3 and 0.9 s.
pub(crate) fn retries() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(100))
        .with_factor(3.0)
        .with_max_times(3)
        .with_jitter()
}

impl Engine {
    /// Asks something that changes nothing. Broken connections and the engine's own failures (5xx) are tried again.
    pub(crate) async fn read<T, W>(
        &self,
        call: Call,
        ask: impl FnMut() -> W,
    ) -> Result<T, EngineError>
    where
        W: Future<Output = Result<T, ApiError>>,
    {
        self.read_within(call, CALL_LIMIT, ask).await
    }

    /// The same for what may take up to `limit`, which each try has for itself.
    pub(crate) async fn read_within<T, W>(
        &self,
        call: Call,
        limit: Duration,
        mut ask: impl FnMut() -> W,
    ) -> Result<T, EngineError>
    where
        W: Future<Output = Result<T, ApiError>>,
    {
        (|| self.once(call.clone(), limit, Box::pin(ask())))
            .retry(retries())
            .when(|error| error.is_passing() || matches!(error, EngineError::Failed { .. }))
            .await
    }

    /// Changes something in a way that may be asked twice. Only a broken connection is tried again: where the engine
    /// itself failed ("port is already allocated"), trying again costs downtime and helps nobody.
    pub(crate) async fn change<T, W>(
        &self,
        intent: &Intent,
        call: Call,
        ask: impl FnMut() -> W,
    ) -> Result<T, EngineError>
    where
        W: Future<Output = Result<T, ApiError>>,
    {
        self.change_within(intent, (call, CHANGE_LIMIT), ask).await
    }

    /// The same for what may take up to `limit`.
    pub(crate) async fn change_within<T, W>(
        &self,
        intent: &Intent,
        (call, limit): (Call, Duration),
        mut ask: impl FnMut() -> W,
    ) -> Result<T, EngineError>
    where
        W: Future<Output = Result<T, ApiError>>,
    {
        note(intent, &call);
        let change = || {
            // Nothing is asked before it is waited for.
            let (call, asked) = (call.clone(), Box::pin(ask()));
            async move {
                // What takes its time, a container's end say, is waited for by nobody else.
                let _turn = if limit > CHANGE_LIMIT {
                    None
                } else {
                    self.turn().await
                };
                in_time(intent, &call).await?;
                self.once(call, limit, asked).await
            }
        };
        change.retry(retries()).when(EngineError::is_passing).await
    }

    /// Changes something that must not be asked twice: after a broken connection the caller looks at what is there.
    pub(crate) fn change_once<'a, T: 'a>(
        &'a self,
        intent: &'a Intent,
        call: Call,
        ask: impl Future<Output = Result<T, ApiError>> + Send + 'a,
    ) -> impl Future<Output = Result<T, EngineError>> + Send + 'a {
        let ask = Box::pin(ask);
        async move {
            note(intent, &call);
            let _turn = self.turn().await;
            in_time(intent, &call).await?;
            self.once(call, CHANGE_LIMIT, ask).await
        }
    }

    /// Waits for a turn to change something. Each ends within [`CHANGE_LIMIT`].
    async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        // They are never closed.
        self.turns.acquire().await.ok()
    }

    /// What asks is kept on the heap: else there would be room for it in every future that asks the engine anything.
    async fn once<T>(
        &self,
        call: Call,
        limit: Duration,
        ask: Pin<Box<impl Future<Output = Result<T, ApiError>>>>,
    ) -> Result<T, EngineError> {
        let error = match tokio::time::timeout(limit, ask).await {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(ApiError::RequestTimeoutError)) | Err(_) => {
                return Err(EngineError::TimedOut { call, limit });
            }
            Ok(Err(error)) => self.explain(call, error),
        };
        if matches!(error, EngineError::Failed { .. }) {
            self.listens().await?;
        }
        Err(error)
    }

    /// Whether the engine takes new connections; `Unreachable` where not. One that ends listens no more, but answers on the
    /// connections that it has, while it stops its containers and closes what it would write to (moby, `cmd/dockerd/daemon.go`):
    /// then neither a failure nor a container's end says anything about what was asked.
    pub(crate) async fn listens(&self) -> Result<(), EngineError> {
        match tokio::time::timeout(LISTENS_LIMIT, self.address.open()).await {
            Ok(Err(error)) => Err(self.explain(Call::new("reach the engine", ""), error.into())),
            // One that has others before this one listens, too.
            Ok(Ok(())) | Err(_) => Ok(()),
        }
    }
}

/// What was asked of the engine can't be taken back, so each request looks again at the lease. One that is about to end may
/// be renewed in a moment by whoever holds it.
pub(in crate::engine) async fn in_time(intent: &Intent, call: &Call) -> Result<(), EngineError> {
    let look = async || {
        if intent.is_ending() {
            Err(EngineError::LeaseOver { call: call.clone() })
        } else {
            Ok(())
        }
    };
    look.retry(retries()).await
}

fn note(intent: &Intent, call: &Call) {
    tracing::debug!(operation = %intent.operation(), step = intent.step(), %call, "changing");
}
