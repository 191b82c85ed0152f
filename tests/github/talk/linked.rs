//! One person on two platforms.

use super::World;
use super::world::code;

#[tokio::test]
async fn a_preview_asked_for_on_github_is_confirmed_on_telegram() {
    let world = World::new().await;
    let (pull, _) = world.pull();
    let bot = &world.shop.bot;
    let chat = bot.ada.private();
    let pair = bot.runs(&["pair"]);
    let pairing = pair.lines().find(|line| line.trim().starts_with("/pair "));
    bot.ada.says(&chat, pairing.unwrap().trim());
    chat.next_message().await;
    bot.ada.says(&chat, "/link");
    let shown = chat.next_message().await.text().to_owned();
    let (_, behind) = shown.split_once("/link ").unwrap();
    let given: String = behind
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect();
    world.ada.comments(&pull, &format!("/link {given}"));
    let linked = pull.next_comment().await;
    assert!(linked.text().contains("one person"), "{}", linked.text());
    let told = chat.next_message().await;
    assert!(told.text().contains("one person"), "{}", told.drawn());

    world.ada.comments(&pull, "/docker-deploy");
    let preview = pull.next_comment().await;
    assert!(!code(&preview.text()).is_empty());
    let with_buttons = chat.next_message().await;
    bot.ada.presses(&with_buttons, "Confirm").await;
    let mut last = chat.next_message().await;
    while !last.text().contains("deployed release") {
        last = chat.next_message().await;
    }
    assert_eq!(world.shop.version(), "2");
    // Whoever reads the pull request hears of it, too.
    let told = pull.next_comment().await;
    assert!(told.text().contains("deployed release"), "{}", told.text());
}

#[tokio::test]
async fn a_code_is_shown_in_private_alone_and_counts_once() {
    let world = World::new().await;
    let issue = world.issue();
    world.ada.comments(&issue, "/link");
    let refused = issue.next_comment().await;
    assert!(
        refused.text().contains("shown to you alone"),
        "{}",
        refused.text()
    );
    world
        .ada
        .comments(&issue, "/link 0123456789abcdefghjkmnpqrs");
    let wrong = issue.next_comment().await;
    assert!(wrong.text().contains("not valid"), "{}", wrong.text());
}
