//! Answers that can't be sent as they were meant to be: they find another way.

use std::time::Duration;

use super::World;
use crate::telegram::{Fault, Place};

/// Asks in a topic while nobody listens; by the time that somebody does, `then` has happened to it. Returns the general topic.
async fn asked_in_a_topic(
    world: &mut World,
    asked: &str,
    then: impl FnOnce(&World, &Place),
) -> Place {
    let forum = world.bot.telegram.forum("Ops");
    let topic = forum.topic("Deploys");
    world.bot.ada.joins(&forum);
    world.bot.ada.says(&topic, "/allow_chat");
    topic.next_message().await;
    world.bot.ends();
    world.bot.ada.says(&topic, asked);
    then(world, &topic);
    world.bot.serves();
    forum
}

async fn is_answered_in_the_general_topic(then: impl FnOnce(&World, &Place)) {
    let mut world = World::new();
    let forum = asked_in_a_topic(&mut world, "/docker-status", then).await;
    let status = forum.next_message().await;
    assert!(status.text().contains("healthy"), "{}", status.drawn());
}

#[tokio::test]
async fn a_preview_that_had_to_be_shown_elsewhere_is_confirmed_there() {
    let mut world = World::new();
    world.lay_out(2, "serve 80");
    let forum = asked_in_a_topic(&mut world, "/deploy", |_, topic| topic.is_deleted()).await;
    let preview = forum.next_message().await;
    let answer = world.bot.ada.presses(&preview, "Confirm").await;
    assert_eq!(answer.text, None, "{}", preview.drawn());
    forum.next_message().await.becomes("✅").await;
    assert_eq!(world.version(), "2");
}

#[tokio::test]
async fn an_answer_to_a_deleted_topic_arrives_in_the_general_one() {
    is_answered_in_the_general_topic(|_, topic| topic.is_deleted()).await;
}

#[tokio::test]
async fn an_answer_to_a_closed_topic_arrives_in_the_general_one() {
    is_answered_in_the_general_topic(|world, topic| topic.is_closed(&world.bot.ada)).await;
}

#[tokio::test]
async fn an_answer_follows_its_group_into_the_supergroup_which_has_to_be_allowed_again() {
    let mut world = World::new();
    let group = world.bot.telegram.group("Ops");
    world.bot.ada.says(&group, "/allow_chat");
    group.next_message().await;
    world.bot.ends();
    world.bot.ada.says(&group, "/docker-status");
    let supergroup = group.becomes_a_supergroup(&world.bot.ada);
    world.bot.serves();
    let mut came = [
        supergroup.next_message().await,
        supergroup.next_message().await,
    ];
    came.sort_by_key(|message| message.buttons() == [["Allow"]]);
    let [status, moved] = came;
    assert!(status.text().contains("healthy"), "{}", status.drawn());
    assert!(
        moved.text().contains("has to be allowed again"),
        "{}",
        moved.drawn()
    );
    world.bot.ada.says(&supergroup, "/docker-status");
    let denied = supergroup.next_message().await;
    assert!(denied.text().contains("/allow"), "{}", denied.drawn());
    world.bot.ada.presses(&moved, "Allow").await;
    supergroup.next_message().await;
    world.bot.ada.says(&supergroup, "/docker-status");
    let status = supergroup.next_message().await;
    assert!(status.text().contains("healthy"), "{}", status.drawn());
}

#[tokio::test]
async fn a_group_that_nobody_allowed_moves_in_silence() {
    let world = World::new();
    let group = world.bot.telegram.group("Ops");
    world.bot.ada.joins(&group);
    let supergroup = group.becomes_a_supergroup(&world.bot.ada);
    world.bot.ada.says(&supergroup, "/allow_chat");
    let first = supergroup.next_message().await;
    assert!(
        first.text().contains("This group may give commands now"),
        "{}",
        first.drawn()
    );
}

#[tokio::test]
async fn a_preview_whose_markup_is_refused_arrives_plain_and_can_be_confirmed() {
    let world = World::new();
    let chat = world.bot.ada.private();
    world.lay_out(2, "serve 80");
    let refused = Fault::Refused("can't parse entities: Unsupported start tag \"x\"");
    world.bot.telegram.fail_next(1, "sendMessage", refused);
    world.bot.ada.says(&chat, "/deploy");
    let preview = chat.next_message().await;
    assert!(preview.buttons().is_empty(), "{}", preview.drawn());
    // Without its tags, what came from outside would come to life in it.
    let whole = preview.text().encode_utf16().count();
    let around = serde_json::json!({ "type": "pre", "offset": 0, "length": whole });
    assert_eq!(preview.entities(), [around]);
    let asks = preview
        .text()
        .ends_with("Reply to this message with yes or no.");
    assert!(asks, "{}", preview.drawn());
    world.bot.ada.to(&chat).replying_to(&preview).says("yes");
    chat.next_message().await.becomes("✅").await;
    assert_eq!(world.version(), "2");
}

#[tokio::test]
async fn a_file_that_never_gets_through_is_left_out_and_holds_nothing_up() {
    let world = World::new();
    world.bot.telegram.be_patient(Duration::from_secs(30));
    world
        .bot
        .telegram
        .fail_next(10, "sendDocument", Fault::Lost);
    world.runs("chatter 1000 100");
    world.has_written(1000).await;
    let chat = world.bot.ada.private();
    world.bot.ada.says(&chat, "/logs web 1000");
    world.bot.ada.says(&chat, "/whoami");
    let logs = chat.next_message().await;
    assert!(
        logs.text().contains("of 1000 lines; all are in"),
        "{}",
        logs.drawn()
    );
    let instead = chat.next_message().await;
    assert!(
        instead.text().contains("couldn't be sent"),
        "{}",
        instead.drawn()
    );
    let next = chat.next_message().await;
    assert!(next.text().contains("Ada"), "{}", next.drawn());
    assert_eq!(world.bot.telegram.calls("sendDocument"), 3);
}

#[tokio::test]
async fn the_end_of_a_log_is_told_at_once_where_its_message_has_to_wait() {
    let world = World::new();
    let chat = world.bot.ada.private();
    world.bot.ada.says(&chat, "/logs web --follow");
    let live = chat.next_message().await;
    world.bot.telegram.be_patient(Duration::from_secs(30));
    let wait = Fault::TooMany(10);
    world.bot.telegram.fail_next(1, "editMessageText", wait);
    world.bot.docker(&["kill", &world.container()]);
    let told = chat.next_message().await;
    assert!(
        told.text()
            .contains("No longer following web: its container has ended"),
        "{}",
        told.drawn()
    );
    assert_eq!(told.buttons(), [["Go on"]]);
    assert_eq!(live.now().buttons(), [["Stop"]], "not painted yet");
    let over = live.becomes("✅").await;
    assert!(over.buttons().is_empty(), "{}", over.drawn());
    world.bot.ada.presses(&told, "Go on").await;
    let again = chat.next_message().await;
    assert!(again.text().contains("logs"), "{}", again.drawn());
}
