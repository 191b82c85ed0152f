//! How comments arrive, and how often they act.

use super::World;

#[tokio::test]
async fn without_a_webhook_comments_are_looked_for() {
    let world = World::polling().await;
    let issue = world.issue();
    let asked = world.ada.comments(&issue, "/docker-status");
    let status = issue.next_comment().await;
    assert!(status.text().contains("**shop**"), "{}", status.text());
    asked.gets("rocket").await;
}

#[tokio::test]
async fn what_is_delivered_again_acts_once_and_what_is_forged_never() {
    let world = World::new().await;
    let issue = world.issue();
    world.ada.comments(&issue, "/whoami");
    issue.next_comment().await;
    let hook = world.hook.as_ref().unwrap();
    let delivery = hook.last();
    delivery.is_done().await;
    for _ in 0..20 {
        delivery.redelivers().is_done().await;
    }
    let mut payload = delivery.forged();
    payload = payload.with("/comment/id", serde_json::json!(7_000_000_001_u64));
    let outcome = payload.signed_with("another secret").send().await;
    assert!(!format!("{outcome:?}").contains("200"), "{outcome:?}");
    let unsigned = delivery.forged().with_header("x-hub-signature-256", None);
    let outcome = unsigned.send().await;
    assert!(!format!("{outcome:?}").contains("200"), "{outcome:?}");
    world.ada.comments(&issue, "/docker-status");
    let next = issue.next_comment().await;
    assert!(next.text().contains("web"), "{}", next.text());
    assert_eq!(issue.unread(), 0);
}

#[tokio::test]
async fn quotes_code_and_talk_are_no_commands() {
    let world = World::new().await;
    let issue = world.issue();
    for talk in [
        "> /docker-restart yes",
        "```\n/docker-restart\n```",
        "    /docker-restart",
        "`/docker-restart`",
        "<!-- /docker-restart -->",
        "please /docker-restart",
        "/shrug",
    ] {
        world.ada.comments(&issue, talk);
    }
    world.ada.comments(&issue, "/docker-restart\n/docker-stop");
    let several = issue.next_comment().await;
    assert!(
        several.text().contains("several commands"),
        "{}",
        several.text()
    );
    assert_eq!(issue.unread(), 0);
}

#[tokio::test]
async fn what_a_killed_bot_had_not_answered_is_answered_by_the_next() {
    let mut world = World::new().await;
    let issue = world.issue();
    world.shop.bot.is_killed();
    world.github.loses_next_deliveries(1);
    world.ada.comments(&issue, "/docker-status");
    world.shop.bot.serves();
    let status = issue.next_comment().await;
    assert!(status.text().contains("**shop**"), "{}", status.text());
}
