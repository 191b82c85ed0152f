//! Whether it works.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use hailer::domain::container::{HealthState, State};
use hailer::host::{Checked, Why};

use crate::world::{SOON, World, command, gone};

fn checked(argv: &[&str]) -> Checked {
    Checked {
        test: Some(command(argv)),
        ports: vec![],
        every: Duration::from_millis(50),
        limit: Duration::from_secs(2),
    }
}

#[tokio::test]
async fn it_is_ready_once_its_check_passes_and_not_before() {
    let world = World::new().await;
    let process = world.run("read -r _ < \"$GO\"; touch up; sleep 1000").await;
    let up = world.folder().join("work/up");
    let checked = checked(&["test", "-e", up.to_str().unwrap()]);
    let folder = world.folder();
    let early = world
        .host
        .wait_ready(&folder, &checked, Duration::from_millis(300));
    let early = early.await.unwrap_err();
    assert_eq!(
        early.to_string(),
        "was not ready within 300ms; its last check failed with code 1"
    );
    let waited = world.host.wait_ready(&folder, &checked, SOON);
    let (health, ()) = tokio::join!(waited, async { world.let_go_on() });
    let health = health.unwrap();
    assert_eq!(
        (health.state, health.health),
        (State::Running, HealthState::Healthy)
    );
    assert_eq!(health.last_check.unwrap().exit_code, 0);
    assert_eq!(health.container_id, process.id());
}

#[tokio::test]
async fn what_ends_first_is_told_at_once_with_its_last_lines() {
    let world = World::new().await;
    world.run("echo hello; echo no port >&2; exit 3").await;
    let begun = Instant::now();
    let folder = world.folder();
    let never = checked(&["false"]);
    let waited = world
        .host
        .wait_ready(&folder, &never, Duration::from_mins(5));
    let error = waited.await.unwrap_err();
    assert!(begun.elapsed() < SOON);
    assert_eq!(error.to_string(), "exited with code 3 before it was ready");
    assert_eq!(error.last_lines.len(), 2);
    assert!(error.last_lines.contains(&"no port".to_owned()));
}

#[tokio::test]
async fn a_check_has_its_own_limit_and_ends_with_what_it_started() {
    let world = World::new().await;
    let test = command(&["sh", "-c", "sleep 1000 & echo $!; wait"]);
    let check = world
        .host
        .check(&test, Duration::from_millis(300))
        .await
        .unwrap();
    let (pid, said) = check.output.split_once('\n').unwrap();
    assert_eq!(said, "(the check did not end within 300ms)");
    assert_ne!(check.exit_code, 0);
    gone(pid.parse().unwrap()).await;
    let forks = command(&["sh", "-c", "sleep 1000 & echo $!; exit 4"]);
    let check = world.host.check(&forks, SOON).await.unwrap();
    assert_eq!(check.exit_code, 4);
    gone(check.output.trim().parse().unwrap()).await;
}

#[tokio::test]
async fn a_check_that_cant_be_run_is_no_reason_to_wait() {
    let world = World::new().await;
    world.start(&["sleep", "1000"]).await;
    let folder = world.folder();
    let missing = checked(&["hailer-has-no-such-program"]);
    let error = world
        .host
        .wait_ready(&folder, &missing, Duration::from_mins(5))
        .await;
    assert!(matches!(error.unwrap_err().why, Why::Unknown(_)));
    let unchecked = Checked {
        test: None,
        ..missing
    };
    let settled = world
        .host
        .wait_ready(&folder, &unchecked, SOON)
        .await
        .unwrap();
    assert_eq!(settled.health, HealthState::None);
}

#[tokio::test]
async fn a_port_counts_once_the_program_has_it_and_anothers_is_told_at_once() {
    let world = World::new().await;
    // Free a moment ago; whoever takes it meanwhile is told of.
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let serves = |port: u16| Checked {
        ports: vec![port],
        ..checked(&["true"])
    };
    let redis = format!("exec redis-server --bind 127.0.0.1 --save '' --port {port}");
    world.run(&format!("read -r _ < \"$GO\"; {redis}")).await;
    let folder = world.folder();
    let passes = serves(port);
    let early = world
        .host
        .wait_ready(&folder, &passes, Duration::from_millis(300))
        .await;
    assert!(matches!(early.unwrap_err().why, Why::NotInTime { .. }));
    world.let_go_on();
    let health = world.host.wait_ready(&folder, &passes, SOON).await.unwrap();
    assert!(health.ready);
    let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = stranger.local_addr().unwrap().port();
    let passes = serves(taken);
    let error = world
        .host
        .wait_ready(&folder, &passes, SOON)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("can't have port {taken}, which is in use by another program")
    );
    world.stop(SOON).await;
    world.run(&format!("echo in use; exit 1 # {taken}")).await;
    let error = world
        .host
        .wait_ready(&folder, &passes, SOON)
        .await
        .unwrap_err();
    assert!(matches!(error.why, Why::PortTaken { port } if port == taken));
}
