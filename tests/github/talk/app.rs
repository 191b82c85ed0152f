//! A bot that is a GitHub App.

use super::{World, code};
use crate::github::Said;

const MINT: &str = "apps/create-installation-access-token";

#[tokio::test]
async fn an_app_deploys_what_was_reviewed_though_its_tokens_end_on_the_way() {
    let world = World::as_app().await;
    let (pull, commit) = world.pull();
    let asked = world.ada.comments(&pull, "Looks good.\n\n/docker-deploy");
    let preview = pull.next_comment().await;
    let text = preview.text();
    assert!(text.contains(&commit[..10]), "{text}");
    assert_eq!(preview.author(), "hailer[bot]");
    asked.gets("eyes").await;
    let minted = world.github.count(MINT);

    world.github.ends_tokens();
    let yes = format!("/confirm {}", code(&text));
    let yes = world.ada.comments(&pull, &yes);
    let live = pull.next_comment().await;
    world.github.ends_tokens();
    live.becomes("deployed").await;
    yes.gets("rocket").await;
    assert_eq!(world.shop.version(), "2");
    world.repository.comes_to("success").await;
    let [deployed] = &world.repository.deployments()[..] else {
        panic!("one deployment was expected");
    };
    assert_eq!(deployed.sha, commit);
    assert_eq!(deployed.states, ["queued", "in_progress", "success"]);
    assert!(world.github.count(MINT) >= minted + 2);
    // Nothing was said twice for want of a token.
    let said: Vec<_> = pull.all_comments().iter().map(Said::author).collect();
    assert_eq!(said, ["ada", "hailer[bot]", "ada", "hailer[bot]"]);
}
