//! A line to GitHub: as whom we ask, how long we wait for an answer, and what of it is used up.

use std::sync::Arc;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use http::header::{ACCEPT, HeaderName, USER_AGENT};
use http::{HeaderMap, HeaderValue, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use octocrab::service::middleware::base_uri::BaseUriLayer;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};

use super::call::{Answer, Ask, moved, words};
use super::error::GitHubError;
use super::limits::{Pause, asked, used_up};

/// What we call ourselves.
const NAME: &str = "hailer";
/// GitHub's newest version of the API but one, which Enterprise servers have too.
const VERSION: &str = "2022-11-28";
/// How long a connection may take to be made.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long one that isn't used is kept.
const IDLE: Duration = Duration::from_secs(30);
/// Bytes of an answer. A hundred comments of the greatest length are less.
const LARGEST: usize = 64 << 20;

/// Connections, shared by all lines.
pub(super) type Connections = Http<HttpsConnector<HttpConnector>, OctoBody>;

/// Connections over TLS with the machine's own certificates, and in clear.
pub(super) fn connections() -> Result<Connections, GitHubError> {
    let provider = rustls::crypto::ring::default_provider();
    let tls = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(provider)
        .map_err(|wrong| {
            let why = format!("no connection to GitHub can be trusted: {wrong}");
            GitHubError::Settings(why)
        })?;
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_connect_timeout(Some(CONNECTING));
    tcp.set_nodelay(true);
    let connector = tls.https_or_http().enable_http1().wrap_connector(tcp);
    let connections = Http::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .pool_timer(TokioTimer::new())
        .build(connector);
    Ok(connections)
}

/// To the API at `base`, as whom `auth` says.
pub(super) fn api(connections: &Connections, base: &Uri, auth: AuthState) -> Octocrab {
    let headers = vec![
        (USER_AGENT, HeaderValue::from_static(NAME)),
        (
            ACCEPT,
            HeaderValue::from_static("application/vnd.github+json"),
        ),
        (
            HeaderName::from_static("x-github-api-version"),
            HeaderValue::from_static(VERSION),
        ),
    ];
    let Ok(api) = OctocrabBuilder::new_empty()
        .with_service(connections.clone())
        .with_layer(&ExtraHeadersLayer::new(Arc::new(headers)))
        .with_layer(&BaseUriLayer::new(base.clone()))
        .with_auth(auth)
        .build();
    api
}

/// To wherever an address says, as nobody.
pub(super) fn elsewhere(connections: &Connections) -> Octocrab {
    let headers = vec![(USER_AGENT, HeaderValue::from_static(NAME))];
    let Ok(plain) = OctocrabBuilder::new_empty()
        .with_service(connections.clone())
        .with_layer(&ExtraHeadersLayer::new(Arc::new(headers)))
        .with_auth(AuthState::None)
        .build();
    plain
}

/// Up to two more tries after about 0.2 and 0.6 s.
pub(super) fn retries() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(200))
        .with_factor(3.0)
        .with_max_times(2)
        .with_jitter()
}

/// Whether the same question may be answered in a moment.
pub(super) fn is_passing(error: &GitHubError) -> bool {
    matches!(error, GitHubError::Unreached(_))
}

/// As one account, which has limits of its own.
pub(super) struct Line {
    pub(super) octocrab: Octocrab,
    pause: Pause,
    /// For a call, with all its tries.
    limit: Duration,
}

impl Line {
    pub(super) fn new(octocrab: Octocrab, limit: Duration) -> Self {
        Self {
            octocrab,
            pause: Pause::default(),
            limit,
        }
    }

    /// Asks. A question is asked again where GitHub failed or the connection broke; a change never is.
    pub(super) async fn ask(&self, ask: &Ask) -> Result<Answer, GitHubError> {
        let answer = async {
            if ask.is_read() {
                let read = || self.once(ask);
                read.retry(retries()).when(is_passing).await
            } else {
                self.once(ask).await
            }
        };
        let answer = tokio::time::timeout(self.limit, answer).await;
        answer.unwrap_or_else(|_elapsed| Err(GitHubError::silent(self.limit)))
    }

    async fn once(&self, ask: &Ask) -> Result<Answer, GitHubError> {
        let answer = self.send(ask, &ask.path).await?;
        let there = answer.location().and_then(|there| moved(&ask.path, there));
        match there {
            Some(path) => self.send(ask, &path).await,
            None => Ok(answer),
        }
    }

    async fn send(&self, ask: &Ask, path: &str) -> Result<Answer, GitHubError> {
        self.pause.check()?;
        let request = ask.request(path)?;
        match self.octocrab.execute(request).await {
            Ok(response) => self.read(response).await,
            Err(error) => Err(self.explain(error)),
        }
    }

    async fn read<B>(&self, response: Response<B>) -> Result<Answer, GitHubError>
    where
        B: BodyExt,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let (parts, body) = response.into_parts();
        let body = Limited::new(body, LARGEST).collect().await;
        let body = body.map_err(|error| GitHubError::broken(&*error))?;
        let body = body.to_bytes().to_vec();
        self.note(parts.status, &parts.headers, &words(&body))?;
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        })
    }

    /// What an answer says of the limits, of the token and of GitHub itself.
    fn note(
        &self,
        status: StatusCode,
        headers: &HeaderMap,
        words: &str,
    ) -> Result<(), GitHubError> {
        if let Some(secs) = asked(status, headers, words) {
            self.pause.begin(secs);
            return Err(GitHubError::Wait { secs });
        }
        // That was the last one for now.
        if let Some(secs) = used_up(headers) {
            self.pause.begin(secs);
        }
        match GitHubError::refused(status, words) {
            error @ (GitHubError::Token | GitHubError::Unreached(_)) => Err(error),
            _ => Ok(()),
        }
    }

    /// octocrab fails where there is no answer, and where an installation gets no token.
    fn explain(&self, error: octocrab::Error) -> GitHubError {
        match error {
            octocrab::Error::GitHub { source, .. } => {
                let headers = source.headers.unwrap_or_default();
                let noted = self.note(source.status_code, &headers, &source.message);
                let refused = GitHubError::refused(source.status_code, &source.message);
                noted.err().unwrap_or(refused)
            }
            octocrab::Error::JWT { source, .. } => {
                GitHubError::Settings(format!("the App's key can't sign: {source}"))
            }
            other => GitHubError::broken(&other),
        }
    }
}
