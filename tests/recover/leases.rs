//! Whose lease lasts is left alone; whose lease has run out is recovered by whoever needs the project.

use std::sync::Arc;

use hailer::app;
use hailer::command;
use hailer::config::{Config, Environment};
use hailer::domain::actor::{Conversation, Place, Platform};
use hailer::domain::journal::{OperationState, Step};
use hailer::frontend::console;
use hailer::reply::{Block, Progress, Responder, Status};
use hailer::router::Request;

use crate::world::{World, begun, done, said};

/// Shows nothing.
struct Quiet;

impl Responder for Quiet {
    fn progress(&self, _: Progress) {}
    fn line(&self, _: &str) {}
}

#[tokio::test]
async fn a_command_recovers_what_was_interrupted_and_leaves_alone_what_is_alive() {
    let world = World::new().await;
    let before = world.observe();
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let killed = world.killed("/docker-deploy", done(stops)).await;
    let (data, home) = (world.data(), world.home.path());
    let environment = Environment::of([
        ("HAILER_DATA_DIR", data.to_str().unwrap()),
        ("HAILER_ALLOWED_ROOTS", home.to_str().unwrap()),
    ]);
    // A Hailer that has been running all along: nothing was recovered at its start.
    let router = app::open(&Config::from_env(&environment).unwrap())
        .await
        .unwrap();
    let actor = console::actor().unwrap();
    let reply = router
        .handle(Request {
            conversation: Conversation::new(Platform::Console, &actor.display_name),
            actor,
            place: Place::Terminal,
            asked_at: None,
            invocation: command::parse("/docker-start --in shop").unwrap(),
            deploys: None,
            responder: Arc::new(Quiet),
        })
        .await;
    assert_eq!(reply.status, Status::Done, "{reply:?}");
    let Block::List(told) = &reply.blocks[0] else {
        panic!("{reply:?}");
    };
    assert!(told[0].starts_with("shop: The deploy of "), "{told:?}");
    router.close().await;
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
    let state = world.operation(&killed.0).await.state;
    assert_eq!(state, OperationState::RolledBack);

    let mut deploy = world.begins("/docker-deploy");
    let applies = |step: &Step| matches!(step, Step::ApplyFiles { .. });
    let alive = world.journal_has(&mut deploy, begun(applies)).await;
    let told = world.says("/docker-status");
    assert!(!told.contains("interrupted"), "{told}");
    let output = deploy.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let state = world.operation(&alive).await.state;
    assert_eq!(state, OperationState::Done);
    world.assert_version_2();
}
