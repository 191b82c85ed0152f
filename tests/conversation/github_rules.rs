//! What a codebase requires of a version from GitHub before it is deployed.

use crate::github::{Entry, Role};
use crate::world::{Said, World, head_of};

/// Gives a setting a value.
async fn set(world: &World, setting: &str) {
    let said = world.says(&format!("/docker-config set {setting}")).await;
    assert_eq!(said.code, 0, "{said}");
}

#[track_caller]
fn says(said: &Said, part: &str) {
    assert!(said.text.contains(part), "{said}");
}

#[tokio::test]
async fn a_pull_request_from_a_fork_is_refused_unless_forks_are_allowed() {
    let (world, hub) = World::from_github().await;
    let eve = hub.github.person("eve");
    let fork = eve.forks(&hub.shop);
    eve.pushes(&fork, "gift", &[("gift.txt", Entry::file(b"1"))]);
    let pull = eve.opens_pull(&fork, "gift", &hub.shop);
    let number = pull.number;
    let refused = world.is_refused(&head_of(&pull)).await;
    says(
        &refused,
        &format!(
            "Pull request {number} comes from eve/shop, a fork, and shop is not deployed from forks"
        ),
    );
    says(&refused, "/docker-config set forks allow --in shop");
    set(&world, "forks allow").await;
    let preview = world.deploys_from_github(&head_of(&pull)).await;
    says(
        &preview,
        &format!(
            "Pull request {number} comes from eve/shop, a fork: whoever may push there has written this version."
        ),
    );
    assert_eq!(world.read("production/gift.txt"), "1");
    // A fork of the same owner is one, too.
    set(&world, "forks deny").await;
    let own = hub.ada.forks(&hub.shop);
    hub.ada
        .pushes(&own, "mine", &[("mine.txt", Entry::file(b"1"))]);
    let pull = hub.ada.opens_pull(&own, "mine", &hub.shop);
    says(
        &world.is_refused(&head_of(&pull)).await,
        "comes from ada/shop, a fork",
    );
}

#[tokio::test]
async fn checks_that_are_not_green_are_named() {
    let (world, hub) = World::from_github().await;
    set(&world, "require_checks green").await;
    let sha = hub.pushes("main", "a.txt", "1");
    says(&world.is_refused("main").await, "nothing has checked it");
    hub.shop.says_status(&hub.ada, &sha, "lint", "success");
    hub.shop.checks(&sha, "test", None);
    says(&world.is_refused("main").await, "not done yet: test");
    hub.shop.says_status(&hub.ada, &sha, "build", "failure");
    let failed = world.is_refused("main").await;
    let short = &sha[..10];
    says(
        &failed,
        &format!("Commit {short} is deployed only when its checks are green: failed: build"),
    );
    hub.shop.says_status(&hub.ada, &sha, "build", "success");
    hub.shop.checks(&sha, "test", Some("success"));
    world.deploys_from_github("main").await;
    assert_eq!(world.read("production/a.txt"), "1");
}

#[tokio::test]
async fn a_check_that_turns_red_before_the_yes_is_heard() {
    let (world, hub) = World::from_github().await;
    set(&world, "require_checks green").await;
    let sha = hub.pushes("main", "a.txt", "1");
    hub.shop.says_status(&hub.ada, &sha, "lint", "success");
    let preview = world.says("/docker-deploy").await;
    hub.shop.says_status(&hub.ada, &sha, "lint", "error");
    let refused = world
        .says(&format!("/confirm {}", preview.confirmation()))
        .await;
    assert_ne!(refused.code, 0, "{refused}");
    says(&refused, "failed: lint");
    assert!(!world.path("production/a.txt").exists());
}

#[tokio::test]
async fn a_pull_request_needs_an_approval_of_its_head() {
    let (world, hub) = World::from_github().await;
    set(&world, "require_review approved").await;
    let (pull, _) = hub.pull();
    let head = head_of(&pull);
    says(
        &world.is_refused(&head).await,
        "nobody who may write here has approved it",
    );
    let (bea, cem) = (hub.github.person("bea"), hub.github.person("cem"));
    hub.shop.gives(&bea, Role::Maintain);
    cem.reviews(&pull, "APPROVED", "");
    says(
        &world.is_refused(&head).await,
        "nobody who may write here has approved it",
    );
    bea.reviews(&pull, "APPROVED", "");
    let later = hub.pushes("cart", "cart.txt", "2");
    says(
        &world.is_refused(&head).await,
        &format!("bea approved an earlier version, and not {}", &later[..10]),
    );
    bea.reviews(&pull, "CHANGES_REQUESTED", "");
    says(&world.is_refused(&head).await, "changes are wanted by bea");
    bea.reviews(&pull, "APPROVED", "");
    world.deploys_from_github(&head).await;
    assert_eq!(world.read("production/cart.txt"), "2");
}

#[tokio::test]
async fn a_pull_request_must_contain_all_of_its_base() {
    let (world, hub) = World::from_github().await;
    set(&world, "require_up_to_date on").await;
    let (pull, _) = hub.pull();
    world.deploys_from_github(&head_of(&pull)).await;
    hub.pushes("main", "a.txt", "1");
    let behind = world.is_refused(&head_of(&pull)).await;
    let number = pull.number;
    says(
        &behind,
        &format!(
            "Pull request {number} is deployed only when it contains all of main, and it doesn't"
        ),
    );
}

#[tokio::test]
async fn that_production_is_held_for_it_is_part_of_the_plan() {
    let (world, hub) = World::from_github().await;
    let (pull, _) = hub.pull();
    let preview = world
        .says(&format!("/docker-deploy {}", head_of(&pull)))
        .await;
    assert_eq!(preview.data["plan"]["source"]["pull"]["holds"], false);
    set(&world, "hold_for_pull on").await;
    let stale = world.says("yes").await;
    says(
        &stale,
        "whether production is held afterwards for this pull request",
    );
    assert_eq!(
        stale.data["plan"]["source"]["pull"]["holds"], true,
        "{stale}"
    );
    says(&stale, "hold_for_pull");
}
