//! Answers, where GitHub or the bot fails in the very moment.

use super::World;
use crate::github::{Conversation, Fault, Said};

const CREATE: &str = "issues/create-comment";
const EDIT: &str = "issues/update-comment";

/// Bob asks for a restart and says yes. Returns that with the comment that shows how it goes.
async fn restarts(world: &World, issue: &Conversation) -> (Said, Said) {
    world.bob.comments(issue, "/docker-restart");
    issue.next_comment().await;
    let yes = world.bob.comments(issue, "/docker-restart yes");
    (yes, issue.next_comment().await)
}

#[tokio::test]
async fn an_answer_in_place_of_a_comment_that_was_deleted_is_written_once() {
    let mut world = World::new().await;
    let issue = world.issue();
    let (yes, live) = restarts(&world, &issue).await;
    world.ada.deletes(&live);
    world.github.fail_next(1, CREATE, Fault::Unanswered);
    let answer = issue.next_comment().await;
    world.shop.bot.is_killed();
    world.shop.bot.serves();
    yes.gets("rocket").await;
    answer.becomes("restarted").await;
    assert_eq!(issue.unread(), 0);
    assert!(!answer.is_deleted() && live.is_deleted());
}

#[tokio::test]
async fn an_outcome_that_its_thread_doesnt_take_is_told_elsewhere_and_tried_again() {
    let world = World::new().await;
    let issue = world.issue();
    let chat = world.announces();
    // One of them may be for what is shown on the way.
    world.github.fail_next(3, EDIT, Fault::Status(403));
    let (yes, live) = restarts(&world, &issue).await;
    let told = chat.next_message().await;
    assert!(told.text().contains("restarted"), "{}", told.drawn());
    let thread = format!("acme/shop#{}", issue.number);
    assert!(told.text().contains(&thread), "{}", told.drawn());
    live.becomes("restarted").await;
    yes.gets("rocket").await;
    assert_eq!((issue.unread(), chat.unread()), (0, 0));
}

#[tokio::test]
async fn a_create_that_a_killed_bot_had_begun_is_not_begun_by_the_next() {
    let mut world = World::new().await;
    world.shop.has_what_hangs();
    let issue = world.issue();
    world.bob.comments(&issue, "/docker-create hangs");
    let live = issue.next_comment().await;
    live.becomes("waiting until it is ready").await;
    world.shop.bot.is_killed();
    world.shop.bot.serves();
    live.becomes("create of bob was interrupted").await;
    let answer = issue.next_comment().await;
    let text = answer.text();
    assert!(text.contains("this isn't begun once more"), "{text}");
    assert_eq!(issue.unread(), 0);
}
