//! Containers' lives, and how they are seen.

mod usage;

use std::time::{Duration, Instant};

use super::world::World;
use crate::domain::container::{HealthState, State};
use crate::domain::journal::{Intent, Term};
use crate::engine::{EngineError, RestartPolicy, Volumes};

#[tokio::test]
async fn a_container_is_seen_as_it_is_in_each_part_of_its_life() {
    let world = World::new().await;
    let id = world
        .run_with("serve 80", "    ports: ['127.0.0.1::80']\n")
        .await;
    let seen = world.engine.inspect(&id).await.unwrap();
    assert_eq!(
        (seen.state, seen.health),
        (State::Running, HealthState::None)
    );
    assert_eq!(
        (seen.service(), seen.number(), seen.is_oneoff()),
        (Some("web"), 1, false)
    );
    assert_eq!((seen.ports.len(), seen.ports[0].container_port), (1, 80));
    assert_eq!(
        (seen.image.as_str(), seen.exit_code),
        (world.image.as_str(), None)
    );
    assert!(seen.started.is_some() && seen.finished.is_none());

    world.engine.stop(&world.intent, &id, None).await.unwrap();
    let seen = world.engine.inspect(&id).await.unwrap();
    assert_eq!((seen.state, seen.exit_code), (State::Exited, Some(0)));
    assert!(seen.finished.is_some() && seen.ports.is_empty());
}

