//! Deployments.

use hailer::github::{DeploymentState, GitHubError, NewDeployment, NewStatus};

use super::{Scene, scene};

fn new<'a>(sha: &'a str, environment: &'a str) -> NewDeployment<'a> {
    NewDeployment {
        sha,
        environment,
        description: "deploy of the shop",
        is_production: true,
    }
}

async fn comes_to(scene: &Scene, deployment: u64, state: DeploymentState) {
    let status = NewStatus {
        state,
        description: &"so it is ".repeat(20),
        url: Some("https://shop.example"),
        log_url: None,
    };
    scene
        .at()
        .deployment_status(deployment, &status)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_deployment_goes_its_way_whatever_the_checks_say() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    scene.shop.says_status(&scene.ada, &sha, "build", "failure");
    let id = scene.at().deploy(&new(&sha, "production")).await.unwrap();
    for state in [
        DeploymentState::Queued,
        DeploymentState::InProgress,
        DeploymentState::Failure,
    ] {
        comes_to(&scene, id, state).await;
    }
    let made = scene.shop.deployments().pop().unwrap();
    assert_eq!((&made.sha, &*made.environment), (&sha, "production"));
    assert_eq!(made.states, ["queued", "in_progress", "failure"]);
    let call = scene.github.calls();
    let body = &call
        .iter()
        .find(|call| call.operation == "repos/create-deployment");
    let body = &body.unwrap().body;
    assert_eq!(
        (&body["auto_merge"], &body["production_environment"]),
        (&false.into(), &true.into())
    );
}

#[tokio::test]
async fn what_a_deployment_has_come_to_is_known() {
    let scene = scene();
    let sha = scene.shop.branch("main");
    let id = scene.at().deploy(&new(&sha, "production")).await.unwrap();
    assert_eq!(scene.at().deployed(id).await, Ok(None));
    for state in [DeploymentState::Success, DeploymentState::Inactive] {
        comes_to(&scene, id, state).await;
        assert_eq!(scene.at().deployed(id).await, Ok(Some(state)));
    }
}

#[tokio::test]
async fn an_unknown_commit_can_t_be_deployed() {
    let scene = scene();
    let refused = scene.at().deploy(&new(&"0".repeat(40), "production")).await;
    let why = format!("No ref found for: {}", "0".repeat(40));
    assert_eq!(refused, Err(GitHubError::Refused { why }));
}
