//! What a supervisor asks.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::store::Store;

/// Longer than a database that works takes to say what time it is.
const LIMIT: Duration = Duration::from_secs(3);

pub(super) fn routes(store: Arc<Store>) -> Router {
    Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .with_state(store)
}

/// 200 if the database answers: without it nothing can be carried out. What is wrong with it is for the log.
async fn ready(State(store): State<Arc<Store>>) -> (StatusCode, &'static str) {
    match tokio::time::timeout(LIMIT, store.synchronise_clock()).await {
        Ok(Ok(())) => (StatusCode::OK, "ready\n"),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database can't be used\n",
            )
        }
        Err(_) => {
            tracing::warn!(
                limit_secs = LIMIT.as_secs(),
                "not ready: the database does not answer"
            );
            (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer\n",
            )
        }
    }
}
