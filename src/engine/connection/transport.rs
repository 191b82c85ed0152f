//! The connections that calls travel on. bollard's own Unix transport keeps none open, which costs 0.3 ms a call; these
//! are kept and used again. It never decides what is asked, and waits no longer than its caller does.

use std::time::Duration;

use bollard::errors::Error as ApiError;
use bollard::{API_DEFAULT_VERSION, BollardRequest, Docker};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::super::error::EngineError;
use super::Address;

/// How long the engine may take to begin an answer, seconds, where the caller sets no limit of its own.
/// It covers the time to the response's headers only; `call.rs` limits calls as a whole.
const TO_HEADERS: u64 = 10;

/// How many idle connections are kept, and how long.
const IDLE_CONNECTIONS: usize = 8;
const IDLE_TIME: Duration = Duration::from_secs(30);

/// A client for the engine at `address`. Nothing is opened yet.
pub(super) fn client(address: &Address) -> Result<Docker, EngineError> {
    let made = match address {
        Address::Socket(path) => over_socket(path),
        Address::Tcp(host) => over_tcp(host),
    };
    made.map_err(|error| EngineError::Refused(format!("{address} can't be used: {error}")))
}

fn over_socket(path: &str) -> Result<Docker, ApiError> {
    let client = pool().build(hyperlocal::UnixConnector);
    Docker::connect_with_custom_transport(
        move |request: BollardRequest| {
            let client = client.clone();
            async move { client.request(request).await.map_err(ApiError::from) }
        },
        // hyperlocal takes the socket's path in hexadecimal digits as the host.
        Some(format!("unix://{}", hex::encode(path))),
        TO_HEADERS,
        API_DEFAULT_VERSION,
    )
}

fn over_tcp(host: &str) -> Result<Docker, ApiError> {
    let client = pool().build(HttpConnector::new());
    Docker::connect_with_custom_transport(
        move |request: BollardRequest| {
            let client = client.clone();
            async move { client.request(request).await.map_err(ApiError::from) }
        },
        Some(format!("http://{host}")),
        TO_HEADERS,
        API_DEFAULT_VERSION,
    )
}

fn pool() -> hyper_util::client::legacy::Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE_TIME)
        .pool_max_idle_per_host(IDLE_CONNECTIONS);
    builder
}
