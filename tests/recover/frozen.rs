//! Two Hailers on one PostgreSQL: never do both work on a project, also where one was asleep.

use std::sync::Arc;

use hailer::domain::journal::{OperationState, Step};
use hailer::domain::name::CodebaseName;
use hailer::reply::{Progress, Responder};
use rustix::process::Signal;

use crate::support::dockerd::signal;
use crate::support::postgres::Postgres;
use crate::world::{Own, World, begun, said};

struct Unseen;

impl Responder for Unseen {
    fn progress(&self, _: Progress) {}

    fn line(&self, _: &str) {}
}

async fn on_postgres() -> World {
    let postgres = Some(Postgres::start());
    let own = Own {
        postgres,
        ..Own::default()
    };
    World::with(own).await
}

#[tokio::test]
async fn one_that_was_frozen_and_taken_over_does_nothing_more_when_it_wakes() {
    let world = on_postgres().await;
    let before = world.observe();
    let mut frozen = world.begins("/docker-deploy");
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let operation = world.journal_has(&mut frozen, begun(stops)).await;
    signal(frozen.id().cast_signed(), Signal::STOP);
    world.lapsed(&operation).await;
    let told = world.says("/docker-status");
    assert!(told.contains("The deploy of"), "{told}");
    assert_eq!(world.observe(), before);
    let journal = world.store.steps(&operation).await.unwrap();

    signal(frozen.id().cast_signed(), Signal::CONT);
    let output = frozen.wait_with_output().unwrap();
    let words = said(&output);
    let words: Vec<_> = words.split_whitespace().collect();
    assert!(!output.status.success(), "{words:?}");
    assert!(words.join(" ").contains("has taken operation"), "{words:?}");
    let later = world.store.steps(&operation).await.unwrap();
    assert_eq!(later.len(), journal.len(), "{later:?}");
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::RolledBack);
}

#[tokio::test]
async fn one_that_wakes_leaves_the_end_that_another_brought_about_to_be_told() {
    let world = on_postgres().await;
    let mut frozen = world.begins("/docker-deploy");
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let operation = world.journal_has(&mut frozen, begun(stops)).await;
    signal(frozen.id().cast_signed(), Signal::STOP);
    world.lapsed(&operation).await;
    let router = world.router().await;
    let unseen: Arc<dyn Responder> = Arc::new(Unseen);
    assert_eq!(router.recover(&unseen).await.unwrap().len(), 1);

    signal(frozen.id().cast_signed(), Signal::CONT);
    let words = said(&frozen.wait_with_output().unwrap());
    assert!(words.contains("has taken operation"), "{words}");
    let untold = router.untold().await.unwrap();
    assert_eq!(untold.len(), 1, "{untold:?}");
    assert_eq!(untold[0].operation, operation);
    router.close().await;
}

#[tokio::test]
async fn of_two_that_begin_at_once_one_at_a_time_works() {
    let world = on_postgres().await;
    let both = [(); 2].map(|()| world.begins("/docker-deploy"));
    let outputs = both.map(|child| child.wait_with_output().unwrap());
    let good = outputs.iter().filter(|output| output.status.success());
    assert!(good.count() >= 1, "{outputs:?}");
    let shop = CodebaseName::new("shop").unwrap();
    let all = world.store.recent_operations(&shop, 10).await.unwrap();
    let mut worked: Vec<_> = all
        .iter()
        .filter_map(|operation| operation.begun_at.zip(operation.ended_at))
        .collect();
    worked.sort();
    let apart = worked.windows(2).all(|pair| pair[0].1 <= pair[1].0);
    assert!(apart, "{all:?}");
    world.assert_version_2();
    world.assert_nothing_left().await;
}
