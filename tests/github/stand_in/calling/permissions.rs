//! What a token opens, and what stays shut.

use serde_json::json;

use crate::github::Role;
use crate::stand_in::{Client, ISSUE, SHOP, scene};

const SHUT: &str = "Resource not accessible by personal access token";

#[tokio::test]
async fn what_is_private_isnt_there_for_strangers() {
    let scene = scene();
    scene.shop.becomes_private();
    let mallory = scene.github.person("mallory");
    for client in [
        Client::of(&scene.github, &mallory),
        Client::new(&scene.github, None),
    ] {
        for path in [SHOP, ISSUE, "/repos/acme/shop/commits/main"] {
            assert_eq!(client.gets(path).await.refusal(), (404, "Not Found"));
        }
        assert_eq!(client.comments("hello").await.refusal(), (404, "Not Found"));
    }
    let shop = scene.client.reads(SHOP).await;
    assert_eq!(
        (&shop["private"], &shop["visibility"]),
        (&true.into(), &"private".into())
    );
}

#[tokio::test]
async fn everybody_may_comment_in_public_but_not_say_anything_of_commits() {
    let scene = scene();
    let mallory = scene.github.person("mallory");
    let client = Client::of(&scene.github, &mallory);
    assert_eq!(client.comments("hello").await.status, 201);
    let deployment = json!({ "ref": "main" });
    let refused = client
        .posts(&format!("{SHOP}/deployments"), deployment)
        .await;
    assert_eq!(refused.refusal(), (403, SHUT));
    let status = format!("{SHOP}/statuses/{}", scene.shop.branch("main"));
    let refused = client.posts(&status, json!({ "state": "success" })).await;
    assert_eq!(refused.refusal(), (403, SHUT));
}

#[tokio::test]
async fn a_token_opens_what_it_names() {
    let scene = scene();
    let token = scene
        .hailer
        .token_with(&[("issues", "read"), ("deployments", "write")]);
    let client = Client::new(&scene.github, Some(&token));
    let refused = client.comments("hello").await;
    assert_eq!(refused.refusal(), (403, SHUT));
    assert_eq!(
        refused.header("x-accepted-github-permissions"),
        "issues=write; pull_requests=write"
    );
    let deployment = json!({ "ref": "main" });
    let made = client
        .posts(&format!("{SHOP}/deployments"), deployment)
        .await;
    assert_eq!(made.status, 201);
    // What is public can be read by everybody.
    assert_eq!(
        client.gets(&format!("{SHOP}/commits/main")).await.status,
        200
    );
    scene.shop.becomes_private();
    assert_eq!(client.gets(ISSUE).await.status, 200);
    let shut = client.gets(&format!("{SHOP}/commits/main")).await;
    assert_eq!(shut.refusal(), (403, SHUT));
}

#[tokio::test]
async fn an_archived_repository_is_read_only() {
    let scene = scene();
    scene.shop.is_archived();
    let refused = scene.client.comments("hello").await;
    let words = "Repository was archived so is read-only.";
    assert_eq!(refused.refusal(), (403, words));
    assert_eq!(scene.client.reads(SHOP).await["archived"], true);
}

#[tokio::test]
async fn a_repository_says_what_its_reader_may_do() {
    let scene = scene();
    for (role, push) in [(Role::Read, false), (Role::Write, true)] {
        scene.shop.gives(&scene.hailer, role);
        let shop = scene.client.reads(SHOP).await;
        assert_eq!(shop["permissions"]["push"], push);
        assert_eq!(shop["default_branch"], "main");
        assert_eq!(shop["id"], scene.shop.id);
        assert_eq!(shop["organization"]["login"], "acme");
    }
}
