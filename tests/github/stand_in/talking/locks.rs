//! A locked conversation is for collaborators.

use serde_json::json;

use crate::stand_in::apps::installed;
use crate::stand_in::{Client, ISSUE, scene};

const LOCKED: &str = "Unable to create comment because issue is locked.";

#[tokio::test]
async fn a_locked_conversation_is_closed_to_strangers_and_open_to_collaborators() {
    let scene = scene();
    let mallory = scene.github.person("mallory");
    let client = Client::of(&scene.github, &mallory);
    let before = client.commented("before").await;
    scene.ada.locks(&scene.issue);
    assert_eq!(scene.client.reads(ISSUE).await["locked"], true);
    let refused = client.comments("hello").await;
    assert_eq!(refused.refusal(), (403, LOCKED));
    assert_eq!(
        refused.body["documentation_url"],
        "https://docs.github.com/articles/locking-conversations/"
    );
    let eyes = json!({ "content": "eyes" });
    let refused = client.posts(&format!("{before}/reactions"), eyes).await;
    let words = "Unable to create reaction because issue is locked.";
    assert_eq!(refused.refusal(), (403, words));
    assert_eq!(scene.client.comments("hello").await.status, 201);
    scene.ada.unlocks(&scene.issue);
    assert_eq!(client.comments("hello").await.status, 201);
}

#[tokio::test]
async fn an_app_is_no_collaborator() {
    let scene = scene();
    let (_app, client) = installed(&scene).await;
    assert_eq!(client.comments("hello").await.status, 201);
    scene.ada.locks(&scene.issue);
    assert_eq!(client.comments("hello").await.refusal(), (403, LOCKED));
}
