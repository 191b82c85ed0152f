//! The HTTP side, on a thread of its own: it goes on while a test blocks, and ends at once when GitHub is to be down.
//!
//! There are two servers, as with GitHub: the API, and the one that gives archives. A client that sends its token to the second
//! one too would give it away.

mod answer;
mod api;
mod archives;
pub(crate) mod call;
pub(crate) mod faults;
mod route;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use tokio::runtime::{Builder, Runtime};

use super::world::World;

/// More than any request that GitHub takes here.
const LARGEST_CALL: usize = 10 << 20;

pub(crate) struct Server {
    world: Arc<World>,
    api: SocketAddr,
    archives: SocketAddr,
    runtime: Option<Runtime>,
}

impl Server {
    /// Listens on free ports.
    pub(crate) fn start(world: Arc<World>) -> Self {
        let any: SocketAddr = (Ipv4Addr::LOCALHOST, 0).into();
        let mut server = Self {
            world,
            api: any,
            archives: any,
            runtime: None,
        };
        server.up();
        server.world.change(|state| {
            state.url = format!("http://{}", server.api);
            state.archives_url = format!("http://{}", server.archives);
        });
        server
    }

    /// Listens again, on the same ports.
    pub(crate) fn up(&mut self) {
        assert!(self.runtime.is_none(), "GitHub is up already");
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("github")
            .enable_all()
            .build()
            .unwrap();
        let api = Router::new()
            .fallback(api::answer)
            .layer(DefaultBodyLimit::max(LARGEST_CALL))
            .with_state(Arc::clone(&self.world));
        let archives = Router::new()
            .fallback(archives::answer)
            .with_state(Arc::clone(&self.world));
        self.api = listen(&runtime, self.api, api);
        self.archives = listen(&runtime, self.archives, archives);
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

/// Where it listens.
fn listen(runtime: &Runtime, at: SocketAddr, router: Router) -> SocketAddr {
    let listener = TcpListener::bind(at).unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        axum::serve(listener, router).await.unwrap();
    });
    address
}

impl Drop for Server {
    fn drop(&mut self) {
        self.down();
    }
}
