//! The tokens of installations.

use std::time::Duration;

use serde_json::json;

use super::{as_app, installed};
use crate::stand_in::{Client, ISSUE, SHOP, each, scene};

#[tokio::test]
async fn a_token_lives_an_hour_unless_it_is_ended() {
    let scene = scene();
    scene.github.stop_the_clock();
    let (_, client) = installed(&scene).await;
    scene.github.put_forward(Duration::from_mins(59));
    assert_eq!(client.gets(SHOP).await.status, 200);
    scene.github.put_forward(Duration::from_mins(1));
    assert_eq!(client.gets(SHOP).await.refusal(), (401, "Bad credentials"));
    let other = crate::stand_in::scene();
    let (_, client) = installed(&other).await;
    assert_eq!(client.gets(SHOP).await.status, 200);
    other.github.ends_tokens();
    assert_eq!(client.gets(SHOP).await.refusal(), (401, "Bad credentials"));
    // A person's lives on.
    assert_eq!(other.client.gets(SHOP).await.status, 200);
}

#[tokio::test]
async fn a_token_reaches_no_further_than_its_installation() {
    let scene = scene();
    let secret = scene.github.private_repository(&scene.acme, "secret");
    let (_, client) = installed(&scene).await;
    let path = format!("/repos/{}", secret.full_name());
    assert_eq!(client.gets(&path).await.refusal(), (404, "Not Found"));
    let other = scene.github.repository(&scene.acme, "other");
    scene.ada.opens_issue(&other, "Elsewhere");
    let path = "/repos/acme/other/issues/1/comments";
    let refused = client.posts(path, json!({ "body": "hello" })).await;
    assert_eq!(
        refused.refusal(),
        (403, "Resource not accessible by integration")
    );
}

#[tokio::test]
async fn an_installation_may_what_it_was_granted() {
    let scene = scene();
    let app = scene.github.app(&scene.acme, "hailer");
    let id = app.is_installed_for(&[&scene.shop], &[("issues", "read"), ("metadata", "read")]);
    let path = format!("/app/installations/{id}/access_tokens");
    let made = as_app(&scene, &app).posts(&path, json!({})).await;
    assert_eq!(
        made.body["permissions"],
        json!({ "issues": "read", "metadata": "read" })
    );
    let client = Client::new(&scene.github, made.body["token"].as_str());
    assert_eq!(client.gets(ISSUE).await.status, 200);
    let refused = client.comments("hello").await;
    assert_eq!(
        refused.refusal(),
        (403, "Resource not accessible by integration")
    );
}

#[tokio::test]
async fn a_token_can_be_asked_for_with_less() {
    let scene = scene();
    let other = scene.github.private_repository(&scene.acme, "other");
    let app = scene.github.app(&scene.acme, "hailer");
    let id = app.is_installed(&[&scene.shop, &other]);
    let path = format!("/app/installations/{id}/access_tokens");
    let itself = as_app(&scene, &app);
    let less = json!({ "repositories": ["shop"], "permissions": { "issues": "write" } });
    let made = itself.posts(&path, less).await;
    assert_eq!(each(&made.body["repositories"], "name"), ["shop"]);
    let client = Client::new(&scene.github, made.body["token"].as_str());
    assert_eq!(client.comments("hello").await.status, 201);
    assert_eq!(
        client.gets("/repos/acme/other").await.refusal(),
        (404, "Not Found")
    );
    let by_id = itself
        .posts(&path, json!({ "repository_ids": [other.id] }))
        .await;
    assert_eq!(each(&by_id.body["repositories"], "name"), ["other"]);
    for (more, words) in [
        (
            json!({ "permissions": { "contents": "write" } }),
            "The permissions requested are not granted to this installation.",
        ),
        (
            json!({ "repositories": ["elsewhere"] }),
            "There is at least one repository that does not exist or is not accessible to the parent installation.",
        ),
    ] {
        assert_eq!(itself.posts(&path, more).await.refusal(), (422, words));
    }
}

#[tokio::test]
async fn a_suspended_installation_gets_no_tokens() {
    let scene = scene();
    let app = scene.github.app(&scene.acme, "hailer");
    let id = app.is_installed(&[&scene.shop]);
    app.is_suspended(id);
    let path = format!("/app/installations/{id}/access_tokens");
    let refused = as_app(&scene, &app).posts(&path, json!({})).await;
    assert_eq!(
        refused.refusal(),
        (403, "This installation has been suspended")
    );
}
