//! From a status to a version that is live, and to one that isn't.

use super::{World, code};

#[tokio::test]
async fn what_was_reviewed_is_deployed_from_its_pull_request() {
    let world = World::new().await;
    let (pull, commit) = world.pull();
    let asked = world.ada.comments(&pull, "/docker-status\r\n");
    asked.gets("eyes").await;
    let status = pull.next_comment().await;
    assert!(status.text().contains("**shop**"), "{}", status.text());
    asked.gets("rocket").await;

    let asked = world.ada.comments(&pull, "Looks good.\n\n/docker-deploy");
    let preview = pull.next_comment().await;
    let text = preview.text();
    assert!(text.contains(&commit[..10]), "{text}");
    assert!(
        text.contains(&format!("pull request {}", pull.number)),
        "{text}"
    );
    asked.gets("eyes").await;
    assert_eq!(world.shop.version(), "1");

    let yes = world.ada.comments(&pull, "/docker-deploy yes");
    let live = pull.next_comment().await;
    live.becomes("deployed").await;
    yes.gets("rocket").await;
    assert_eq!(world.shop.version(), "2");
    world.repository.comes_to("success").await;
    let [deployed] = &world.repository.deployments()[..] else {
        panic!("one deployment was expected");
    };
    assert_eq!(deployed.sha, commit);
    assert_eq!(deployed.environment, "production");
    assert_eq!(deployed.states, ["queued", "in_progress", "success"]);
    assert_eq!(pull.unread(), 0, "{:?}", pull.all_comments().len());
}

#[tokio::test]
async fn a_version_that_fails_is_rolled_back_and_said_to_be() {
    let world = World::new().await;
    world.pushes_that("cart", 2, crate::shop::FAILS);
    let pull = world
        .ada
        .opens_pull(&world.repository, "cart", &world.repository);
    let (yes, live) = world.deploys(&pull).await;
    live.becomes("rolled back").await;
    yes.gets("confused").await;
    assert_eq!(world.shop.version(), "1");
    world.repository.comes_to("failure").await;
}

#[tokio::test]
async fn a_push_between_the_preview_and_the_yes_is_refused_with_both_commits() {
    let world = World::new().await;
    let (pull, first) = world.pull();
    world.ada.comments(&pull, "/docker-deploy");
    let preview = pull.next_comment().await;
    let second = world.pushes("cart", 3);
    let yes = format!("/confirm {}", code(&preview.text()));
    world.ada.comments(&pull, &yes);
    let refused = pull.next_comment().await;
    let text = refused.text();
    assert!(
        text.contains(&first[..10]) && text.contains(&second[..10]),
        "{text}"
    );
    assert_eq!(world.shop.version(), "1");
    // What is shown now can be confirmed.
    world.ada.comments(&pull, "/docker-deploy yes");
    pull.next_comment().await.becomes("deployed").await;
    assert_eq!(world.shop.version(), "3");
}

#[tokio::test]
async fn on_an_issue_the_default_branch_is_deployed_and_a_second_one_replaces_the_first() {
    let world = World::new().await;
    let issue = world.issue();
    world.pushes("main", 2);
    world.deploys(&issue).await.1.becomes("deployed").await;
    assert_eq!(world.shop.version(), "2");
    world.repository.comes_to("success").await;
    world.pushes("main", 3);
    world.deploys(&issue).await.1.becomes("deployed").await;
    // Two deployments with three statuses each, and that the first isn't live any more.
    let statuses = "repos/create-deployment-status";
    world.github.is_called(statuses, 7).await;
    assert_eq!(world.shop.version(), "3");
    let deployments = world.repository.deployments();
    let mut states: Vec<_> = deployments
        .iter()
        .filter_map(|deployed| deployed.states.last())
        .collect();
    states.sort_unstable();
    assert_eq!(states, ["inactive", "success"]);
}

#[tokio::test]
async fn a_bare_yes_and_a_colleagues_yes_deploy_nothing() {
    let world = World::new().await;
    let (pull, _) = world.pull();
    world.ada.comments(&pull, "/docker-deploy");
    let preview = pull.next_comment().await;
    world.ada.comments(&pull, "yes");
    let bob = world
        .bob
        .comments(&pull, &format!("/confirm {}", code(&preview.text())));
    let refused = pull.next_comment().await;
    bob.gets("confused").await;
    assert!(!refused.text().contains("deployed"), "{}", refused.text());
    assert_eq!(world.shop.version(), "1");
}
