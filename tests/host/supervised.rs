//! Who outlives whom.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::time::Duration;

use hailer::host::{Host, HostError, Life, Lost};
use rustix::process::Signal;

use crate::world::{World, command, gone, is_there, kill};

#[tokio::test]
async fn a_program_runs_in_its_own_folder_group_and_session_and_its_exit_code_is_kept() {
    let world = World::new().await;
    let process = world.run("pwd; read -r _ < \"$GO\"; exit 3").await;
    assert!(process.is_running() && is_there(process.pid));
    assert_eq!(world.state().await, process);
    let work = world.folder().join("work");
    assert_eq!(world.lines(1).await, [work.to_str().unwrap()]);
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.pid)).unwrap();
    let fields: Vec<_> = stat.rsplit_once(')').unwrap().1.split(' ').collect();
    let number = |at: usize| fields[at].parse::<i32>().unwrap();
    let (parent, group, session) = (number(2), number(3), number(4));
    assert_eq!(
        (parent, group, session),
        (process.supervisor, process.pid, process.supervisor)
    );
    world.let_go_on();
    assert_eq!(world.exit_code().await, 3);
    let ended = world.state().await;
    assert_eq!((ended.pid, ended.started), (process.pid, process.started));
    gone(process.supervisor).await;
    assert_eq!(
        world.state().await,
        ended,
        "whoever looks later sees the same"
    );
}

#[tokio::test]
async fn it_outlives_whoever_asked_for_it_and_the_group_of_that_one() {
    let world = World::new().await;
    fs::create_dir_all(world.folder().join("work")).unwrap();
    let order = serde_json::json!({
        "program": "/bin/sh",
        "argv": ["sh", "-c", "read -r _ < \"$GO\"; exit 4"],
        "environment": { "GO": world.pipe() },
    });
    // A shell waits for its pipelines, but for none in the background.
    let asks = "mkfifo \"$1.answer\"
        (printf %s \"$ORDER\" | \"$0\" supervise \"$1\" > \"$1.answer\" 2>/dev/null) &
        head -n 1 < \"$1.answer\"; kill -9 0";
    let asker = tokio::process::Command::new("sh")
        .args(["-c", asks, env!("CARGO_BIN_EXE_hailer")])
        .arg(world.folder())
        .env("ORDER", order.to_string())
        .process_group(0)
        .output();
    let asker = asker.await.unwrap();
    assert_eq!(asker.status.signal(), Some(9));
    assert_eq!(asker.stdout, b"\"started\"\n");
    let process = world.state().await;
    assert!(process.is_running() && is_there(process.pid));
    world.let_go_on();
    assert_eq!(world.exit_code().await, 4);
}

#[tokio::test]
async fn one_at_a_time_runs_in_a_folder_and_after_it_another() {
    let world = World::new().await;
    world.run("read -r _ < \"$GO\"; exit 5").await;
    let again = world
        .host
        .start(&world.intent, &world.folder(), &command(&["true"]))
        .await
        .unwrap_err();
    assert!(matches!(again, HostError::Running { .. }), "{again}");
    let removed = world.host.remove(&world.intent, &world.folder()).await;
    assert!(matches!(removed, Err(HostError::Running { .. })));
    world.let_go_on();
    assert_eq!(world.exit_code().await, 5);
    let first = world.state().await;
    world.run("exit 6").await;
    assert_eq!(world.exit_code().await, 6);
    assert_ne!(world.state().await.pid, first.pid);
    world
        .host
        .remove(&world.intent, &world.folder())
        .await
        .unwrap();
    assert!(!world.folder().exists());
    assert_eq!(world.host.state(&world.folder()).await.unwrap(), None);
    world
        .host
        .remove(&world.intent, &world.folder())
        .await
        .unwrap();
}

#[tokio::test]
async fn whoever_kills_the_supervisor_kills_the_program_and_that_is_seen() {
    let world = World::new().await;
    let process = world.run("sleep 1000 & echo $!; wait").await;
    let grandchild: i32 = world.lines(1).await[0].parse().unwrap();
    kill(process.supervisor, Signal::KILL);
    gone(process.pid).await;
    assert_eq!(world.ended().await, Life::Lost(Lost::Unsupervised));
    let why = Lost::Unsupervised.to_string();
    assert_eq!(
        why,
        "was ended because the process that supervised it was killed"
    );
    // What it left behind goes before anything else is done in the folder.
    assert!(is_there(grandchild));
    world.run("exit 7").await;
    gone(grandchild).await;
    assert_eq!(world.exit_code().await, 7);
}

#[tokio::test]
async fn a_supervisor_that_is_told_to_end_ends_its_program_first() {
    let world = World::new().await;
    let process = world
        .run("trap 'exit 8' TERM; echo up; while :; do sleep 0.05; done")
        .await;
    world.lines(1).await;
    kill(process.supervisor, Signal::TERM);
    assert_eq!(world.exit_code().await, 8);
}

#[tokio::test]
async fn what_isnt_there_is_said() {
    let world = World::new().await;
    let folder = world.folder();
    let missing = command(&["hailer-has-no-such-program"]);
    let missing = world
        .host
        .start(&world.intent, &folder, &missing)
        .await
        .unwrap_err();
    assert!(matches!(missing, HostError::NoProgram { .. }), "{missing}");
    assert!(!world.folder().exists());
    let nobody = Host::supervised_by("/nowhere/hailer");
    let program = command(&["true"]);
    let error = nobody
        .start(&world.intent, &folder, &program)
        .await
        .unwrap_err();
    assert!(matches!(error, HostError::NotStarted { .. }), "{error}");
    let stopped = world
        .host
        .stop(&world.intent, &folder, Duration::ZERO)
        .await;
    assert!(matches!(stopped, Err(HostError::Nothing { .. })));
    assert!(matches!(
        world.host.ended(&folder).await,
        Err(HostError::Nothing { .. })
    ));
}
