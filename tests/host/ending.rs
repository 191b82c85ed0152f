//! Stopping.

use std::time::{Duration, Instant};

use hailer::domain::log::LogQuery;
use hailer::host::Life;
use rustix::process::Signal;

use crate::world::{World, gone, is_there, kill};

const LONG: Duration = Duration::from_mins(10);

#[tokio::test]
async fn what_heeds_sigterm_ends_in_its_own_way_with_its_whole_group() {
    let world = World::new().await;
    let process = world
        .run("trap 'kill $!; echo bye; exit 9' TERM; sleep 1000 & echo $!; wait")
        .await;
    let grandchild: i32 = world.lines(1).await[0].parse().unwrap();
    let stopped = world.stop(LONG).await;
    assert!(matches!(stopped.life, Life::Ended(end) if end.exit_code == 9 && end.signal.is_none()));
    assert!(!is_there(grandchild) && !is_there(process.pid));
    let query = LogQuery::last(10);
    let lines = world.host.logs(&world.folder(), &query).await.unwrap();
    assert!(lines.iter().any(|line| line.text == "bye"), "{lines:?}");
    assert_eq!(
        world.stop(LONG).await,
        stopped,
        "a second stop changes nothing"
    );
}

#[tokio::test]
async fn what_ignores_sigterm_is_killed_after_its_grace_with_what_it_started() {
    let world = World::new().await;
    let process = world
        .run("trap '' TERM; sleep 1000 & echo $!; setsid sleep 1000 & echo $!; while :; do wait; done")
        .await;
    let started: Vec<i32> = world
        .lines(2)
        .await
        .iter()
        .map(|pid| pid.parse().unwrap())
        .collect();
    let grace = Duration::from_millis(300);
    let begun = Instant::now();
    let stopped = world.stop(grace).await;
    assert!(begun.elapsed() >= grace);
    let Life::Ended(end) = stopped.life else {
        panic!("{stopped:?}");
    };
    assert_eq!((end.exit_code, end.signal), (137, Some(9)));
    for pid in started.into_iter().chain([process.pid]) {
        assert!(!is_there(pid), "{pid}");
    }
}

#[tokio::test]
async fn what_it_started_ends_with_it_also_in_a_session_of_its_own() {
    let world = World::new().await;
    world
        .run("(setsid sh -c 'sleep 1000 & echo $!; wait' &); read -r _ < \"$GO\"")
        .await;
    let orphan: i32 = world.lines(1).await[0].parse().unwrap();
    assert!(is_there(orphan));
    world.let_go_on();
    assert_eq!(world.exit_code().await, 0);
    gone(orphan).await;
}

#[tokio::test]
async fn a_signal_from_elsewhere_is_its_exit_code() {
    let world = World::new().await;
    let process = world.start(&["sleep", "1000"]).await;
    kill(process.pid, Signal::TERM);
    assert_eq!(world.exit_code().await, 143);
}

#[tokio::test]
async fn a_more_impatient_stop_overtakes_a_patient_one() {
    let world = World::new().await;
    world
        .run("trap '' TERM; echo up; while :; do sleep 0.05; done")
        .await;
    world.lines(1).await;
    let (patient, hasty) = tokio::join!(world.stop(LONG), world.stop(Duration::ZERO));
    assert_eq!(patient, hasty);
    assert!(matches!(hasty.life, Life::Ended(end) if end.signal == Some(9)));
}

#[tokio::test]
async fn a_stop_that_isnt_heard_at_once_is_said_again() {
    let world = World::new().await;
    world.start(&["sleep", "1000"]).await;
    let unheard = world.unheard();
    let (stopped, ()) = tokio::join!(world.stop(LONG), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        world.heard(unheard);
    });
    assert!(matches!(stopped.life, Life::Ended(end) if end.signal == Some(15)));
}
