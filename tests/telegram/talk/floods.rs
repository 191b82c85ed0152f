//! Much of it: long logs, wild lines, and somebody who doesn't stop asking.

use std::time::Duration;

use super::World;

#[tokio::test]
async fn ten_megabytes_of_log_are_a_file_and_the_last_lines() {
    let world = World::new();
    world.bot.telegram.be_patient(Duration::from_mins(3));
    world.runs("chatter 10000 1000");
    let chat = world.bot.ada.private();
    world.has_written(10_000).await;
    world.bot.ada.says(&chat, "/logs web 10000");
    let last = chat.next_message().await;
    let (name, bytes) = match last.file() {
        Some(file) => file,
        None => chat.next_message().await.file().unwrap(),
    };
    assert!(
        last.text().contains("of 10000 lines; all are in"),
        "{}",
        last.drawn()
    );
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(text.lines().count(), 10_000, "{name}");
}

#[tokio::test]
async fn lines_full_of_markup_are_shown_as_they_are() {
    let world = World::new();
    let wild = "<b>x</b> &amp; </pre></code> ``` *_[a](b) @everyone";
    std::fs::write(world.bot.path("shop/wild"), format!("{wild}\n")).unwrap();
    world.runs("show /wild\n    volumes: ['./wild:/wild']");
    let chat = world.bot.ada.private();
    world.bot.ada.says(&chat, "/logs");
    let logs = chat.next_message().await;
    assert!(logs.text().contains(wild), "{}", logs.drawn());
}

#[tokio::test]
async fn whoever_floods_is_not_answered_and_others_are() {
    let world = World::new();
    // Each denial is on record before the next is looked at, and a disk may take its time for that.
    world.bot.telegram.be_patient(Duration::from_mins(3));
    let eve = world.bot.telegram.person("Eve");
    for _ in 0..200 {
        eve.says(&eve.private(), "/docker-deploy yes");
    }
    let chat = world.bot.ada.private();
    world.bot.ada.says(&chat, "/whoami");
    let whoami = chat.next_message().await;
    assert!(whoami.text().contains("Ada"), "{}", whoami.drawn());
    world.bot.telegram.all_is_taken().await;
    eve.private().next_message().await;
    eve.says(&eve.private(), "/whoami");
    let next = eve.private().next_message().await;
    assert!(next.text().contains("Eve"), "{}", next.drawn());
    assert_eq!(world.bot.telegram.floods(), 0);
    assert_eq!(world.version(), "1");
}
