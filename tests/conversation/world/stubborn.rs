//! An engine that can't stop the containers of one service, and says so at once. It is the machine's own, behind a socket.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use tokio::net::UnixListener;

/// Which service that is.
pub(crate) const STUCK: &str = "stuck";

/// It answers until it is dropped.
pub(crate) struct Stubborn {
    home: tempfile::TempDir,
    serving: tokio::task::JoinHandle<()>,
}

struct Front {
    engine: reqwest::Client,
    /// The ids of the containers that can't be stopped.
    stuck: Mutex<Vec<String>>,
}

impl Stubborn {
    pub(crate) fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let listener = UnixListener::bind(home.path().join("docker.sock")).unwrap();
        let engine = reqwest::Client::builder().unix_socket("/var/run/docker.sock");
        let front = Arc::new(Front {
            engine: engine.build().unwrap(),
            stuck: Mutex::default(),
        });
        let app = Router::new().fallback(answer).with_state(front);
        let serving = tokio::spawn(async { axum::serve(listener, app).await.unwrap() });
        Self { home, serving }
    }

    pub(crate) fn host(&self) -> String {
        format!("unix://{}/docker.sock", self.home.path().display())
    }
}

impl Drop for Stubborn {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(front): State<Arc<Front>>, request: Request) -> Response {
    let path = request.uri().path_and_query().unwrap().to_string();
    let is_stuck = |id: &String| path.contains(&format!("/containers/{id}/stop"));
    if front.stuck.lock().unwrap().iter().any(is_stuck) {
        let why = r#"{"message":"tried to kill container, but did not receive an exit event"}"#;
        return (StatusCode::INTERNAL_SERVER_ERROR, why).into_response();
    }
    let (asked, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let passed_on = front
        .engine
        .request(asked.method, format!("http://docker{path}"))
        .headers(asked.headers)
        .body(body);
    let answer = passed_on.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let body = if path.contains("/containers/create") && path.contains(&format!("-{STUCK}-")) {
        let made = answer.bytes().await.unwrap();
        let id = serde_json::from_slice::<serde_json::Value>(&made).unwrap();
        let id = id["Id"].as_str().unwrap().to_owned();
        front.stuck.lock().unwrap().push(id);
        Body::from(made)
    } else {
        let pieces = stream::unfold(answer, async |mut answer| {
            let piece = answer.chunk().await.transpose()?;
            Some((piece, answer))
        });
        Body::from_stream(pieces)
    };
    (status, headers, body).into_response()
}
