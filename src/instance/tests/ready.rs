//! When an instance is ready, and what is said of one that isn't.

use std::time::Duration;

use crate::domain::container::{HealthState, State};
use crate::engine::RestartPolicy;
use crate::engine::single::{Limits, Single};
use crate::engine::tests::world::World;
use crate::instance::preset::{Health, Span};
use crate::instance::ready::{LAST_LINES, NotReady, WITHIN, Why, wait_ready};

fn check(words: &[&str]) -> Health {
    Health {
        test: words.iter().map(ToString::to_string).collect(),
        every: Span(Duration::from_millis(50)),
        limit: Span(Duration::from_secs(10)),
        within: Span(WITHIN),
    }
}

/// A check that never passes.
fn failing() -> Health {
    check(&["/shop", "show", "/no-such-file"])
}

async fn not_ready(world: &World, single: &Single, health: Option<&Health>) -> NotReady {
    let id = world.run_single(single).await;
    wait_ready(&world.engine, &id, health, WITHIN)
        .await
        .unwrap_err()
}

#[tokio::test]
async fn ready_is_what_passes_its_check_and_nothing_before() {
    let world = World::new().await;
    let id = world.run_single(&world.single(&["hang"])).await;
    let health = check(&["/shop", "show", "/ready"]);
    let short = Duration::from_secs(1);
    let early = wait_ready(&world.engine, &id, Some(&health), short).await;
    let NotReady { why, .. } = early.unwrap_err();
    let said = why.to_string();
    assert!(
        said.starts_with("was not ready within 1s; its last check said: "),
        "{said}"
    );
    let Why::NotInTime { last_check, .. } = why else {
        panic!("{said}");
    };
    assert_ne!(last_check.unwrap().exit_code, 0);

    let write = ["/shop", "write", "/ready", "yes"].map(str::to_owned);
    let (ready, written) = tokio::join!(
        wait_ready(&world.engine, &id, Some(&health), WITHIN),
        world.engine.check(&id, &write, WITHIN),
    );
    assert_eq!(written.unwrap().exit_code, 0);
    let ready = ready.unwrap();
    assert!(ready.ready);
    assert_eq!(
        (ready.state, ready.health),
        (State::Running, HealthState::Healthy)
    );
    assert_eq!(ready.container_id, id);
    let last = ready.last_check.unwrap();
    assert_eq!(last.exit_code, 0);
    assert!(last.output.contains("yes"), "{last:?}");
}

#[tokio::test]
async fn what_ends_while_it_is_waited_for_is_told_with_its_last_lines() {
    let world = World::new().await;
    let single = world.single(&["crash", "3", "0.5"]);
    let failed = not_ready(&world, &single, Some(&failing())).await;
    assert_eq!(failed.to_string(), "exited with code 3 before it was ready");
    assert_eq!(
        failed.last_lines.last().map(String::as_str),
        Some("crashed: as it was told to")
    );
}

#[tokio::test]
async fn what_is_started_again_after_its_end_was_not_ready() {
    let world = World::new().await;
    let single = Single {
        restart: RestartPolicy::Always,
        ..world.single(&["crash", "3", "0.5"])
    };
    let failed = not_ready(&world, &single, Some(&failing())).await;
    assert!(matches!(failed.why, Why::Ended(_)), "{failed}");
}

#[tokio::test]
async fn killed_at_its_limit_is_said_with_the_limit() {
    let world = World::new().await;
    let limit = Some(16 << 20);
    let single = Single {
        limits: Limits {
            memory: limit,
            memory_swap: limit,
            ..Limits::default()
        },
        ..world.single(&["eat", "64"])
    };
    let failed = not_ready(&world, &single, Some(&failing())).await;
    assert_eq!(
        failed.to_string(),
        "was killed at its 16 MB limit before it was ready"
    );
}

#[tokio::test]
async fn a_check_that_hangs_is_given_up_and_says_so() {
    let world = World::new().await;
    let id = world.run_single(&world.single(&["hang"])).await;
    let hanging = Health {
        limit: Span(Duration::from_millis(200)),
        ..check(&["/shop", "hang"])
    };
    let limit = Duration::from_secs(3);
    let failed = wait_ready(&world.engine, &id, Some(&hanging), limit).await;
    let said = failed.unwrap_err().to_string();
    let begins = "was not ready within 3s; its last check said: ";
    assert!(said.starts_with(begins), "{said}");
    let ends = "(the check did not end within 200ms)";
    assert!(said.ends_with(ends), "{said}");
    // One that passes still does.
    let passing = check(&["/shop", "exit", "0"]);
    let ready = wait_ready(&world.engine, &id, Some(&passing), WITHIN).await;
    assert!(ready.unwrap().ready);
}

#[tokio::test]
async fn without_a_check_it_runs_or_it_does_not() {
    let world = World::new().await;
    let id = world.run_single(&world.single(&["hang"])).await;
    let ready = wait_ready(&world.engine, &id, None, WITHIN).await.unwrap();
    assert!(ready.ready);
    assert_eq!((ready.health, ready.last_check), (HealthState::None, None));

    let ending = Single {
        name: format!("{}-ending", world.project),
        ..world.single(&["exit", "4"])
    };
    let failed = not_ready(&world, &ending, None).await;
    assert_eq!(failed.to_string(), "exited with code 4 before it was ready");
}

#[tokio::test]
async fn of_its_lines_the_last_are_told() {
    let world = World::new().await;
    let id = world.run_single(&world.single(&["chatter", "100"])).await;
    let limit = Duration::from_secs(2);
    let failed = wait_ready(&world.engine, &id, Some(&failing()), limit).await;
    let lines = failed.unwrap_err().last_lines;
    assert_eq!(lines.len(), LAST_LINES);
    // Which of its two streams the engine hears first is the engine's business.
    let last = ["line 99 ", "line 100 "];
    let told = lines.iter().any(|line| last.contains(&line.as_str()));
    assert!(told, "{lines:?}");
}

#[tokio::test]
async fn what_is_not_there_was_removed() {
    let world = World::new().await;
    let gone = wait_ready(&world.engine, "0000", Some(&failing()), WITHIN).await;
    let gone = gone.unwrap_err();
    assert!(matches!(gone.why, Why::Gone), "{gone}");
    assert_eq!(gone.last_lines, [""; 0]);
}
