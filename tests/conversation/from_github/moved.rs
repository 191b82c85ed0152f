//! Branches that move, and history that was rewritten.

use super::commit;
use crate::world::{Before, World, head_of};

#[tokio::test]
async fn a_push_between_the_preview_and_the_yes_is_refused_with_both_commits() {
    let (world, hub) = World::from_github().await;
    let (pull, shown) = hub.pull();
    let preview = world
        .says(&format!("/docker-deploy {}", head_of(&pull)))
        .await;
    assert_eq!(commit(&preview), shown);
    let before = Before::of(&world);
    let pushed = hub.pushes("cart", "cart.txt", "2");
    let refused = world.says("yes").await;
    assert_ne!(refused.code, 0, "{refused}");
    let both = format!(
        "pull request {} was at {}, and is at {} now",
        pull.number,
        &shown[..10],
        &pushed[..10]
    );
    assert!(refused.text.contains(&both), "{refused}");
    before.assert_is_now(&world);
    let code = refused.confirmation();
    let done = world.says(&format!("/confirm {code}")).await;
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(world.read("production/cart.txt"), "2");
}

#[tokio::test]
async fn a_branch_that_moved_is_refused_too_and_another_title_is_no_change() {
    let (world, hub) = World::from_github().await;
    let shown = hub.pushes("main", "a.txt", "1");
    world.says("/docker-deploy main").await;
    let moved = hub.pushes("main", "a.txt", "2");
    let refused = world.says("yes").await;
    let both = format!(
        "main was at {}, and is at {} now",
        &shown[..10],
        &moved[..10]
    );
    assert!(refused.text.contains(&both), "{refused}");

    let (pull, _) = hub.pull();
    world
        .says(&format!("/docker-deploy {}", head_of(&pull)))
        .await;
    hub.ada.retitles(&pull, "Another title");
    let done = world.says("yes").await;
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(world.read("production/cart.txt"), "1");
}

#[tokio::test]
async fn what_does_not_contain_the_live_commit_is_warned_of() {
    let (world, hub) = World::from_github().await;
    let live = hub.pushes("main", "a.txt", "1");
    let first = hub.shop.branch("main");
    world.deploys_from_github("main").await;
    hub.ada.forces(
        &hub.shop,
        "aside",
        None,
        &[("compose.yaml", crate::github::Entry::file(b"services: {}"))],
    );
    let (pull, _) = hub.pull();
    assert_eq!(first, live);
    let contained = world
        .says(&format!("/docker-deploy {} --dry-run", head_of(&pull)))
        .await;
    assert!(
        !contained.text.contains("Before you say yes"),
        "{contained}"
    );
    world.deploys_from_github(&head_of(&pull)).await;
    let cart = hub.shop.branch("cart");
    let back = world.says("/docker-deploy main --dry-run").await;
    let warning = format!(
        "- Commit {} of the live release 2 is not part of this version: its changes would be gone from production.",
        &cart[..10]
    );
    assert!(back.text.contains(&warning), "{back}");
}