#[tokio::test]
async fn what_is_already_as_asked_is_left_alone() {
    let world = World::new().await;
    let id = world.run("hang").await;
    let (engine, intent) = (&world.engine, &world.intent);
    engine.start(intent, &id).await.unwrap();
    for _ in 0..2 {
        engine.stop(intent, &id, None).await.unwrap();
        engine.kill(intent, &id).await.unwrap();
        engine
            .rename(intent, &id, &format!("{}-other", world.project))
            .await
            .unwrap();
    }
    for _ in 0..2 {
        engine.remove(intent, &id, Volumes::Remove).await.unwrap();
    }
    assert!(engine.inspect(&id).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn once_the_lease_is_over_and_stays_over_the_engine_is_asked_for_no_change() {
    let world = World::new().await;
    let id = world.run("hang").await;
    let term = Term::of(Duration::ZERO, Instant::now());
    let late = Intent::committed(world.intent.operation().clone(), 2, term);
    for refused in [
        world.engine.stop(&late, &id, None).await,
        world.engine.rename(&late, &id, "hailer-test-late").await,
    ] {
        assert!(
            matches!(refused, Err(EngineError::LeaseOver { .. })),
            "{refused:?}"
        );
    }
    let seen = world.engine.inspect(&id).await.unwrap();
    assert_eq!(seen.state, State::Running);
    assert!(seen.name.starts_with(world.project.as_str()), "{seen:?}");
}

#[tokio::test]
async fn a_container_that_ignores_sigterm_is_killed_after_its_grace_and_not_before() {
    let world = World::new().await;
    let id = world
        .run_with("ignore-term", "    stop_grace_period: 2s\n")
        .await;
    assert_eq!(
        world.engine.stop_grace(&id).await.unwrap(),
        Duration::from_secs(2)
    );
    let begun = Instant::now();
    world.engine.stop(&world.intent, &id, None).await.unwrap();
    let took = begun.elapsed();
    assert!((1_900..6_000).contains(&took.as_millis()), "{took:?}");
    assert_eq!(
        world.engine.inspect(&id).await.unwrap().exit_code,
        Some(137)
    );
}

#[tokio::test]
async fn a_running_container_is_not_removed_and_a_taken_name_is_not_given_twice() {
    let world = World::new().await;
    let yaml = "services:\n  web:\n    image: IMAGE\n    command: hang\n  api:\n    image: IMAGE\n    command: hang\n";
    let ids = world.up(&world.model(yaml).await).await;
    let removed = world
        .engine
        .remove(&world.intent, &ids[0], Volumes::Keep)
        .await;
    assert!(
        matches!(removed, Err(EngineError::Conflict { .. })),
        "{removed:?}"
    );
    let taken = format!("{}-web-1", world.project);
    let renamed = world.engine.rename(&world.intent, &ids[0], &taken).await;
    let said = renamed.unwrap_err();
    assert!(matches!(said, EngineError::Conflict { .. }), "{said}");
    assert!(said.to_string().contains(&taken), "{said}");
}

#[tokio::test]
async fn a_restart_policy_is_set_and_put_back() {
    let world = World::new().await;
    let id = world.run_with("hang", "    restart: on-failure:3\n").await;
    let before = world.engine.restart_policy(&id).await.unwrap();
    assert_eq!(before, RestartPolicy::OnFailure(3));
    for policy in [RestartPolicy::No, before] {
        world
            .engine
            .set_restart_policy(&world.intent, &id, policy)
            .await
            .unwrap();
        assert_eq!(world.engine.restart_policy(&id).await.unwrap(), policy);
    }
}

#[tokio::test]
async fn a_name_is_found_exactly_or_not_at_all() {
    let world = World::new().await;
    let id = world.run("hang").await;
    let found = world
        .engine
        .by_name(&format!("{}-web-1", world.project))
        .await
        .unwrap();
    assert_eq!(found.unwrap().id, id);
    for not_a_name in [&id[..12], &id, "../networks", "no-such-container-here"] {
        assert_eq!(
            world.engine.by_name(not_a_name).await.unwrap(),
            None,
            "{not_a_name}"
        );
    }
}

#[tokio::test]
async fn the_projects_on_the_engine_are_found_with_their_files_and_services() {
    let world = World::new().await;
    world.run("hang").await;
    let projects = world.engine.compose_projects().await.unwrap();
    let found = projects
        .iter()
        .find(|found| found.name == world.project)
        .unwrap();
    assert_eq!(found.working_dir.as_deref(), world.folder.path().to_str());
    assert_eq!(
        found.config_files,
        [world.compose_file().display().to_string()]
    );
    assert_eq!(
        (found.running, found.containers, found.services.len()),
        (1, 1, 1)
    );
}

#[tokio::test]
async fn a_healthcheck_is_told_with_what_it_last_said() {
    let world = World::new().await;
    let check = "    healthcheck: {test: [CMD, /shop, healthcheck, 'http://127.0.0.1:81/'], interval: 100ms, retries: 1}\n";
    let id = world.run_with("serve 80", check).await;
    let (_, health) = until(
        || world.engine.inspect_with_health(&id),
        |(_, health)| health.last_check.is_some(),
    )
    .await;
    assert!(!health.ready);
    let check = health.last_check.unwrap();
    assert_eq!(check.exit_code, 1);
    assert!(check.output.contains("refused"), "{}", check.output);
}

/// Asks until the answer is as wanted, ten seconds at most.
async fn until<T, F>(mut ask: impl FnMut() -> F, wanted: impl Fn(&T) -> bool) -> T
where
    F: Future<Output = Result<T, EngineError>>,
{
    let begun = Instant::now();
    loop {
        let answer = ask().await.unwrap();
        if wanted(&answer) {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "it never came");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn the_end_of_its_processes_is_heard_unless_others_outlive_the_first() {
    let world = World::new().await;
    let own = world.run("hang").await;
    let engine = &world.engine;
    let stop = engine.stop(&world.intent, &own, None);
    let ids = [own.as_str()];
    let (heard, stopped) = tokio::join!(engine.no_process_is_left(&ids), stop);
    heard.unwrap();
    stopped.unwrap();

    let world = World::new().await;
    let shared = world.run_with("hang", "    pid: host\n").await;
    let ids = [shared.as_str()];
    tokio::select! {
        biased;
        heard = world.engine.no_process_is_left(&ids) => panic!("{heard:?}"),
        stopped = engine.stop(&world.intent, &shared, None) => stopped.unwrap(),
    }
}
