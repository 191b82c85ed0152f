//! What is said to a preview, in time and too late.

use super::World;
use crate::telegram::{Place, Received};

/// A preview that came too late to be answered, and where it stands.
async fn expired() -> (World, Place, Received) {
    let world = World::new();
    let chat = world.bot.ada.private();
    world.lay_out(2, "serve 80");
    world.bot.ada.says(&chat, "/deploy");
    let preview = chat.next_message().await;
    world.previews_expire().await;
    (world, chat, preview)
}

#[tokio::test]
async fn a_button_of_an_expired_preview_says_so_and_goes() {
    let (world, chat, preview) = expired().await;
    let answer = world.bot.ada.presses(&preview, "Confirm").await;
    assert_eq!(answer.text, None);
    let told = chat.next_message().await;
    assert!(told.text().contains("expired at"), "{}", told.drawn());
    assert!(
        told.text().contains("Nothing was changed."),
        "{}",
        told.drawn()
    );
    let rested = preview.edited().await;
    assert!(rested.buttons().is_empty(), "{}", rested.drawn());
    assert_eq!(world.version(), "1");
}

#[tokio::test]
async fn a_yes_in_reply_to_an_expired_preview_changes_nothing() {
    let (world, chat, preview) = expired().await;
    world.bot.ada.to(&chat).replying_to(&preview).says("yes");
    let told = chat.next_message().await;
    assert!(told.text().contains("expired at"), "{}", told.drawn());
    assert_eq!(world.version(), "1");
}

#[tokio::test]
async fn a_no_in_reply_changes_nothing_and_a_yes_in_words_deploys() {
    let world = World::new();
    let chat = world.bot.ada.private();
    world.lay_out(2, "serve 80");
    world.bot.ada.says(&chat, "/docker deploy");
    let preview = chat.next_message().await;
    world.bot.ada.to(&chat).replying_to(&preview).says("no");
    let declined = chat.next_message().await;
    assert!(
        declined.text().contains("nothing was changed"),
        "{}",
        declined.drawn()
    );
    assert_eq!(world.version(), "1");
    world.bot.ada.says(&chat, "/docker deploy");
    chat.next_message().await;
    world.bot.ada.says(&chat, "/docker-deploy yes");
    chat.next_message().await.becomes("✅").await;
    assert_eq!(world.version(), "2");
}
