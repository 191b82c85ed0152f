//! A server that webhooks are sent to.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use tokio::net::TcpListener;

/// What came in.
#[derive(Clone)]
pub(super) struct Got {
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Got {
    pub(super) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

#[derive(Clone)]
pub(super) struct Receiver {
    pub(super) url: String,
    status: Arc<Mutex<u16>>,
    got: Arc<Mutex<Vec<Got>>>,
}

impl Receiver {
    /// Answers every request with a 202.
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/github/webhook", listener.local_addr().unwrap()),
            status: Arc::new(Mutex::new(202)),
            got: Arc::default(),
        };
        let router = Router::new().fallback(take).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    /// Answers otherwise from now on; 0: never.
    pub(super) fn answers(&self, status: u16) {
        *self.status.lock().unwrap() = status;
    }

    pub(super) fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }
}

async fn take(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    receiver.got.lock().unwrap().push(Got { headers, body });
    let status = *receiver.status.lock().unwrap();
    if status == 0 {
        std::future::pending::<()>().await;
    }
    StatusCode::from_u16(status).unwrap()
}
