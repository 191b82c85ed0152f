//! From the first word to a deploy that is live, or back.

use insta::assert_snapshot;

use super::World;
use crate::shop::FAILS;
use crate::telegram::Received;

/// What differs from run to run is blotted out.
fn steady(message: &Received, world: &World) -> String {
    let drawn = message.drawn().replace(&world.project, "PROJECT");
    let root = world.bot.path("").display().to_string();
    let drawn = drawn.replace(root.trim_end_matches('/'), "/root");
    let spans =
        regex::Regex::new(r"\b\d+(\.\d+)? (ms|s|min|h|seconds?|minutes?)( ago)?\b").unwrap();
    let drawn = spans.replace_all(&drawn, "SPAN");
    let operations = regex::Regex::new(r"\boperation: [0-9a-z]{10}\b").unwrap();
    operations.replace_all(&drawn, "operation: ID").into_owned()
}

#[tokio::test]
async fn a_newcomer_comes_to_the_first_status_in_three_taps() {
    let world = World::unknown();
    let chat = world.bot.ada.private();
    world.bot.ada.says(&chat, "/start");
    let projects = chat.next_message().await;
    let button = projects.buttons().into_iter().flatten();
    assert!(
        button.clone().any(|button| button == world.project),
        "{}",
        projects.drawn()
    );
    world.bot.ada.presses(&projects, &world.project).await;
    let added = chat.next_message().await;
    assert!(
        added
            .text()
            .contains("Added, with the project of that name"),
        "{}",
        added.drawn()
    );
    world.bot.ada.presses(&added, "Status").await;
    let status = chat.next_message().await;
    assert!(status.text().contains("web"), "{}", status.drawn());
    assert!(status.text().contains("healthy"), "{}", status.drawn());
}

#[tokio::test]
async fn status_logs_and_a_deploy_that_is_confirmed_with_its_button() {
    let world = World::new();
    let chat = world.bot.ada.private();
    world.bot.ada.says(&chat, "/docker-status");
    let status = chat.next_message().await;
    assert!(status.text().contains("web"), "{}", status.drawn());
    world.bot.ada.says(&chat, "/logs web 5");
    let logs = chat.next_message().await;
    assert!(logs.text().contains("web"), "{}", logs.drawn());

    world.lay_out(2, "serve 80");
    let asked = world.bot.ada.says(&chat, "/docker_deploy");
    let preview = chat.next_message().await;
    assert_eq!(preview.replies_to(), Some(asked.place().1));
    assert_eq!(preview.buttons(), [["Confirm", "Cancel"]]);
    assert_eq!(world.version(), "1");
    let answer = world.bot.ada.presses(&preview, "Confirm").await;
    assert_eq!(answer.text, None);
    let live = chat.next_message().await;
    assert!(live.is_silent());
    let done = chat.next_message().await;
    assert!(!done.is_silent(), "the phone rings");
    assert_snapshot!(steady(&done, &world), @"
    ✅ **shop**: deployed release 1 and verified it

    operation: ID
    took: SPAN
    [Status]
    ");
    let over = live.becomes("✅").await;
    let headline = over.text().lines().next().map(str::to_owned);
    assert_eq!(headline.as_deref(), Some("✅ shop: deploy"));
    assert!(
        preview.now().buttons().is_empty(),
        "a button is pressed once"
    );
    assert_eq!(world.version(), "2");
}

#[tokio::test]
async fn a_version_that_fails_is_rolled_back_and_its_logs_are_a_tap_away() {
    let world = World::new();
    let chat = world.bot.ada.private();
    world.lay_out(2, FAILS);
    world.bot.ada.says(&chat, "/deploy");
    let preview = chat.next_message().await;
    world.bot.ada.to(&chat).replying_to(&preview).says("yes");
    let live = chat.next_message().await;
    let back = chat.next_message().await;
    live.becomes("↩️").await;
    assert_eq!(world.version(), "1");
    assert_snapshot!(steady(&back, &world), @"
    ↩️ **shop**: rolled back: web exited with code 3

    Production runs what it ran before, verified.

    **Last lines of web**
    ```
    crashing with 3 in 500ms
    crashed: as it was told to
    ```

    **Not undone**
    • web ran on its new version; what it wrote stays written

    operation: ID
    took: SPAN
    [Logs] [Retry]
    ");
    world.bot.ada.presses(&back, "Logs").await;
    let logs = chat.next_message().await;
    assert!(logs.text().contains("crash"), "{}", logs.drawn());
}

#[tokio::test]
async fn a_log_is_followed_until_stop_is_pressed() {
    let world = World::new();
    let chat = world.bot.ada.private();
    world.bot.ada.says(&chat, "/logs --follow");
    let live = chat.next_message().await;
    assert_eq!(live.buttons(), [["Stop"]]);
    world.bot.ada.says(&chat, "/whoami");
    let whoami = chat.next_message().await;
    assert!(whoami.text().contains("Ada"), "{}", whoami.drawn());
    let bea = world.bot.telegram.person("Bea");
    let not_hers = bea.forges(&live, "stop").answer().await;
    assert_eq!(not_hers.text.as_deref(), Some("This is not yours to stop."));
    let audited = world.bot.at_the_terminal("/audit --denied");
    assert!(
        audited.contains(&format!("telegram:{}", bea.id)),
        "{audited}"
    );
    world.bot.ada.presses(&live, "Stop").await;
    let over = live.becomes("⏹").await;
    assert!(over.buttons().is_empty());
}
