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
use crate::compose::newer::ApiVersion;

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

/// The same client with `api` in the path of each call. bollard 0.21 negotiates a version and then leaves it out, and an
/// engine that is asked without one answers in its newest, which bollard may not know.
pub(super) fn speaking(docker: Docker, api: ApiVersion) -> Docker {
    docker.with_request_modifier(move |mut request: BollardRequest| {
        let mut parts = request.uri().clone().into_parts();
        let path = parts.path_and_query.as_ref();
        let path = format!("/v{api}{}", path.map_or("/", |path| path.as_str()));
        // A path with a prefix of digits is a path again, so the branch without one is never taken.
        if let Ok(path) = path.parse() {
            parts.path_and_query = Some(path);
            if let Ok(uri) = parts.try_into() {
                *request.uri_mut() = uri;
            }
        }
        request
    })
}

fn pool() -> hyper_util::client::legacy::Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE_TIME)
        .pool_max_idle_per_host(IDLE_CONNECTIONS);
    builder
}
