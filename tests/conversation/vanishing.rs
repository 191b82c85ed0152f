//! An engine that carries out a start and is gone before it says so, for a second. It is the machine's own, behind a socket.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hailer::domain::journal::Step;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::world::{World, docker};

/// It answers until it is dropped.
struct Vanishing {
    home: tempfile::TempDir,
    /// Whether it goes at the next start.
    goes: Arc<AtomicBool>,
    serving: tokio::task::JoinHandle<()>,
}

impl Vanishing {
    fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let goes = Arc::new(AtomicBool::new(false));
        let socket = home.path().join("docker.sock");
        let serving = tokio::spawn(serve(socket, Arc::clone(&goes)));
        Self {
            home,
            goes,
            serving,
        }
    }

    fn host(&self) -> String {
        format!("unix://{}/docker.sock", self.home.path().display())
    }
}

impl Drop for Vanishing {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(socket: PathBuf, goes: Arc<AtomicBool>) {
    loop {
        let listener = UnixListener::bind(&socket).unwrap();
        let mut connections = JoinSet::new();
        let (gone, mut is_gone) = mpsc::channel(1);
        loop {
            tokio::select! {
                client = listener.accept() => {
                    let passed_on = pass_on(client.unwrap().0, Arc::clone(&goes), gone.clone());
                    connections.spawn(passed_on);
                }
                _ = is_gone.recv() => break,
            }
        }
        fs::remove_file(&socket).unwrap();
        drop(connections);
        drop(listener);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Passes on what is asked and answered, until one side ends.
async fn pass_on(
    client: UnixStream,
    goes: Arc<AtomicBool>,
    gone: mpsc::Sender<()>,
) -> io::Result<()> {
    let engine = UnixStream::connect("/var/run/docker.sock").await?;
    let ((mut asks, mut hears), (mut answers, mut asked)) =
        (client.into_split(), engine.into_split());
    let (mut question, mut answer) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            read = asks.read(&mut question) => {
                let text = &question[..read?];
                if text.is_empty() {
                    return Ok(());
                }
                asked.write_all(text).await?;
                let starts = text.windows(6).any(|word| word == b"/start");
                if starts && goes.swap(false, Ordering::SeqCst) {
                    // By then it runs.
                    assert_ne!(answers.read(&mut answer).await?, 0);
                    gone.send(()).await.unwrap();
                }
            }
            read = answers.read(&mut answer) => match read? {
                0 => return Ok(()),
                read => hears.write_all(&answer[..read]).await?,
            },
        }
    }
}

#[tokio::test]
async fn what_was_started_again_though_its_answer_was_lost_is_verified_again() {
    let vanishing = Vanishing::start();
    let world = World::with_engine_at(&vanishing.host()).await;
    world.start("services: {web: {image: IMAGE, command: serve 80, network_mode: none}}");
    world.configure().await;
    let said = world.says("/docker-config set stability_window 5s").await;
    assert_eq!(said.code, 0, "{said}");
    world.says("/docker-restart").await;
    let id = world.container("web");
    // As an engine does that is about to end.
    let stopped = async {
        let gate = |step: &Step| matches!(step, Step::Gate { .. });
        world.has_begun(gate).await;
        vanishing.goes.store(true, Ordering::SeqCst);
        docker(&["kill", "--signal", "TERM", id.trim()]);
    };
    let (said, ()) = tokio::join!(world.says("yes"), stopped);
    assert_eq!(said.code, 0, "{said}");
    assert!(!vanishing.goes.load(Ordering::SeqCst), "it went");
    assert!(said.text.contains("restarted and verified"), "{said}");
    assert_eq!(world.container("web"), id);
}
