//! One GET, bounded in time and size. It goes nowhere else than it was sent.

use std::time::Duration;

use http::Uri;
use http_body_util::{BodyExt, Empty, Limited};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// The body of the answer to a GET, if that is a success. `Err` says what came instead, the rest of a sentence.
pub(super) async fn get(uri: Uri, limit: Duration, largest: usize) -> Result<Vec<u8>, String> {
    let answer = tokio::time::timeout(limit, ask(uri, largest)).await;
    answer.unwrap_or_else(|_elapsed| {
        let limit = humantime::format_duration(limit);
        Err(format!("doesn't answer within {limit}"))
    })
}

async fn ask(uri: Uri, largest: usize) -> Result<Vec<u8>, String> {
    let provider = rustls::crypto::ring::default_provider();
    let tls = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(provider)
        .map_err(|wrong| format!("can't be trusted: {wrong}"))?;
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    let connector = tls.https_or_http().enable_http1().wrap_connector(tcp);
    let client: Client<_, Empty<&'static [u8]>> =
        Client::builder(TokioExecutor::new()).build(connector);
    let answer = client.get(uri).await;
    let answer = answer.map_err(|wrong| format!("can't be reached: {}", innermost(&wrong)))?;
    if !answer.status().is_success() {
        return Err(format!("answers {}", answer.status()));
    }
    let body = Limited::new(answer.into_body(), largest).collect().await;
    let body = body.map_err(|wrong| format!("can't be read to its end: {wrong}"))?;
    Ok(body.to_bytes().to_vec())
}

/// What it was in the end: hyper's own words say little.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
