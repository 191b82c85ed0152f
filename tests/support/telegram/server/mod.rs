//! The HTTP side, on a thread of its own: it goes on while a test blocks, and ends at once when Telegram is to be down.

pub(crate) mod body;
pub(crate) mod faults;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use super::methods::{self, Ask};
use super::refusal::{Refusal, bare};
use super::schema;
use super::world::World;
use body::Given;

/// What the bot is known by. It is of the shape of a real one.
pub(crate) const TOKEN: &str = "7000000001:AAE-the-token-of-the-stand-in-0000000";
/// The Bot API takes files up to 50 MB.
const LARGEST_CALL: usize = 50 << 20;

pub(crate) struct Server {
    world: Arc<World>,
    address: SocketAddr,
    runtime: Option<Runtime>,
}

impl Server {
    /// Listens on a free port.
    pub(crate) fn start(world: Arc<World>) -> Self {
        let mut server = Self {
            world,
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            runtime: None,
        };
        server.up();
        server
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Listens again, on the same port.
    pub(crate) fn up(&mut self) {
        assert!(self.runtime.is_none(), "Telegram is up already");
        let listener = std::net::TcpListener::bind(self.address).unwrap();
        listener.set_nonblocking(true).unwrap();
        self.address = listener.local_addr().unwrap();
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("telegram")
            .enable_all()
            .build()
            .unwrap();
        let router = Router::new()
            .fallback(answer)
            .layer(DefaultBodyLimit::max(LARGEST_CALL))
            .with_state(Arc::clone(&self.world));
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
        self.runtime = Some(runtime);
    }

    /// Cuts every connection, and refuses new ones. When this returns, it is so.
    pub(crate) fn down(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A runtime can't be waited for inside of another one, on whose thread the test may run.
            let ended =
                std::thread::spawn(move || runtime.shutdown_timeout(Duration::from_secs(5)));
            ended.join().unwrap();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.down();
    }
}

async fn answer(State(world): State<Arc<World>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let file = path.strip_prefix("/file/bot");
    let Some((token, rest)) = file
        .or_else(|| path.strip_prefix("/bot"))
        .and_then(|rest| rest.split_once('/'))
    else {
        return refused(&bare(404, "Not Found"));
    };
    if token != TOKEN {
        return refused(&bare(401, "Unauthorized"));
    }
    if file.is_some() {
        return download(&world, rest);
    }
    match call(&world, rest, request).await {
        Ok(response) => response,
        Err(refusal) => refused(&refusal),
    }
}

async fn call(world: &World, asked: &str, request: Request) -> Result<Response, Refusal> {
    let Some(method) = schema::method(asked) else {
        world.change(|state| {
            state
                .violations
                .push(format!("{asked}: there is no such method in the schema"));
        });
        return Err(bare(404, "Not Found"));
    };
    let given = body::read(request).await?;
    let fault = world.change(|state| {
        *state.calls.entry(method.to_owned()).or_default() += 1;
        state.faults.strike(method)
    });
    if let Some(instead) = faults::before(fault).await {
        return Ok(instead);
    }
    let answer = carry_out(world, method, given)
        .await
        .unwrap_or_else(|refusal| refusal.to_json());
    Ok(faults::after(fault, sent(&answer)).await)
}

async fn carry_out(world: &World, method: &'static str, given: Given) -> Result<Value, Refusal> {
    let checked = schema::check(method, given.parameters, given.is_form)?;
    world.change(|state| {
        let unknown = checked
            .unknown
            .iter()
            .map(|path| format!("{path}: unknown"));
        state.violations.extend(unknown.chain(given.manners));
    });
    let ask = Ask {
        method,
        parameters: checked.parameters,
        files: given.files,
    };
    let result = methods::carry_out(world, &ask).await?;
    Ok(json!({ "ok": true, "result": result }))
}

fn refused(refusal: &Refusal) -> Response {
    sent(&refusal.to_json())
}

fn sent(answer: &Value) -> Response {
    let status = answer["error_code"].as_u64().unwrap_or(200);
    let status = StatusCode::from_u16(u16::try_from(status).unwrap()).unwrap();
    let headers = [("content-type", "application/json")];
    (status, headers, answer.to_string()).into_response()
}

fn download(world: &World, id: &str) -> Response {
    world.look(|state| match state.files.get(id) {
        Some(file) => Body::from(file.bytes.clone()).into_response(),
        None => refused(&bare(404, "Not Found")),
    })
}
