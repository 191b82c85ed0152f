//! The connections that calls travel on. bollard's own Unix transport keeps none open, which costs 0.3 ms a call; these
//! are kept and used again. It never decides what is asked, and waits no longer than its caller does.

use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bollard::errors::Error as ApiError;
use bollard::{API_DEFAULT_VERSION, BollardRequest, Docker, body_try_stream};
use futures_util::Stream;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Method};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio_util::bytes::Bytes;

use super::super::error::EngineError;
use super::Address;
use super::call::CHANGE_LIMIT;
use crate::compose::newer::ApiVersion;

/// How long the engine may take to begin an answer, seconds, where the caller sets no limit of its own: as long as a change
/// may take. It covers the time to the response's headers only; `call.rs` limits calls as a whole.
const TO_HEADERS: u64 = CHANGE_LIMIT.as_secs();

/// How many idle connections are kept, and how long.
const IDLE_CONNECTIONS: usize = 8;
const IDLE_TIME: Duration = Duration::from_secs(30);

/// What an engine says of itself in the headers of its answer to a ping (Engine API, `SystemPing`). bollard hands no headers
/// on.
#[derive(Debug, Clone, Default)]
pub(super) struct Introduction(Arc<OnceLock<Said>>);

/// Its words; empty where it has left one out.
#[derive(Debug, Clone, Default)]
pub(super) struct Said {
    /// The newest version of its API.
    pub(super) api: String,
    /// The system that it runs on.
    pub(super) os: String,
    /// Which builder it prefers: "2" is `BuildKit`, "1" the classic one.
    pub(super) builder: String,
}

impl Introduction {
    fn hear(&self, headers: &HeaderMap) {
        // The first answer counts: an engine doesn't change its mind without a restart.
        self.0.get_or_init(|| {
            let word = |name| headers.get(name).and_then(|word| word.to_str().ok());
            let word = |name| word(name).unwrap_or_default().to_owned();
            Said {
                api: word("api-version"),
                os: word("ostype"),
                builder: word("builder-version"),
            }
        });
    }

    /// What was said, once something was answered.
    pub(super) fn said(&self) -> Said {
        self.0.get().cloned().unwrap_or_default()
    }
}

/// A client for the engine at `address`. Nothing is opened yet.
pub(super) fn client(
    address: &Address,
    introduction: &Introduction,
) -> Result<Docker, EngineError> {
    let made = match address {
        Address::Socket(path) => {
            // hyperlocal takes the socket's path in hexadecimal digits as the host.
            let host = format!("unix://{}", hex::encode(path));
            over(hyperlocal::UnixConnector, host, introduction)
        }
        Address::Tcp(host) => over(HttpConnector::new(), format!("http://{host}"), introduction),
    };
    made.map_err(|error| EngineError::Refused(format!("{address} can't be used: {error}")))
}

fn over<C>(connector: C, host: String, introduction: &Introduction) -> Result<Docker, ApiError>
where
    C: Connect + Clone + Send + Sync + 'static,
{
    let client = pool().build(connector);
    let introduction = introduction.clone();
    Docker::connect_with_custom_transport(
        move |request: BollardRequest| {
            let (client, introduction) = (client.clone(), introduction.clone());
            async move {
                let answer = client.request(request).await.map_err(ApiError::from)?;
                if answer.status().is_success() {
                    introduction.hear(answer.headers());
                }
                Ok(answer)
            }
        },
        Some(host),
        TO_HEADERS,
        API_DEFAULT_VERSION,
    )
}

/// The newest version of the API that bollard has words for.
pub(super) fn known() -> ApiVersion {
    let number = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    ApiVersion {
        major: number(API_DEFAULT_VERSION.major_version),
        minor: number(API_DEFAULT_VERSION.minor_version),
    }
}

/// The same client with `api` in the path of each call, and credentials as the engine reads them. bollard 0.21 leaves the
/// version out even where it has negotiated one (which asks for the engine's version once more), and an engine that is asked
/// without one answers in its newest, which bollard may not know.
pub(super) fn speaking(docker: Docker, api: ApiVersion) -> Docker {
    docker.with_request_modifier(move |request: BollardRequest| {
        let path = request.uri().path_and_query();
        let path = path.map_or("/", |path| path.as_str()).to_owned();
        let mut request = at(request, api, &path);
        safe_for_urls(&mut request);
        request
    })
}

/// What the engine answers to `POST path` with an archive, as it comes. `/build` is the call that bollard has no words
/// for: not for the keys that it leaves out, nor for `BuildKit`'s log without gRPC. So bollard sends this request in
/// place of one whose answer it hands on as it is.
pub(super) fn post_archive(
    docker: Docker,
    api: ApiVersion,
    path: &str,
    archive: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
) -> impl Stream<Item = Result<Bytes, ApiError>> {
    let path = path.to_owned();
    let body = Mutex::new(Some(body_try_stream(archive)));
    let docker = docker.with_request_modifier(move |request: BollardRequest| {
        let mut request = at(request, api, &path);
        *request.method_mut() = Method::POST;
        let tar = HeaderValue::from_static("application/x-tar");
        request.headers_mut().insert(CONTENT_TYPE, tar);
        let body = body.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(body) = body {
            *request.body_mut() = body;
        }
        request
    });
    docker.export_container("")
}

/// The same request at another path and query, for this version of the API.
fn at(mut request: BollardRequest, api: ApiVersion, path: &str) -> BollardRequest {
    let mut parts = request.uri().clone().into_parts();
    // What is a path stays one behind a prefix of digits, so the branch without one is never taken.
    if let Ok(path) = format!("/v{api}{path}").parse() {
        parts.path_and_query = Some(path);
        if let Ok(uri) = parts.try_into() {
            *request.uri_mut() = uri;
        }
    }
    request
}

/// Credentials for registries go in base64 for URLs (Engine API, "Authentication"); bollard 0.21 writes the other base64,
/// and an engine takes what it can't read for no credentials at all.
fn safe_for_urls(request: &mut BollardRequest) {
    for name in ["x-registry-auth", "x-registry-config"] {
        let Some(value) = request.headers_mut().get_mut(name) else {
            continue;
        };
        let safe = value.as_bytes().iter().map(|byte| match byte {
            b'+' => b'-',
            b'/' => b'_',
            other => *other,
        });
        // Letters of base64 are a header again, so the branch without one is never taken.
        if let Ok(safe) = safe.collect::<Vec<u8>>().try_into() {
            *value = safe;
            value.set_sensitive(true);
        }
    }
}

fn pool() -> hyper_util::client::legacy::Builder {
    let mut builder = Client::builder(TokioExecutor::new());
    builder
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(IDLE_TIME)
        .pool_max_idle_per_host(IDLE_CONNECTIONS);
    builder
}
