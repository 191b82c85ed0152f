//! From what was done to an HTTP answer: body, `ETag`, limits.

use axum::body::Body as Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::github::methods::{Answer, Body};
use crate::github::refusal::Refusal;
use crate::github::rules::headers::text;
use crate::github::state::State;
use crate::github::state::app::Caller;

/// Whoever has it already gets a 304 without it.
pub(super) fn sent(answer: Answer, asked: &HeaderMap) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap();
    let body = match answer.body {
        Body::Empty => String::new(),
        Body::Json(shown) => shown.to_string(),
        Body::Text(text) => text,
    };
    let mut response = Response::new(Bytes::empty());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if !body.is_empty() {
        let json = "application/json; charset=utf-8";
        headers.insert("content-type", json.parse().unwrap());
    }
    for (name, value) in answer.headers {
        headers.insert(name, value.parse().unwrap());
    }
    if is_page(status, &body) {
        let etag = format!("W/\"{}\"", blake3::hash(body.as_bytes()).to_hex());
        let has_it = text(asked, "if-none-match")
            .split(", ")
            .any(|one| one == etag);
        headers.insert("etag", etag.parse().unwrap());
        headers.insert(
            "cache-control",
            "private, max-age=60, s-maxage=60".parse().unwrap(),
        );
        if has_it {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
    }
    *response.body_mut() = Bytes::from(body);
    response
}

fn is_page(status: StatusCode, body: &str) -> bool {
    status == StatusCode::OK && !body.is_empty()
}

pub(super) fn refused(refusal: &Refusal, page: &str) -> Response {
    let status = StatusCode::from_u16(refusal.status).unwrap();
    let headers = [("content-type", "application/json; charset=utf-8")];
    let mut response = (status, headers, refusal.to_json(page).to_string()).into_response();
    for (name, value) in &refusal.headers {
        response.headers_mut().insert(*name, value.parse().unwrap());
    }
    response
}

/// Every answer says what is left of the hour.
pub(super) fn with_limits(state: &mut State, caller: Caller, mut response: Response) -> Response {
    let (limits, now) = (state.limits.clone(), state.clock.now());
    let window = state.spent.window(&limits, caller, now);
    let said = [
        ("x-ratelimit-limit", window.limit.to_string()),
        ("x-ratelimit-remaining", window.remaining().to_string()),
        ("x-ratelimit-used", window.used.to_string()),
        ("x-ratelimit-reset", window.reset.timestamp().to_string()),
        ("x-ratelimit-resource", "core".to_owned()),
        ("x-github-media-type", "github.v3; format=json".to_owned()),
        ("date", now.format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
    ];
    for (name, value) in said {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}
