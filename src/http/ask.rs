//! Asks a Hailer that serves whether it can work (`/readyz`), for a supervisor that runs a program and speaks no HTTP.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use http_body_util::{BodyExt, Empty, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// The longest wait, longer than the database may take to say whether it is there.
const LIMIT: Duration = Duration::from_secs(5);
/// Bytes of an answer that are read.
const LONGEST: usize = 1 << 10;

/// Why it isn't known that a Hailer can work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// It says so itself.
    #[error("Hailer at {at} is not ready: {why}")]
    Unwell {
        /// Where it serves.
        at: SocketAddr,
        /// In its own words.
        why: String,
    },
    /// There is no answer, or none of Hailer's.
    #[error("Hailer does not answer at {at}: {why}")]
    Silent {
        /// Where it should serve.
        at: SocketAddr,
        /// What came instead.
        why: String,
    },
}

/// Asks whoever serves at `listen` (`HAILER_LISTEN`) on this machine; 5 s at most.
pub async fn ask_ready(listen: SocketAddr) -> Result<(), NotReady> {
    let at = reached(listen);
    let silent = |why: String| NotReady::Silent { at, why };
    match tokio::time::timeout(LIMIT, ask(at)).await {
        Ok(Ok((true, _))) => Ok(()),
        Ok(Ok((false, why))) => Err(NotReady::Unwell { at, why }),
        Ok(Err(why)) => Err(silent(why)),
        Err(_) => Err(silent(format!("no answer within {} s", LIMIT.as_secs()))),
    }
}

/// Whether it is ready, and its words.
async fn ask(at: SocketAddr) -> Result<(bool, String), String> {
    let said = |error: &dyn std::error::Error| {
        let cause = std::iter::successors(Some(error), |error| error.source()).last();
        cause.map_or_else(String::new, ToString::to_string)
    };
    let client: Client<HttpConnector, Empty<&'static [u8]>> =
        Client::builder(TokioExecutor::new()).build(HttpConnector::new());
    let url = format!("http://{at}/readyz").parse();
    let url = url.map_err(|error| said(&error))?;
    let answer = client.get(url).await.map_err(|error| said(&error))?;
    let is_ready = answer.status().is_success();
    let body = Limited::new(answer.into_body(), LONGEST).collect().await;
    let body = body.map_err(|error| error.to_string())?.to_bytes();
    Ok((is_ready, String::from_utf8_lossy(&body).trim().to_owned()))
}

/// Where one who listens at every address is reached.
fn reached(listen: SocketAddr) -> SocketAddr {
    let loopback: IpAddr = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        one => one,
    };
    SocketAddr::new(loopback, listen.port())
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::routing::get;
    use tokio::net::TcpListener;

    use super::*;

    async fn serving(answer: (StatusCode, &'static str)) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().route("/readyz", get(async move || answer));
        tokio::spawn(async { axum::serve(listener, routes).await });
        SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), address.port())
    }

    #[tokio::test]
    async fn what_it_says_is_handed_on() {
        let ready = serving((StatusCode::OK, "ready\n")).await;
        assert_eq!(ask_ready(ready).await, Ok(()));
        let deaf = (StatusCode::SERVICE_UNAVAILABLE, "Telegram is not heard\n");
        let deaf = ask_ready(serving(deaf).await).await.unwrap_err();
        assert!(matches!(&deaf, NotReady::Unwell { why, .. } if why == "Telegram is not heard"));
    }

    #[tokio::test]
    async fn where_nobody_serves_that_is_said() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let silent = ask_ready(address).await.unwrap_err().to_string();
        assert!(silent.contains("refused"), "{silent}");
    }

    #[test]
    fn one_who_listens_everywhere_is_reached_at_home() {
        for (listen, at) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "[::1]:8080"),
            ("10.0.0.7:8080", "10.0.0.7:8080"),
        ] {
            assert_eq!(reached(listen.parse().unwrap()).to_string(), at);
        }
    }
}
