//! A server that GitHub delivers to.

use std::net::SocketAddr;

use futures_util::FutureExt;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::{Client, RequestBuilder};
use sha2::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::http::connections;
use crate::http::webhook::*;

const SECRET: &str = "It's a Secret to Everybody";

pub(super) const ID: &str = "72d3162e-cc78-11e3-81ab-4c9367dc0958";

pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) client: Client,
}

impl Server {
    pub(super) async fn start(
        deliver: impl Fn(Delivery) -> BoxFuture<'static, Result<(), NotKept>> + Send + Sync + 'static,
    ) -> Self {
        let routes = routes(Webhook {
            secret: SECRET.to_owned().into(),
            deliver: Arc::new(deliver),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let never = CancellationToken::new();
        tokio::spawn(async move { connections::serve(listener, routes, &never).await });
        let client = Client::builder().no_proxy().build().unwrap();
        Self { address, client }
    }

    /// Keeps everything, and gives what it kept.
    pub(super) async fn keeping() -> (Self, Arc<Mutex<Vec<Delivery>>>) {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let into = Arc::clone(&kept);
        let server = Self::start(move |delivery| {
            into.lock().unwrap().push(delivery);
            async { Ok(()) }.boxed()
        });
        (server.await, kept)
    }

    /// As GitHub sends it, but for the signature.
    pub(super) fn unsigned(&self, event: &str, body: &str) -> RequestBuilder {
        let url = format!("http://{}/github/webhook", self.address);
        self.client
            .post(url)
            .header("x-github-event", event)
            .header("x-github-delivery", ID)
            .header("content-type", "application/json")
            .body(body.to_owned())
    }

    pub(super) fn signed(&self, event: &str, body: &str) -> RequestBuilder {
        self.unsigned(event, body)
            .header("x-hub-signature-256", signature(body))
    }

    /// Sends the beginning of a request, written by hand.
    pub(super) async fn begin(&self, request: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request).await.unwrap();
        stream
    }

    /// A request written by hand, with the answer's first line.
    pub(super) async fn raw(&self, request: &[u8]) -> String {
        first_line(&mut self.begin(request).await).await
    }
}

/// "" where the connection was closed.
pub(super) async fn first_line(stream: &mut TcpStream) -> String {
    let mut answer = [0; 64];
    let read = stream.read(&mut answer).await.unwrap_or_default();
    let answer = String::from_utf8_lossy(&answer[..read]).into_owned();
    answer.lines().next().unwrap_or_default().to_owned()
}

pub(super) fn signature(body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body.as_bytes());
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

pub(super) async fn told(request: RequestBuilder) -> (u16, String) {
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}
