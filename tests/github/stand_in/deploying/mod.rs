//! Deployments, and what is said of commits.

mod deployments;
mod going_on;
mod statuses;

use serde_json::{Value, json};

use super::{SHOP, Scene};

/// As Hailer asks for it: exactly this commit, whatever is said of it.
fn exactly(git_ref: &str, environment: &str) -> Value {
    json!({
        "ref": git_ref, "environment": environment, "auto_merge": false, "required_contexts": [],
        "description": "by ada", "payload": { "operation": 7 },
    })
}

async fn deploys(scene: &Scene, body: Value) -> Value {
    let made = scene
        .client
        .posts(&format!("{SHOP}/deployments"), body)
        .await;
    assert_eq!(made.status, 201, "{made:?}");
    made.body
}

async fn says(scene: &Scene, deployment: &Value, status: Value) -> Value {
    let path = format!("{SHOP}/deployments/{}/statuses", deployment["id"]);
    let made = scene.client.posts(&path, status).await;
    assert_eq!(made.status, 201, "{made:?}");
    made.body
}

fn states(scene: &Scene) -> Vec<Vec<String>> {
    let all = scene.shop.deployments().into_iter();
    all.map(|one| one.states).collect()
}
