//! What GitHub shows beside a commit, whoever asked for it where, and whatever happens meanwhile.

use super::World;
use crate::github::Fault;

const CREATE: &str = "repos/create-deployment";
const STATUS: &str = "repos/create-deployment-status";

#[tokio::test]
async fn what_is_deployed_and_rolled_back_at_the_terminal_is_shown_too() {
    let world = World::new().await;
    let bot = &world.shop.bot;
    let first = world.pushes("main", 2);
    bot.at_the_terminal("/docker-deploy HEAD");
    let second = world.pushes("main", 3);
    bot.at_the_terminal("/docker-deploy HEAD");
    bot.at_the_terminal("/docker-rollback");
    assert_eq!(world.shop.version(), "2");
    let states = ["inactive", "inactive", "success"];
    world.repository.all_come_to(&states).await;
    let shown = world.repository.deployments();
    let commits: Vec<_> = shown.iter().map(|one| &one.sha).collect();
    assert_eq!(commits, [&first, &second, &first]);
}

#[tokio::test]
async fn what_comes_from_the_workspace_replaces_what_came_from_github() {
    let world = World::new().await;
    let bot = &world.shop.bot;
    world.pushes("main", 2);
    bot.at_the_terminal("/docker-deploy HEAD");
    world.repository.all_come_to(&["success"]).await;
    world.shop.lay_out(3, "serve 80");
    bot.at_the_terminal("/docker-deploy");
    assert_eq!(world.shop.version(), "3");
    world.repository.all_come_to(&["inactive"]).await;
    bot.at_the_terminal("/docker-rollback");
    let states = ["inactive", "success"];
    world.repository.all_come_to(&states).await;
}

#[tokio::test]
async fn a_killed_bot_leaves_one_deployment_and_one_comment_which_come_to_their_end() {
    let mut world = World::new().await;
    let stays = "serve 80 200";
    world.pushes_that("cart", 2, stays);
    let pull = world
        .ada
        .opens_pull(&world.repository, "cart", &world.repository);
    world.github.fail_next(1, CREATE, Fault::Unanswered);
    let (_, live) = world.deploys(&pull).await;
    world.github.is_called(CREATE, 1).await;
    world.shop.bot.is_killed();
    world.shop.bot.serves();
    live.becomes("before anything changed").await;
    world.repository.comes_to("inactive").await;
    assert_eq!(world.shop.version(), "1");
    let [deployed] = &world.repository.deployments()[..] else {
        panic!("one deployment was expected");
    };
    assert_eq!(deployed.states, ["queued", "in_progress", "inactive"]);
    assert_eq!(world.github.count(CREATE), 1);
    assert_eq!(pull.unread(), 0);
}

#[tokio::test]
async fn a_status_that_github_doesnt_take_at_first_is_said_again() {
    let world = World::new().await;
    let (pull, _) = world.pull();
    for fault in [Fault::Status(403), Fault::Status(404), Fault::AnswerLost] {
        world.github.fail_next(1, STATUS, fault);
    }
    world.github.fail_next(1, CREATE, Fault::Status(403));
    world.deploys(&pull).await.1.becomes("deployed").await;
    world.repository.comes_to("success").await;
    let [deployed] = &world.repository.deployments()[..] else {
        panic!("one deployment was expected");
    };
    assert_eq!(deployed.states, ["queued", "in_progress", "success"]);
}
