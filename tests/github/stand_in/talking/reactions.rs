//! Reactions to comments and issues.

use serde_json::json;

use crate::stand_in::{Client, ISSUE, each, scene};

#[tokio::test]
async fn a_reaction_is_made_once() {
    let scene = scene();
    let asked = scene.ada.comments(&scene.issue, "/docker-status");
    let path = format!("/repos/acme/shop/issues/comments/{}/reactions", asked.id);
    let first = scene
        .client
        .posts(&path, json!({ "content": "eyes" }))
        .await;
    assert_eq!(
        (first.status, &first.body["content"]),
        (201, &"eyes".into())
    );
    let again = scene
        .client
        .posts(&path, json!({ "content": "eyes" }))
        .await;
    assert_eq!((again.status, &again.body["id"]), (200, &first.body["id"]));
    asked.gets("eyes").await;
    assert_eq!(
        asked.reactions(),
        [("hailer-bot".to_owned(), "eyes".to_owned())]
    );
    let rocket = scene
        .client
        .posts(&path, json!({ "content": "rocket" }))
        .await;
    assert_eq!(rocket.status, 201);
    let all = scene.client.reads(&path).await;
    assert_eq!(each(&all, "content"), ["eyes", "rocket"]);
    let only = scene.client.reads(&format!("{path}?content=rocket")).await;
    assert_eq!(each(&only, "id"), [rocket.body["id"].clone()]);
    let comment = scene
        .client
        .reads(path.trim_end_matches("/reactions"))
        .await;
    assert_eq!(comment["reactions"]["total_count"], 2);
    assert_eq!(comment["reactions"]["eyes"], 1);
}

#[tokio::test]
async fn a_reaction_is_taken_back_by_who_made_it() {
    let scene = scene();
    let asked = scene.ada.comments(&scene.issue, "/docker-status");
    let path = format!("/repos/acme/shop/issues/comments/{}/reactions", asked.id);
    let made = scene
        .client
        .posts(&path, json!({ "content": "eyes" }))
        .await;
    let one = format!("{path}/{}", made.body["id"]);
    let other = Client::of(&scene.github, &scene.ada);
    assert_eq!(other.deletes(&one).await.status, 403);
    assert_eq!(scene.client.deletes(&one).await.status, 204);
    assert_eq!(
        scene.client.deletes(&one).await.refusal(),
        (404, "Not Found")
    );
    assert_eq!(asked.reactions(), []);
}

#[tokio::test]
async fn there_are_eight_reactions() {
    let scene = scene();
    let path = format!("{ISSUE}/reactions");
    let all = [
        "+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes",
    ];
    for content in all {
        let made = scene
            .client
            .posts(&path, json!({ "content": content }))
            .await;
        assert_eq!(made.status, 201, "{content}");
    }
    assert_eq!(scene.issue.reactions().len(), 8);
    let other = scene
        .client
        .posts(&path, json!({ "content": "party" }))
        .await;
    assert_eq!(other.status, 422);
    assert_eq!(scene.github.violations().len(), 1);
}

#[tokio::test]
async fn there_is_nothing_to_react_to() {
    let scene = scene();
    let eyes = json!({ "content": "eyes" });
    let path = "/repos/acme/shop/issues/comments/7/reactions";
    assert_eq!(
        scene.client.posts(path, eyes.clone()).await.refusal(),
        (404, "Not Found")
    );
    let path = "/repos/acme/shop/issues/77/reactions";
    assert_eq!(
        scene.client.posts(path, eyes).await.refusal(),
        (404, "Not Found")
    );
}
