//! Every call with its answer, for whoever judges both by GitHub's own description (`make contract`): a file each, in the folder
//! that `HAILER_EXCHANGES` names. Without it nothing is kept.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, to_bytes};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Map, Value, json};

/// On an answer that a test wanted: it isn't how GitHub answers.
#[derive(Clone, Copy)]
pub(super) struct Struck;

static NUMBER: AtomicUsize = AtomicUsize::new(0);

/// Keeps a call of an operation with its answer, if anybody wants that. Returns the answer.
pub(super) async fn kept(
    operation: &str,
    (asked, asked_body): (&Parts, &[u8]),
    answer: Response,
) -> Response {
    let Some(folder) = std::env::var_os("HAILER_EXCHANGES") else {
        return answer;
    };
    let is_own = answer.extensions().get::<Struck>().is_none();
    let (answered, answer) = if is_own {
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let answered = json!({
            "status": parts.status.as_u16(),
            "headers": shown(&parts.headers),
            "body": String::from_utf8_lossy(&body),
        });
        (answered, Response::from_parts(parts, Body::from(body)))
    } else {
        (Value::Null, answer)
    };
    let exchange = json!({
        "operation": operation,
        "method": asked.method.as_str(),
        "path": asked.uri.to_string(),
        "headers": shown(&asked.headers),
        "body": String::from_utf8_lossy(asked_body),
        "answer": answered,
    });
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let file = format!("{}-{number}.json", std::process::id());
    fs::write(PathBuf::from(folder).join(file), exchange.to_string()).unwrap();
    answer
}

/// All headers but the credentials.
fn shown(headers: &HeaderMap) -> Map<String, Value> {
    let open = headers.iter().filter(|(name, _)| *name != "authorization");
    let shown = open.map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.to_string(), value.into())
    });
    shown.collect()
}
