//! A deploy that has failed and is on its way back when its own Hailer is frozen, or its database lost: whoever still has it
//! brings it to its end, and nobody else puts one on record.

use std::process::Child;
use std::time::Duration;

use hailer::domain::journal::{OperationState, Step};
use hailer::domain::name::OperationId;
use hailer::store::StoreError;
use rustix::process::Signal;

use crate::support::dockerd::signal;
use crate::support::postgres::Postgres;
use crate::world::{Own, World, begun, kill, said};

/// What a rollback answers at a terminal.
const ROLLED_BACK: i32 = 6;

async fn on_postgres() -> World {
    World::with(Own {
        postgres: Some(Postgres::start()),
        ..Own::default()
    })
    .await
}

/// Begins a deploy that fails, and waits until it is on its way back.
async fn goes_back(world: &World) -> (Child, OperationId) {
    let compose = world.workspace().join("compose.yaml");
    let broken = std::fs::read_to_string(&compose).unwrap();
    let broken = broken.replace("[serve, \"8081\"]", "[crash, \"1\"]");
    std::fs::write(&compose, broken).unwrap();
    let mut deploy = world.begins("/docker-deploy");
    let undoes = |step: &Step| matches!(step, Step::UndoFiles { .. });
    let operation = world.journal_has(&mut deploy, begun(undoes)).await;
    (deploy, operation)
}

/// What a child says when it is set free, and how it ends.
fn set_free(frozen: Child) -> (String, Option<i32>) {
    signal(frozen.id().cast_signed(), Signal::CONT);
    let output = frozen.wait_with_output().unwrap();
    let words = said(&output);
    let words: Vec<_> = words.split_whitespace().collect();
    (words.join(" "), output.status.code())
}

#[tokio::test]
async fn frozen_past_its_lease_and_not_taken_over_it_goes_on_and_ends_it_itself() {
    let world = on_postgres().await;
    let before = world.observe();
    let (frozen, operation) = goes_back(&world).await;
    signal(frozen.id().cast_signed(), Signal::STOP);
    world.lapsed(&operation).await;
    let (words, code) = set_free(frozen);
    assert_eq!(code, Some(ROLLED_BACK), "{words}");
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::RolledBack);
}

#[tokio::test]
async fn frozen_and_taken_over_it_does_nothing_more_and_puts_no_end_on_record() {
    let world = on_postgres().await;
    let before = world.observe();
    let (frozen, operation) = goes_back(&world).await;
    signal(frozen.id().cast_signed(), Signal::STOP);
    world.lapsed(&operation).await;
    let told = world.says("/docker-status");
    assert!(told.contains("The deploy of"), "{told}");
    let ended = world.operation(&operation).await;
    assert_eq!(ended.state, OperationState::RolledBack);
    let steps = world.store.steps(&operation).await.unwrap().len();
    let (words, _) = set_free(frozen);
    assert!(words.contains("has taken operation"), "{words}");
    let later = world.store.steps(&operation).await.unwrap();
    assert_eq!(later.len(), steps, "{later:?}");
    assert_eq!(world.operation(&operation).await, ended);
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
}

#[tokio::test]
async fn a_database_that_is_away_for_a_moment_makes_no_failure_of_a_rollback() {
    let mut world = on_postgres().await;
    let before = world.observe();
    let (deploy, operation) = goes_back(&world).await;
    let postgres = world.own.postgres.as_mut().unwrap();
    postgres.kill();
    postgres.start_again();
    let output = deploy.wait_with_output().unwrap();
    let words = said(&output);
    let words: Vec<_> = words.split_whitespace().collect();
    let words = words.join(" ");
    if output.status.code() != Some(ROLLED_BACK) {
        assert!(words.contains("is left in the middle"), "{words}");
        world.lapsed(&operation).await;
        let told = world.says("/docker-status");
        assert!(told.contains("The deploy of"), "{told}");
    }
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::RolledBack, "{words}");
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
}

#[tokio::test]
async fn a_word_that_the_gate_has_passed_comes_too_late_for_who_goes_back() {
    let world = World::new().await;
    let before = world.observe();
    let gates = |step: &Step| matches!(step, Step::Gate { .. });
    let (operation, _) = world.killed("/docker-deploy", begun(gates)).await;
    // Its last word is about to be put on record.
    let length = Duration::from_secs(1);
    let lease = world.store.adopt(&operation, length).await.unwrap();
    let passed = world.store.intend(&lease, &Step::GatePassed);
    let passed = passed.await.unwrap();
    world.lapsed(&operation).await;
    let mut recovering = world.begins("/docker-status");
    let undoes = |step: &Step| matches!(step, Step::UndoFiles { .. });
    world.journal_has(&mut recovering, begun(undoes)).await;
    kill(recovering);
    let late = world.store.done(&passed, serde_json::json!({})).await;
    assert!(matches!(late, Err(StoreError::NotFound { .. })), "{late:?}");
    world.lapsed(&operation).await;
    world.says("/docker-status");
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
    let state = world.operation(&operation).await.state;
    assert_eq!(state, OperationState::RolledBack);
}
