//! A bot that is asked to end.

use crate::talk::World;

#[tokio::test]
async fn asked_to_end_in_the_middle_of_a_deploy_it_leaves_that_to_the_next_bot() {
    let mut world = World::new();
    let chat = world.bot.ada.private();
    world.lay_out(2, "hang");
    world.bot.ada.says(&chat, "/deploy");
    let preview = chat.next_message().await;
    world.bot.ada.presses(&preview, "Confirm").await;
    let live = chat.next_message().await;
    live.becomes("replacing web").await;
    world.bot.ends();
    world.bot.serves();
    let mut told = chat.next_message().await;
    while !told.text().contains("was put back") {
        told = chat.next_message().await;
    }
    assert_eq!(world.version(), "1");
    world.bot.ada.says(&chat, "/whoami");
    let next = chat.next_message().await;
    assert!(next.text().contains("Ada"), "told once: {}", next.drawn());
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
