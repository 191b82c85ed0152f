//! The HTTP server: whether Hailer lives (`/healthz`), and whether it can work (`/readyz`).
//!
//! It answers nobody anything about projects, and changes nothing.

mod health;

use std::io;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::store::Store;

pub use health::Ear;

/// Answers at `listener` until `stopped`, with what it needs to know for that.
pub async fn serve(
    listener: TcpListener,
    (store, ears): (Arc<Store>, Vec<Ear>),
    stopped: CancellationToken,
) -> io::Result<()> {
    let routes = health::routes(store, ears);
    axum::serve(listener, routes)
        .with_graceful_shutdown(async move { stopped.cancelled().await })
        .await
}
