//! A version that comes from GitHub: found by its name, pinned by its commit, and carried out as it was shown or not at all.

mod moved;

use crate::github::Role;
use crate::world::{Said, WEB, World, head_of};

/// The commit that a preview is of.
#[track_caller]
fn commit(preview: &Said) -> &str {
    let source = &preview.data["plan"]["source"];
    source["commit"]
        .as_str()
        .unwrap_or_else(|| panic!("no commit: {preview}"))
}

/// What a preview says under this name.
fn fact<'a>(said: &'a Said, name: &str) -> Option<&'a str> {
    let begins = format!("{name}  ");
    let line = said.text.lines().find(|line| line.starts_with(&begins));
    line.map(|line| line[name.len()..].trim())
}

#[tokio::test]
async fn the_default_branch_is_shown_with_its_commit_and_deployed() {
    let (world, hub) = World::from_github().await;
    let sha = hub.pushes("main", "a.txt", "1");
    let preview = world.says("/docker-deploy").await;
    let from = format!("acme/shop, main, commit {}", &sha[..10]);
    assert_eq!(fact(&preview, "from"), Some(&*from), "{preview}");
    let said = fact(&preview, "commit").unwrap();
    assert!(said.starts_with("Change a.txt; by ada, "), "{preview}");
    assert_eq!(commit(&preview), sha);
    let done = world.says("yes").await;
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(world.read("production/a.txt"), "1");
    // What the preview fetched is what was deployed.
    assert_eq!(hub.fetched(), 1);

    let later = hub.pushes("main", "a.txt", "2");
    let next = world.says("/docker-deploy --dry-run").await;
    let stands = format!(
        "release 1, main {} → this: main {}",
        &sha[..10],
        &later[..10]
    );
    assert_eq!(fact(&next, "live"), Some(&*stands), "{next}");
    assert!(!next.text.contains("Before you say yes"), "{next}");
}

#[tokio::test]
async fn a_branch_a_tag_a_commit_and_head_are_found() {
    let (world, hub) = World::from_github().await;
    let main = hub.shop.branch("main");
    let feature = hub.pushes("feature/cart", "cart.txt", "1");
    hub.ada.tags(&hub.shop, "v1.2", &feature);
    for (reference, sha) in [
        ("HEAD", &main),
        ("main", &main),
        ("feature/cart", &feature),
        ("v1.2", &feature),
        (&*main, &main),
        (&main[..12], &main),
    ] {
        let shown = world
            .says(&format!("/docker-deploy {reference} --dry-run"))
            .await;
        assert_eq!(shown.code, 0, "{shown}");
        assert_eq!(commit(&shown), sha, "{reference}: {shown}");
    }
    assert_eq!(hub.fetched(), 2);
}

#[tokio::test]
async fn a_pull_request_is_its_head_with_its_title() {
    let (world, hub) = World::from_github().await;
    let (pull, sha) = hub.pull();
    hub.ada
        .retitles(&pull, "Fix \u{202e}the cart\n@everyone <b>");
    let preview = world.deploys_from_github(&head_of(&pull)).await;
    let (number, short) = (pull.number, &sha[..10]);
    let from = format!("acme/shop, pull request {number}, branch cart, commit {short}");
    assert_eq!(fact(&preview, "from"), Some(&*from), "{preview}");
    let title = format!("{number}: Fix \u{fffd}the cart @everyone <b>");
    assert_eq!(fact(&preview, "pull request"), Some(&*title), "{preview}");
    assert_eq!(world.read("production/cart.txt"), "1");
}

#[tokio::test]
async fn a_live_commit_that_github_does_not_have_is_unknown() {
    let (world, hub) = World::from_github().await;
    hub.pushes("main", "a.txt", "1");
    world.deploys_from_github("main").await;
    let acme = hub.github.person("zoe");
    let other = hub.github.repository(&acme, "other");
    other.gives(&hub.ada, Role::Write);
    let compose = world.read("workspace/compose.yaml");
    let files = [(
        "compose.yaml",
        crate::github::Entry::file(compose.as_bytes()),
    )];
    hub.ada.pushes(&other, "main", &files);
    world.follows("zoe/other").await;
    let shown = world.says("/docker-deploy --dry-run").await;
    assert_eq!(shown.code, 0, "{shown}");
    let why = "isn't known: zoe/other on GitHub doesn't have it.";
    assert!(shown.text.contains(why), "{shown}");
}

