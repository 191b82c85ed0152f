//! The way to the engine: where it listens, who it is, and how it is asked.

mod address;
mod call;
mod transport;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bollard::Docker;
use bollard::errors::Error as ApiError;
use futures_util::Stream;
use tokio::sync::Semaphore;
use tokio_util::bytes::Bytes;

pub(crate) use address::Address;
pub(in crate::engine) use call::in_time;
pub(crate) use call::{CALL_LIMIT, retries};

use super::error::{Call, EngineError};
use super::registry::Logins;
use crate::compose::newer::ApiVersion;

/// The oldest Engine API that is spoken to (Engine 20.10).
const OLDEST_API: ApiVersion = ApiVersion {
    major: 1,
    minor: 41,
};

/// The way to one Docker engine. Cheap to clone; all clones share the connections.
#[derive(Debug, Clone)]
pub struct Engine {
    docker: Docker,
    address: Arc<Address>,
    info: Arc<EngineInfo>,
    logins: Arc<Logins>,
    /// Turns of changes; see `call`.
    turns: Arc<Semaphore>,
}

/// What is known of an engine since it was first asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineInfo {
    /// The Engine API that is spoken with it.
    pub api: ApiVersion,
    /// "linux" or "windows".
    pub os: String,
    /// Whether it builds with `BuildKit`: every Linux engine from API 1.39 on (Engine API changelog), unless its
    /// configuration prefers the classic builder.
    pub buildkit: bool,
}

/// Which release an engine is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineRelease {
    /// Its version ("20.10.24").
    pub version: String,
    /// "amd64", "arm64".
    pub arch: String,
}

impl Engine {
    /// Connects to the engine at `docker_host` (the value of `DOCKER_HOST`; `None`: the default socket) and asks who it is.
    ///
    /// Fails with `Refused` for an address or engine that isn't spoken to (TLS, SSH, older than 20.10), `Denied` and
    /// `Unreachable` with what to do about it.
    pub async fn connect(docker_host: Option<&str>) -> Result<Self, EngineError> {
        // Docker's own rule: set and not empty asks for TLS.
        let tls_asked = std::env::var_os("DOCKER_TLS_VERIFY").is_some_and(|set| !set.is_empty());
        Self::connect_to(Address::read(docker_host, tls_asked)?).await
    }

    async fn connect_to(address: Address) -> Result<Self, EngineError> {
        let unasked = EngineInfo {
            api: OLDEST_API,
            os: String::new(),
            buildkit: false,
        };
        let introduction = transport::Introduction::default();
        let mut engine = Self {
            docker: transport::client(&address, &introduction)?,
            address: Arc::new(address),
            info: Arc::new(unasked),
            logins: Arc::default(),
            turns: Arc::new(Semaphore::new(call::CHANGES)),
        };
        engine.info = Arc::new(engine.introduced(&introduction).await?);
        engine.docker = transport::speaking(engine.docker, engine.info.api);
        Ok(engine)
    }

    /// Asks for a sign of life, whose headers say what there is to know, and settles on the API version that both sides know.
    async fn introduced(
        &self,
        introduction: &transport::Introduction,
    ) -> Result<EngineInfo, EngineError> {
        let answered = self.read(asking(), || self.docker.ping()).await;
        answered.map_err(|error| self.notice_tls(error))?;
        let said = introduction.said();
        let newest = said.api.as_str();
        let unclear = |_| EngineError::Unreadable {
            call: asking(),
            reason: format!("it names no version of its API: {newest:?}"),
        };
        let api = transport::known().min(newest.parse().map_err(unclear)?);
        if api < OLDEST_API {
            return Err(EngineError::Refused(format!(
                "the engine at {} speaks API {api}, and Engine 20.10 (API {OLDEST_API}) is the oldest \
                 that is supported; upgrade Docker",
                self.address
            )));
        }
        Ok(EngineInfo {
            api,
            buildkit: said.os == "linux" && said.builder != "1",
            os: said.os,
        })
    }

    /// A daemon that wants TLS answers plain HTTP with a 400 that says so (Go, net/http).
    fn notice_tls(&self, error: EngineError) -> EngineError {
        match error {
            EngineError::Invalid { reason, .. } if reason.contains("HTTPS server") => {
                EngineError::Refused(format!(
                    "the engine at {} wants TLS, which is not supported yet; \
                     use its Unix socket, or a port without TLS",
                    self.address
                ))
            }
            other => other,
        }
    }

    /// What it said when the connection was made.
    #[must_use]
    pub fn info(&self) -> &EngineInfo {
        &self.info
    }

    /// The same engine, which gets these credentials for registries. Without them it gets none.
    #[must_use]
    pub fn with_logins(mut self, logins: Logins) -> Self {
        self.logins = Arc::new(logins);
        self
    }

    /// The credentials for registries.
    pub(crate) fn logins(&self) -> &Logins {
        &self.logins
    }

    /// Whether the engine answers.
    pub async fn ping(&self) -> Result<(), EngineError> {
        self.read(Call::new("reach the engine", ""), || self.docker.ping())
            .await
            .map(|_| ())
    }

    /// Which release it is. Engine 20.10 starts other programs to answer, so this is only for somebody to read.
    pub async fn release(&self) -> Result<EngineRelease, EngineError> {
        let said = self.read(asking(), || self.docker.version()).await?;
        Ok(EngineRelease {
            version: said.version.unwrap_or_default(),
            arch: said.arch.unwrap_or_default(),
        })
    }

    /// The client, for the files of this room.
    pub(crate) const fn docker(&self) -> &Docker {
        &self.docker
    }

    /// The client for a call that the engine may take up to `limit` to begin answering.
    pub(crate) fn docker_within(&self, limit: Duration) -> Docker {
        self.docker.clone().with_timeout(limit)
    }

    /// What the engine answers to `POST path` (with its query) and this archive, as it comes. It may take up to `limit`
    /// to begin.
    pub(crate) fn post_archive(
        &self,
        limit: Duration,
        path: &str,
        archive: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
    ) -> impl Stream<Item = Result<Bytes, ApiError>> {
        transport::post_archive(self.docker_within(limit), self.info.api, path, archive)
    }

    /// What a failure of `call` means.
    pub(crate) fn explain(&self, call: Call, error: ApiError) -> EngineError {
        EngineError::from_api(call, &self.address, error)
    }
}

fn asking() -> Call {
    Call::new("ask the engine's version", "")
}
