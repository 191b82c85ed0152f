//! A check within a container, and its end.

use std::time::Duration;

use crate::domain::container::{Check, Ending};
use crate::engine::single::{Limits, Single};
use crate::engine::tests::world::World;
use crate::engine::{EngineError, RestartPolicy};

const LIMIT: Duration = Duration::from_secs(20);

async fn check(world: &World, id: &str, words: &[&str]) -> Check {
    let words: Vec<_> = words.iter().map(ToString::to_string).collect();
    world.engine.check(id, &words, LIMIT).await.unwrap()
}

#[tokio::test]
async fn a_check_tells_its_exit_code_and_what_it_printed() {
    let world = World::new().await;
    let id = world.run_single(&world.single(&["hang"])).await;
    let passed = check(&world, &id, &["/shop", "exit", "0"]).await;
    assert_eq!((passed.exit_code, passed.output.as_str()), (0, ""));
    assert!(passed.at.is_some());
    assert_eq!(
        check(&world, &id, &["/shop", "exit", "7"]).await.exit_code,
        7
    );
    let failed = check(
        &world,
        &id,
        &["/shop", "healthcheck", "http://127.0.0.1:1/"],
    )
    .await;
    assert_eq!(failed.exit_code, 1);
    assert!(failed.output.contains("refused"), "{failed:?}");
    let odd = check(&world, &id, &["/shop", "bytes"]).await;
    assert!(odd.output.contains('\u{fffd}'), "{odd:?}");
}

#[tokio::test]
async fn a_check_that_is_no_program_fails_and_says_so() {
    let world = World::new().await;
    let id = world.run_single(&world.single(&["hang"])).await;
    let failed = check(&world, &id, &["/no-such-program"]).await;
    assert_ne!(failed.exit_code, 0);
    assert!(failed.output.contains("/no-such-program"), "{failed:?}");
}

#[tokio::test]
async fn a_check_that_hangs_fails_at_its_limit_with_what_it_printed() {
    let world = World::new().await;
    let id = world.run_single(&world.single(&["hang"])).await;
    let limit = Duration::from_secs(1);
    for (words, first) in [
        (["/shop", "chatter", "1"], "1"),
        (["/shop", "chatter", "100000"], "1"),
    ] {
        let words = words.map(str::to_owned);
        let late = world.engine.check(&id, &words, limit).await.unwrap();
        assert_eq!(late.exit_code, -1);
        assert!(late.output.contains(first), "{late:?}");
        assert!(
            late.output.ends_with("(the check did not end within 1s)"),
            "{late:?}"
        );
        assert!(late.output.len() < 5000, "{}", late.output.len());
    }
}

#[tokio::test]
async fn what_does_not_run_is_not_checked() {
    let world = World::new().await;
    let id = world.run_single(&world.single(&["exit", "0"])).await;
    world.engine.ended(&id).await.unwrap();
    let words = ["/shop".to_owned(), "exit".to_owned(), "0".to_owned()];
    let checked = world.engine.check(&id, &words, LIMIT).await;
    assert!(
        matches!(checked, Err(EngineError::Conflict { .. })),
        "{checked:?}"
    );
    for missing in ["0000", "../networks"] {
        let checked = world.engine.check(missing, &words, LIMIT).await;
        assert!(checked.unwrap_err().is_not_found(), "{missing}");
    }
}

#[tokio::test]
async fn an_end_is_awaited_with_its_exit_code() {
    let world = World::new().await;
    let id = world
        .run_single(&world.single(&["crash", "3", "0.5"]))
        .await;
    let crashed = Ending {
        exit_code: Some(3),
        oom_killed: Some(false),
        memory_limit: None,
    };
    // While it runs, and when it has ended.
    for _ in 0..2 {
        assert_eq!(world.engine.ended(&id).await.unwrap(), crashed);
    }
    let container = world.engine.inspect(&id).await.unwrap();
    assert_eq!(container.ending(), Some(crashed));
    for missing in ["0000", "../networks"] {
        let ended = world.engine.ended(missing).await;
        assert!(ended.unwrap_err().is_not_found(), "{missing}");
    }
}

#[tokio::test]
async fn an_end_after_which_the_engine_starts_it_again_is_an_end() {
    let world = World::new().await;
    let single = Single {
        restart: RestartPolicy::Always,
        ..world.single(&["crash", "3", "0.5"])
    };
    let id = world.run_single(&single).await;
    assert_eq!(world.engine.ended(&id).await.unwrap().exit_code, Some(3));
}

#[tokio::test]
async fn an_end_at_the_memory_limit_says_which() {
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
    let id = world.run_single(&single).await;
    let ending = world.engine.ended(&id).await.unwrap();
    assert_eq!(ending.to_string(), "was killed at its 16 MB limit");
    assert_eq!(ending.exit_code, Some(137));
}
