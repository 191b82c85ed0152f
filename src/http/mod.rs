//! The HTTP server: whether Hailer lives (`/healthz`), and whether it can work (`/readyz`); where GitHub delivers what was said
//! there (`/github/webhook`), if it is to.
//!
//! It answers nobody anything about projects, and changes nothing: what is delivered is handed on.

mod ask;
mod connections;
mod health;
mod webhook;

use std::io;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::store::Store;

pub use ask::{NotReady, ask_ready};
pub use health::Ear;
pub use webhook::{Deliver, Delivery, NotKept, Webhook};

/// Answers at `listener` until `stopped`, with what it needs to know for that. Without a `webhook` there is no such address.
pub async fn serve(
    listener: TcpListener,
    (store, ears): (Arc<Store>, Vec<Ear>),
    webhook: Option<Webhook>,
    stopped: CancellationToken,
) -> io::Result<()> {
    let mut routes = health::routes(store, ears);
    if let Some(webhook) = webhook {
        routes = routes.merge(webhook::routes(webhook));
    }
    connections::serve(listener, routes, &stopped).await
}
