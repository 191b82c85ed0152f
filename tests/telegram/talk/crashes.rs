//! Hailer ends in the middle, or Telegram does: nothing is lost, nothing is done twice, and the end is told.

use std::time::Duration;

use super::World;

#[tokio::test]
async fn what_a_killed_bot_had_begun_is_put_right_by_the_next_and_told_once() {
    let mut world = World::new();
    let chat = world.bot.ada.private();
    world.lay_out(2, "serve 80");
    world
        .bot
        .at_the_terminal("/docker-config set stability_window 10m");
    world.lay_out(3, "serve 80 200");
    world.bot.ada.says(&chat, "/deploy");
    let preview = chat.next_message().await;
    world.bot.ada.presses(&preview, "Confirm").await;
    let live = chat.next_message().await;
    live.becomes("web").await;
    world.bot.is_killed();
    world.bot.serves();
    let told = chat.next_message().await;
    assert!(told.text().contains("interrupted"), "{}", told.drawn());
    assert_eq!(world.version(), "1");
    world.bot.ada.says(&chat, "/whoami");
    let next = chat.next_message().await;
    assert!(next.text().contains("Ada"), "told once: {}", next.drawn());
    assert!(live.now().is_deleted(), "{}", live.now().drawn());
}

#[tokio::test]
async fn an_update_that_was_written_down_is_answered_by_the_next_bot() {
    let mut world = World::new();
    let chat = world.bot.ada.private();
    world.bot.is_killed();
    world.bot.ada.says(&chat, "/whoami");
    world
        .bot
        .ada
        .to(&chat)
        .ago(Duration::from_mins(11))
        .says("/docker-status");
    world.bot.serves();
    let whoami = chat.next_message().await;
    assert!(whoami.text().contains("Ada"), "{}", whoami.drawn());
    let late = chat.next_message().await;
    assert!(
        late.text().contains("Expired, send it again"),
        "{}",
        late.drawn()
    );
}

#[tokio::test]
async fn an_answer_waits_for_telegram_to_come_back() {
    let mut world = World::new();
    let chat = world.bot.ada.private();
    world.lay_out(2, "serve 80");
    world.bot.ada.says(&chat, "/deploy");
    let preview = chat.next_message().await;
    world.bot.ada.presses(&preview, "Confirm").await;
    world.bot.telegram.goes_down();
    while world.version() != "2" {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    world.bot.ends();
    world.bot.telegram.comes_up();
    world.bot.serves();
    loop {
        let message = chat.next_message().await;
        if message.text().contains("deployed") {
            break;
        }
    }
    assert_eq!(chat.unread(), 0);
}

#[tokio::test]
async fn asked_to_end_it_says_what_it_has_done_so_far() {
    let mut world = World::new();
    let chat = world.bot.ada.private();
    world.bot.ada.says(&chat, "/whoami");
    chat.next_message().await;
    world.bot.ends();
    world.bot.serves();
    world.bot.ada.says(&chat, "/whoami");
    let again = chat.next_message().await;
    assert!(again.text().contains("Ada"), "{}", again.drawn());
    assert_eq!(chat.unread(), 0);
}
