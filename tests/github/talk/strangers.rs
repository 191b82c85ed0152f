//! Who may do nothing, and what nobody may.

use super::World;

#[tokio::test]
async fn whoever_may_not_gets_a_sign_and_no_word_and_is_on_record() {
    let world = World::new().await;
    let issue = world.issue();
    let asked = world.eve.comments(&issue, "/docker-deploy");
    asked.gets("confused").await;
    world.ada.comments(&issue, "/audit --denied");
    let audit = issue.next_comment().await;
    assert!(audit.text().contains("may"), "{}", audit.text());
    let denied = world.shop.bot.at_the_terminal("/audit --denied");
    assert!(denied.contains("eve"), "{denied}");
    assert_eq!(world.shop.version(), "1");
}

#[tokio::test]
async fn whoever_may_write_may_restart_and_not_deploy() {
    let world = World::new().await;
    let (pull, _) = world.pull();
    let asked = world.bob.comments(&pull, "/docker-deploy");
    let refused = pull.next_comment().await;
    asked.gets("confused").await;
    assert!(refused.text().contains("operator"), "{}", refused.text());
    world.bob.comments(&pull, "/docker-restart");
    pull.next_comment().await;
    world.bob.comments(&pull, "/docker-restart yes");
    pull.next_comment().await.becomes("restarted").await;
}

#[tokio::test]
async fn a_permission_that_is_taken_away_before_the_yes_is_gone() {
    let world = World::new().await;
    let (pull, _) = world.pull();
    world.ada.comments(&pull, "/docker-deploy");
    pull.next_comment().await;
    world
        .repository
        .gives(&world.ada, crate::github::Role::Read);
    // GitHub's word counts for a moment.
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    let yes = world.ada.comments(&pull, "/docker-deploy yes");
    yes.gets("confused").await;
    assert_eq!(world.shop.version(), "1");
    assert_eq!(pull.unread(), 0);
}

#[tokio::test]
async fn a_conversation_that_is_closed_is_no_place_to_ask_in() {
    let world = World::new().await;
    let issue = world.issue();
    world.ada.closes(&issue);
    world.ada.comments(&issue, "/docker-restart");
    let refused = issue.next_comment().await;
    assert!(
        refused.text().contains("closed or locked"),
        "{}",
        refused.text()
    );
}

#[tokio::test]
async fn in_a_public_repository_no_log_is_shown() {
    let world = World::public().await;
    let issue = world.issue();
    world.ada.comments(&issue, "/docker-logs");
    let logs = issue.next_comment().await;
    assert!(!logs.text().contains("listening"), "{}", logs.text());
    world.ada.comments(&issue, "/docker-status");
    let status = issue.next_comment().await;
    assert!(status.text().contains("web"), "{}", status.text());
}