#[tokio::test]
async fn a_rollback_to_a_version_from_github_needs_no_github() {
    let (world, mut hub) = World::from_github().await;
    let first = hub.pushes("main", "a.txt", "1");
    world.deploys_from_github("").await;
    hub.pushes("main", "a.txt", "2");
    world.deploys_from_github("").await;
    hub.github.goes_down();
    std::fs::remove_dir_all(world.path("data/sources")).unwrap();
    let preview = world.says("/docker-rollback").await;
    let from = format!("release 1 (acme/shop, main, commit {})", &first[..10]);
    assert_eq!(fact(&preview, "from"), Some(&*from), "{preview}");
    let done = world.says("yes").await;
    assert_eq!(done.code, 0, "{done}");
    assert_eq!(world.read("production/a.txt"), "1");
    let down = world.is_refused("").await;
    assert!(down.text.contains("acme/shop can't be read"), "{down}");
    assert!(down.text.contains("Try again in a while"), "{down}");
}

#[tokio::test]
async fn what_is_not_there_is_said_by_its_name() {
    let (world, hub) = World::from_github().await;
    let missing = world.is_refused("v9").await;
    let none = "There is no branch, tag or commit v9 in acme/shop";
    assert!(missing.text.contains(none), "{missing}");
    let pull = world.is_refused("pull/99/head").await;
    let none = "There is no pull request 99 in acme/shop that Hailer can see";
    assert!(pull.text.contains(none), "{pull}");
    hub.shop.is_deleted();
    let gone = world.is_refused("main").await;
    assert!(gone.text.contains("acme/shop can't be read"), "{gone}");
    world.follows("acme/none").await;
    let none = world.is_refused("").await;
    assert!(none.text.contains("acme/none can't be read"), "{none}");
}

#[tokio::test]
async fn without_an_account_or_a_repository_it_is_said_what_to_do() {
    let (world, hub) = World::from_github().await;
    let none = world.store().await;
    none.set_repository(&World::shop(), None).await.unwrap();
    let unnamed = world.is_refused("").await;
    let told = "No repository on GitHub is set for shop";
    assert!(unnamed.text.contains(told), "{unnamed}");
    let added = world.says("/codebase add shop --repo acme/shop").await;
    assert_eq!(added.code, 0, "{added}");
    hub.pushes("main", "a.txt", "1");
    world.deploys_from_github("").await;
    let again = world.says("/codebase add shop --repo acme/other").await;
    assert!(
        again.text.contains("There is a codebase shop already"),
        "{again}"
    );

    let world = World::running(WEB).await;
    let alone = world.is_refused("v1.2").await;
    assert!(
        alone.text.contains("Hailer isn't connected to GitHub"),
        "{alone}"
    );
    assert!(alone.text.contains("GITHUB_TOKEN"), "{alone}");
    assert_eq!(world.says("/docker-config set source github").await.code, 0);
    let current = world.is_refused("").await;
    assert!(
        current.text.contains("Hailer isn't connected to GitHub"),
        "{current}"
    );
}

#[tokio::test]
async fn a_pull_request_that_has_ended_or_lost_its_head_is_refused() {
    let (world, hub) = World::from_github().await;
    let (pull, _) = hub.pull();
    hub.ada.closes(&pull);
    let closed = world.is_refused(&head_of(&pull)).await;
    let number = pull.number;
    let told = format!("Pull request {number} was closed, so it isn't deployed");
    assert!(closed.text.contains(&told), "{closed}");
    hub.ada.reopens(&pull);
    hub.ada.merges(&pull);
    let merged = world.is_refused(&head_of(&pull)).await;
    assert!(merged.text.contains("has been merged"), "{merged}");

    let eve = hub.github.person("eve");
    let fork = eve.forks(&hub.shop);
    eve.pushes(
        &fork,
        "gift",
        &[("gift.txt", crate::github::Entry::file(b"1"))],
    );
    let gift = eve.opens_pull(&fork, "gift", &hub.shop);
    fork.is_deleted();
    let gone = world.is_refused(&head_of(&gift)).await;
    let told = format!(
        "The repository that pull request {} comes from was deleted",
        gift.number
    );
    assert!(gone.text.contains(&told), "{gone}");
}
