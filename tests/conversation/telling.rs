//! Telling how an operation ended: once, in the chat where it was let happen, also if the program that was asked is gone.

use std::sync::{Arc, Mutex};

use hailer::domain::name::OperationId;
use hailer::reply::{Progress, Responder, Status};
use hailer::store::outbox::Letter;
use insta::assert_snapshot;
use serde_json::json;

use crate::world::{Said, Speaker, WEB, World};

/// Puts an answer out, as a front end does.
async fn puts(speaker: &Speaker<'_>, answer: &Said) -> bool {
    let letter = Letter {
        conversation: speaker.conversation.clone(),
        tells: answer.tells.clone(),
        says_more: answer.says_more,
        body: json!({ "text": answer.text }),
    };
    speaker.outbox().put(&letter).await.unwrap()
}

/// Remembers which operations progress was shown of.
#[derive(Default)]
struct Shown(Mutex<Vec<OperationId>>);

impl Responder for Shown {
    fn progress(&self, progress: Progress) {
        self.0.lock().unwrap().push(progress.operation);
    }

    fn line(&self, _: &str) {}
}

#[tokio::test]
async fn the_answer_that_ends_an_operation_names_it_and_is_put_out_once() {
    let world = World::running(WEB).await;
    world.says("/grant telegram:7 operator shop").await;
    let ada = world.as_telegram(7);
    let preview = ada.says("/docker-restart").await;
    assert_eq!(preview.tells, []);
    let shown = Arc::new(Shown::default());
    let done = ada.says_heard_by("yes", shown.clone()).await;
    assert_eq!(done.status, Status::Done, "{done}");
    let operation = OperationId::new(done.data["operation"].as_str().unwrap()).unwrap();
    assert_eq!(done.tells, std::slice::from_ref(&operation));
    let shown = shown.0.lock().unwrap().clone();
    assert!(!shown.is_empty(), "progress was shown");
    assert!(shown.iter().all(|shown| *shown == operation), "{shown:?}");
    assert!(puts(&ada, &done).await);
    assert!(!puts(&ada, &done).await);
    let again = ada.says("yes").await;
    assert_eq!(again.tells, []);
    assert!(puts(&ada, &again).await);
}

#[tokio::test]
async fn the_answer_to_a_yes_after_which_nothing_began_names_what_it_had_queued() {
    let world = World::running(WEB).await;
    world.says("/docker-config set confirm_by another").await;
    for (id, name) in [(7, "Ada"), (8, "Bea")] {
        world
            .says(&format!("/grant telegram:{id} operator shop"))
            .await;
        let store = world.store().await;
        let person = store.add_person(name).await.unwrap();
        let who = format!("telegram:{id}").parse().unwrap();
        store.link(&who, &person).await.unwrap();
    }
    let group = |id| world.as_telegram(id).in_group("-100");
    let (ada, bea) = (group(7), group(8));
    world.allow(&ada.conversation).await;
    ada.says("/docker-restart").await;
    world.says("/revoke telegram:7 shop").await;
    let started = world.started("web");
    let denied = bea.says("yes").await;
    assert_eq!(denied.status, Status::Denied, "{denied}");
    assert_eq!(world.started("web"), started);
    assert_eq!(denied.tells.len(), 1);
    assert!(puts(&bea, &denied).await);
    assert!(!puts(&bea, &denied).await);
}

#[tokio::test]
async fn an_end_whose_program_did_not_come_to_answer_is_told_by_another() {
    let world = World::running(WEB).await;
    world.says("/grant telegram:7 operator shop").await;
    let ada = world.as_telegram(7);
    ada.says("/docker-restart").await;
    let killed = ada.clone().in_another_process().await;
    let lost = killed.says("yes").await;
    assert_eq!(lost.status, Status::Done, "{lost}");
    let told = ada.is_still_to_be_told().await;
    assert_eq!(told.tells, lost.tells);
    assert_snapshot!(told, @"
    shop: restarted and verified

    operation  OPERATION
    took  SPAN

    Status  /docker-status
    (exit 0)
    ");
    assert!(puts(&ada, &told).await);
    assert!(!puts(&ada, &lost).await);
}

#[tokio::test]
async fn a_plan_that_asks_anew_is_put_out_also_where_it_was_told_that_the_one_before_it_was_not_done()
 {
    let world = World::running(WEB).await;
    world.says("/grant telegram:7 operator shop").await;
    let ada = world.as_telegram(7);
    ada.says("/docker-restart").await;
    world.compose(&["up", "--detach", "--wait", "--force-recreate"]);
    let anew = ada.says("yes").await;
    assert_eq!(anew.status, Status::NeedsConfirmation, "{anew}");
    // The second plan took longer than others wait with the end of the first.
    let told = ada.is_still_to_be_told().await;
    assert_eq!(told.tells, anew.tells);
    assert!(puts(&ada, &told).await);
    assert!(puts(&ada, &anew).await);
    let done = ada.says(&format!("/confirm {}", anew.confirmation())).await;
    assert_eq!(done.status, Status::Done, "{done}");
}
