//! Whose lease lasts is left alone; whose lease has run out is recovered by whoever needs the project.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use hailer::command;
use hailer::domain::actor::{Conversation, Place, Platform};
use hailer::domain::journal::{OperationState, Step};
use hailer::domain::name::{CodebaseName, OperationId};
use hailer::domain::operation::Operation;
use hailer::frontend::console;
use hailer::reply::{Block, Progress, Responder, Status};
use hailer::router::{Request, Router};

use crate::world::{World, begun, done, said};

/// Shows nothing, and remembers of what it was told.
#[derive(Default)]
struct Heard(Mutex<Vec<OperationId>>);

impl Responder for Heard {
    fn progress(&self, progress: Progress) {
        self.0.lock().unwrap().push(progress.operation);
    }

    fn line(&self, _: &str) {}
}

fn shop() -> CodebaseName {
    CodebaseName::new("shop").unwrap()
}

/// What whoever sits at the terminal asks for.
fn request(router: &Router, line: &str, responder: Arc<dyn Responder>) -> Request {
    let actor = console::actor().unwrap();
    Request {
        conversation: Conversation::new(Platform::Console, &actor.display_name),
        actor,
        place: Place::Terminal,
        asked_at: None,
        received_at: router.store().now(),
        again: false,
        invocation: command::parse(line).unwrap(),
        deploys: None,
        responder,
    }
}

#[tokio::test]
async fn a_command_recovers_what_was_interrupted_and_leaves_alone_what_is_alive() {
    let world = World::new().await;
    let before = world.observe();
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let killed = world.killed("/docker-deploy", done(stops)).await;
    // A Hailer that has been running all along: nothing was recovered at its start.
    let router = world.router().await;
    let heard = Arc::new(Heard::default());
    let shown = Arc::clone(&heard) as Arc<dyn Responder>;
    let asked = request(&router, "/docker-start --in shop", shown);
    let reply = router.handle(asked).await;
    assert_eq!(reply.status, Status::Done, "{reply:?}");
    let Block::List(told) = &reply.blocks[0] else {
        panic!("{reply:?}");
    };
    assert!(told[0].starts_with("shop: The deploy of "), "{told:?}");
    // Whoever follows the start isn't shown another operation.
    assert!(!heard.0.lock().unwrap().contains(&killed.0));
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

#[tokio::test]
async fn a_yes_that_waits_until_another_operation_is_put_right_is_not_taken_for_abandoned() {
    let world = World::new().await;
    // So long it takes to see that what is put back stays up.
    world.says("/docker-config set stability_window 15s");
    let router = world.router().await;
    let unseen = || Arc::new(Heard::default()) as Arc<dyn Responder>;
    let stops = |step: &Step| matches!(step, Step::StopContainer { .. });
    let killed = world.killed("/docker-deploy", done(stops)).await;
    world.lapsed(&killed.0).await;
    let preview = router
        .handle(request(&router, "/docker-restart kept --in shop", unseen()))
        .await;
    assert_eq!(preview.status, Status::NeedsConfirmation, "{preview:?}");
    let yes = router.handle(request(
        &router,
        "/docker-restart kept --in shop yes",
        unseen(),
    ));
    let waiting = async {
        let queued = |all: Vec<Operation>| {
            let mut queued = all
                .into_iter()
                .filter(|one| one.state == OperationState::Queued);
            queued.next().map(|one| one.queued_at)
        };
        let mut seen = BTreeSet::new();
        loop {
            let last = world.store.recent_operations(&shop(), 2).await.unwrap();
            match queued(last) {
                Some(at) => drop(seen.insert(at)),
                None if seen.is_empty() => {}
                None => return seen,
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    let (reply, renewed) = tokio::join!(yes, waiting);
    assert_eq!(reply.status, Status::Done, "{reply:?}");
    let (first, last) = (renewed.first().unwrap(), renewed.last().unwrap());
    assert!(*last - *first > TimeDelta::seconds(4), "{renewed:?}");
    router.close().await;
}
