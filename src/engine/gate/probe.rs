//! The gate's HTTP probe: one GET that must be answered with a 2xx.

use std::time::Duration;

use http_body_util::Empty;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::engine::error::{EngineError, innermost};

/// How long one try may take.
const TRY_LIMIT: Duration = Duration::from_secs(5);

/// A URL that must answer with a 2xx.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe(String);

impl Probe {
    /// Checks `url`. `https` is refused: there is no TLS on the way to the engine's own machine yet.
    pub fn new(url: &str) -> Result<Self, EngineError> {
        let refused = |why: &str| {
            Err(EngineError::Refused(format!(
                "the probe {url:?} can't be asked: {why}; give it as http://host:port/path"
            )))
        };
        let Some(rest) = url.strip_prefix("http://") else {
            return refused("only plain http is supported");
        };
        if rest.is_empty() || rest.starts_with('/') {
            return refused("it names no host");
        }
        if url.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return refused("it holds blanks");
        }
        Ok(Self(url.to_owned()))
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.0
    }

    /// Asks once, `limit` and the limit of a try at most. `Err` says what came instead of a 2xx.
    pub(super) async fn ask(&self, limit: Duration) -> Result<(), String> {
        let limit = limit.min(TRY_LIMIT);
        let url = self.0.parse().map_err(|error| format!("{error}"))?;
        let client: Client<HttpConnector, Empty<&'static [u8]>> =
            Client::builder(TokioExecutor::new()).build(HttpConnector::new());
        match tokio::time::timeout(limit, client.get(url)).await {
            Ok(Ok(answer)) if answer.status().is_success() => Ok(()),
            Ok(Ok(answer)) => Err(format!("it answers {}", answer.status())),
            Ok(Err(error)) => Err(innermost(&error)),
            Err(_) => Err(format!("no answer within {:.1} s", limit.as_secs_f64())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    async fn answering(status: &'static str) -> Probe {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (mut peer, _) = listener.accept().await.unwrap();
            let mut request = [0; 1024];
            let read = peer.read(&mut request).await.unwrap();
            assert!(request[..read].starts_with(b"GET /health HTTP/1.1\r\n"));
            let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
            peer.write_all(answer.as_bytes()).await.unwrap();
        });
        Probe::new(&format!("http://127.0.0.1:{port}/health")).unwrap()
    }

    #[tokio::test]
    async fn a_2xx_passes_and_anything_else_says_what_it_was() {
        assert_eq!(
            answering("204 No Content").await.ask(TRY_LIMIT).await,
            Ok(())
        );
        let said = answering("503 Service Unavailable")
            .await
            .ask(TRY_LIMIT)
            .await;
        assert!(said.unwrap_err().contains("503"));
    }

    #[tokio::test]
    async fn nobody_listening_is_said() {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let probe = Probe::new(&format!("http://127.0.0.1:{port}/")).unwrap();
        let said = probe.ask(TRY_LIMIT).await.unwrap_err();
        assert!(said.contains("Connection refused"), "{said}");
    }

    #[test]
    fn what_cannot_be_asked_is_refused_before_the_deploy() {
        for bad in [
            "https://shop.example/",
            "shop.example",
            "http://",
            "http:///x",
            "http://a b/",
        ] {
            let said = Probe::new(bad).unwrap_err().to_string();
            assert!(said.contains("http://host:port"), "{said}");
        }
    }
}
