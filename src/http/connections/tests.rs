use axum::extract::Extension;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinHandle;

use super::*;

struct Server {
    address: std::net::SocketAddr,
    stop: CancellationToken,
    serving: JoinHandle<io::Result<()>>,
}

async fn server(routes: Router) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    let serving = tokio::spawn(async move { serve(listener, routes, &stopped).await });
    Server {
        address,
        stop,
        serving,
    }
}

impl Server {
    async fn connects(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn asks(&self, path: &str) -> TcpStream {
        let mut stream = self.connects().await;
        let ask = format!("GET {path} HTTP/1.1\r\nhost: hailer\r\n\r\n");
        stream.write_all(ask.as_bytes()).await.unwrap();
        stream
    }
}

/// "" where the connection was closed.
async fn said(mut stream: TcpStream) -> String {
    let mut said = String::new();
    stream.read_to_string(&mut said).await.unwrap_or_default();
    said
}

#[tokio::test]
async fn one_too_many_takes_the_place_of_a_silent_one() {
    let server = server(Router::new().route("/", get(async || "here"))).await;
    let mut silent = VecDeque::new();
    for _ in 0..MOST {
        silent.push_back(server.connects().await);
    }
    let newest = server.asks("/").await;
    assert!(said(newest).await.ends_with("here"));
    assert_eq!(said(silent.pop_front().unwrap()).await, "");
    // The others aren't waited for when all ends.
    server.stop.cancel();
    server.serving.await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn who_is_known_is_waited_for() {
    let (open, here) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (door, arrived) = (Arc::clone(&open), Arc::clone(&here));
    let work = move |Extension(known): Extension<Known>| async move {
        known.is_known();
        arrived.add_permits(1);
        door.acquire().await.unwrap().forget();
        "done"
    };
    let server = server(Router::new().route("/", get(work))).await;
    let mut known = Vec::new();
    for _ in 0..MOST {
        known.push(server.asks("/").await);
    }
    here.acquire_many(u32::try_from(MOST).unwrap())
        .await
        .unwrap()
        .forget();
    let waiting = server.asks("/").await;
    // Longer than a stranger would be suffered.
    sleep(GRACE + GRACE / 2).await;
    assert_eq!(here.available_permits(), 0);
    open.add_permits(MOST + 1);
    known.push(waiting);
    for one in known {
        assert!(said(one).await.ends_with("done"));
    }
}
