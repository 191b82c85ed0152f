//! `hailer serve`: it recovers what others left, answers a supervisor, and hands over what it is at when it is ended.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, ExitStatus};
use std::time::{Duration, Instant};

use hailer::domain::journal::{OperationState, Step};
use hailer::domain::name::OperationId;
use hailer::domain::operation::StepState;
use rustix::process::Signal;

use crate::support::dockerd::signal;
use crate::support::postgres::Postgres;
use crate::world::{LIMIT, Own, World, begun, done, kill};

/// A Hailer that serves.
struct Serving {
    child: Child,
    address: SocketAddr,
    /// Kept, so that its log has somewhere to go.
    log: BufReader<ChildStderr>,
}

impl Serving {
    fn of(world: &World, lease: &str) -> Self {
        let mut hailer = world.hailer(&["serve"]);
        hailer
            .env("HAILER_LISTEN", "127.0.0.1:0")
            .env("HAILER_LOG_FORMAT", "json")
            .env("HAILER_LEASE", lease)
            .env("RUST_LOG", "hailer=info");
        let mut child = hailer.spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        let address = SocketAddr::from(([0; 4], 0));
        let mut serving = Self {
            child,
            address,
            log,
        };
        serving.address = serving.announced();
        serving
    }

    /// The address that it says it serves at.
    fn announced(&mut self) -> SocketAddr {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.log.read_line(&mut line).unwrap() > 0, "it ended");
            let said: serde_json::Value = serde_json::from_str(&line).unwrap();
            if let Some(address) = said["address"].as_str() {
                return address.parse().unwrap();
            }
        }
    }

    /// The status line and the body.
    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        format!("{}: {}", head.lines().next().unwrap(), body.trim())
    }

    /// SIGTERM, and its end.
    fn ends(mut self) -> ExitStatus {
        signal(self.child.id().cast_signed(), Signal::TERM);
        std::io::copy(&mut self.log, &mut std::io::sink()).unwrap();
        self.child.wait().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // Of one that has ended there is nothing to kill.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// A project beside the world's own, whose only container takes ten minutes to stop. It goes when this is dropped.
struct Slow<'a> {
    world: &'a World,
    container: String,
}

impl<'a> Slow<'a> {
    fn beside(world: &'a World) -> Self {
        let [workspace, production] =
            ["slow-workspace", "slow"].map(|name| world.home.path().join(name));
        let container = format!("{}-slow", world.project);
        std::fs::create_dir(&workspace).unwrap();
        std::fs::create_dir(&production).unwrap();
        let compose = format!(
            "services:\n  slow: {{image: '{}:base', command: ignore-term, container_name: {container}, network_mode: none, stop_grace_period: 10m}}\n",
            world.project
        );
        std::fs::write(workspace.join("compose.yaml"), compose).unwrap();
        world.says(&format!(
            "/codebase add slow --workspace {}",
            workspace.display()
        ));
        world.says(&format!(
            "/docker-config set {} {container} --in slow",
            production.display()
        ));
        world.says("/docker-config set stability_window 1s --in slow");
        world.says("/docker-deploy --in slow");
        Self { world, container }
    }
}

impl Drop for Slow<'_> {
    fn drop(&mut self) {
        self.world.docker(&["rm", "-f", &self.container]);
    }
}

/// Waits until the operation has ended.
async fn ended(world: &World, operation: &OperationId) -> OperationState {
    let started = Instant::now();
    loop {
        let state = world.operation(operation).await.state;
        if state != OperationState::Running {
            return state;
        }
        assert!(started.elapsed() < LIMIT, "nobody recovers it");
        // Another process does it: it can only be looked at again.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn it_recovers_at_its_start_and_later_and_who_asked_is_told_once() {
    let world = World::new().await;
    let before = world.observe();
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let (first, _) = world.killed("/docker-deploy", done(stops)).await;
    let serving = Serving::of(&world, "2s");
    assert_eq!(ended(&world, &first).await, OperationState::RolledBack);
    assert_eq!(world.observe(), before);

    let told = world.says("/docker-status");
    assert!(told.contains("The deploy of"), "{told}");
    assert!(!world.says("/docker-status").contains("The deploy of"));

    let mut child = world.begins("/docker-deploy");
    let second = world.journal_has(&mut child, done(stops)).await;
    kill(child);
    assert_eq!(ended(&world, &second).await, OperationState::RolledBack);
    assert_eq!(world.observe(), before);
    assert!(serving.ends().success());
    world.assert_nothing_left().await;
}

#[tokio::test]
async fn a_project_that_takes_long_does_not_hold_up_another() {
    let world = World::new().await;
    let slow = Slow::beside(&world);
    let before = world.observe();
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let mut stop = world.begins("/docker-stop --in slow");
    let first = world.journal_of("slow", &mut stop, begun(stops)).await;
    let (second, _) = world.killed("/docker-deploy --in shop", done(stops)).await;
    kill(stop);
    world.lapsed(&first).await;

    let serving = Serving::of(&world, "2s");
    assert_eq!(ended(&world, &second).await, OperationState::RolledBack);
    let state = world.operation(&first).await.state;
    assert_eq!(state, OperationState::Running, "it still stops");
    assert_eq!(world.observe(), before);
    drop(slow);
    assert_ne!(ended(&world, &first).await, OperationState::Running);
    assert!(serving.ends().success());
    world.assert_nothing_left().await;
}

#[tokio::test]
async fn ended_in_the_middle_it_finishes_its_step_and_hands_the_rest_over() {
    let world = World::new().await;
    let before = world.observe();
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let (operation, earlier) = world.killed("/docker-deploy", done(stops)).await;
    // Nobody would take it over for ten minutes if it weren't handed over.
    let serving = Serving::of(&world, "10m");
    let started = Instant::now();
    while world.store.steps(&operation).await.unwrap().len() == earlier.len() {
        assert!(started.elapsed() < LIMIT, "nobody recovers it");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert!(serving.ends().success());

    let rows = world.store.steps(&operation).await.unwrap();
    let own = &rows[earlier.len()..];
    let cut = own.iter().find(|record| {
        record.state == StepState::Intent && !matches!(record.step, Step::Gate { .. })
    });
    assert_eq!(cut, None, "a step was cut short");
    let handed_over = world.store.interrupted().await.unwrap();
    assert_eq!(handed_over.len(), 1, "{rows:?}");
    assert_eq!(handed_over[0].id, operation);
    let told = world.says("/docker-status");
    assert!(told.contains("The deploy of"), "{told}");
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
}

#[tokio::test]
async fn a_supervisor_hears_whether_it_lives_and_whether_it_can_work() {
    let mut world = World::with(Own {
        postgres: Some(Postgres::start()),
        ..Own::default()
    })
    .await;
    let serving = Serving::of(&world, "2s");
    assert_eq!(serving.get("/healthz"), "HTTP/1.0 200 OK: alive");
    assert_eq!(serving.get("/readyz"), "HTTP/1.0 200 OK: ready");
    let postgres = world.own.postgres.as_mut().unwrap();
    postgres.kill();
    assert_eq!(serving.get("/healthz"), "HTTP/1.0 200 OK: alive");
    let not_ready = serving.get("/readyz");
    assert!(
        not_ready.starts_with("HTTP/1.0 503 Service Unavailable: the database"),
        "{not_ready}"
    );
    postgres.start_again();
    let started = Instant::now();
    while serving.get("/readyz") != "HTTP/1.0 200 OK: ready" {
        assert!(started.elapsed() < LIMIT, "it never is ready again");
    }
    assert!(serving.ends().success());
}
