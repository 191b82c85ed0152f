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

/// Whether a platform is heard.
#[derive(Clone)]
pub struct Ear {
    /// The platform's name.
    pub name: &'static str,
    /// Whether what is said there is heard at the moment.
    pub hears: Arc<dyn Fn() -> bool + Send + Sync>,
}

pub(super) fn routes(store: Arc<Store>, ears: Vec<Ear>) -> Router {
    Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .with_state((store, ears))
}

/// 200 if the database answers, without which nothing can be carried out, and every platform is heard. What is wrong is for
/// the log: anybody may ask here.
async fn ready(State((store, ears)): State<(Arc<Store>, Vec<Ear>)>) -> (StatusCode, String) {
    let not_ready = |why: String| (StatusCode::SERVICE_UNAVAILABLE, why);
    match tokio::time::timeout(LIMIT, store.synchronise_clock()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            return not_ready("the database can't be used\n".to_owned());
        }
        Err(_) => {
            tracing::warn!(
                limit_secs = LIMIT.as_secs(),
                "not ready: the database does not answer"
            );
            return not_ready("the database does not answer\n".to_owned());
        }
    }
    match ears.iter().find(|ear| !(ear.hears)()) {
        Some(deaf) => not_ready(format!("{} is not heard\n", deaf.name)),
        None => (StatusCode::OK, "ready\n".to_owned()),
    }
}
