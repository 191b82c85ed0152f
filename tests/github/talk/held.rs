//! Production that is held for the pull request whose version it runs, and the chat that is told of every change.

use super::World;

#[tokio::test]
async fn production_is_held_for_a_pull_request_until_that_is_merged() {
    let world = World::new().await;
    let bot = &world.shop.bot;
    bot.at_the_terminal("/docker-config set hold_for_pull on --in shop");
    let chat = world.announces();
    let (pull, _) = world.pull();
    let (_, live) = world.deploys(&pull).await;
    live.becomes("deployed").await;
    let place = format!("acme/shop#{}", pull.number);
    let announced = chat.next_message().await;
    for part in ["The deploy of ada: deployed release 1", "asked in", &place] {
        assert!(announced.text().contains(part), "{}", announced.drawn());
    }
    let status = bot.at_the_terminal("/docker-status");
    let held = format!("ada, for pull request {place}");
    assert!(status.contains(&held), "{status}");

    let issue = world.issue();
    world.bob.comments(&issue, "/docker-restart");
    let refused = issue.next_comment().await;
    assert!(refused.text().contains("holds shop"), "{}", refused.text());
    world.ada.merges(&pull);
    let released = chat.next_message().await;
    let over = format!("pull request {place} was merged, so the hold of ada is released");
    assert!(released.text().contains(&over), "{}", released.drawn());
    world.bob.comments(&issue, "/docker-restart");
    let preview = issue.next_comment().await;
    assert!(preview.text().contains("/confirm"), "{}", preview.text());
}

#[tokio::test]
async fn what_everybody_may_not_read_is_told_in_the_chat_for_changes() {
    let world = World::public().await;
    let chat = world.announces();
    world.pushes_that("cart", 2, crate::shop::FAILS);
    let pull = world
        .ada
        .opens_pull(&world.repository, "cart", &world.repository);
    let (_, live) = world.deploys(&pull).await;
    live.becomes("rolled back").await;
    let preview = chat.next_message().await;
    assert!(
        preview.text().contains("deploy would"),
        "{}",
        preview.drawn()
    );
    let announced = chat.next_message().await;
    assert!(
        announced.text().contains("The deploy of ada"),
        "{}",
        announced.drawn()
    );
    assert!(announced.text().contains("exit"), "{}", announced.drawn());
    assert!(!live.text().contains("exit"), "{}", live.text());
}

#[tokio::test]
async fn why_something_is_refused_in_public_is_told_in_the_chat_for_changes() {
    let world = World::public().await;
    let chat = world.announces();
    let bot = &world.shop.bot;
    bot.at_the_terminal("/docker-config set require_checks green --in shop");
    let (pull, _) = world.pull();
    world.ada.comments(&pull, "/docker-deploy");
    let refused = pull.next_comment().await;
    assert!(!refused.text().contains("checked"), "{}", refused.text());
    let told = chat.next_message().await;
    assert!(
        told.text().contains("nothing has checked it"),
        "{}",
        told.drawn()
    );
}

#[tokio::test]
async fn a_hold_ends_with_the_version_that_it_was_taken_for() {
    let world = World::new().await;
    let bot = &world.shop.bot;
    bot.at_the_terminal("/docker-config set hold_for_pull on --in shop");
    let (pull, _) = world.pull();
    world.deploys(&pull).await.1.becomes("deployed").await;
    world.pushes("main", 3);
    let issue = world.issue();
    let (_, live) = world.deploys(&issue).await;
    live.becomes("deployed").await;
    let status = bot.at_the_terminal("/docker-status");
    assert!(!status.contains("held by"), "{status}");
}
