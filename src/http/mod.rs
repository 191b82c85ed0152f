//! The HTTP server: whether Hailer lives (`/healthz`), and whether it can work (`/readyz`).
//!
//! It answers nobody anything about projects, and changes nothing.

mod health;

use std::io;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::store::Store;

/// Answers at `listener` until `stopped`.
pub async fn serve(
    listener: TcpListener,
    store: Arc<Store>,
    stopped: CancellationToken,
) -> io::Result<()> {
    let routes = health::routes(store);
    axum::serve(listener, routes)
        .with_graceful_shutdown(async move { stopped.cancelled().await })
        .await
}
