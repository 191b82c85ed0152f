//! What webhooks are told of conversations, with which headers, and who is told.

use serde_json::{Value, json};

use super::receiver::Receiver;
use super::{SECRET, hooked, newest, told};
use crate::github::{Entry, Outcome, signature};
use crate::stand_in::apps::installed;
use crate::stand_in::scene;

#[test]
fn a_signature_is_githubs_own_example() {
    assert_eq!(
        signature(SECRET, b"Hello, World!"),
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    );
}

#[tokio::test]
async fn a_new_webhook_is_pinged() {
    let scene = scene();
    let (receiver, hook) = hooked(&scene).await;
    assert_eq!(told(&hook), ["ping"]);
    assert_eq!(hook.last().outcome(), Outcome::Answered(202));
    let got = &receiver.got()[0];
    assert_eq!(got.header("x-github-event"), "ping");
    let payload = newest(&hook);
    assert_eq!(payload["hook"]["config"]["url"], receiver.url);
    assert_eq!(payload["hook_id"], hook.id);
    assert_eq!(payload["repository"]["full_name"], "acme/shop");
}

#[tokio::test]
async fn a_comment_is_told_with_all_headers_and_both_signatures() {
    let scene = scene();
    let (receiver, hook) = hooked(&scene).await;
    let said = scene.ada.comments(&scene.issue, "/docker-status 🚀");
    assert_eq!(hook.last().is_done().await, Outcome::Answered(202));
    let got = &receiver.got()[1];
    for (name, value) in [
        ("x-github-event", "issue_comment"),
        ("x-github-delivery", &*hook.last().guid()),
        ("x-github-hook-id", &*hook.id.to_string()),
        ("x-github-hook-installation-target-type", "repository"),
        (
            "x-github-hook-installation-target-id",
            &*scene.shop.id.to_string(),
        ),
        ("content-type", "application/json"),
        ("accept", "*/*"),
        ("x-hub-signature-256", &*signature(SECRET, &got.body)),
    ] {
        assert_eq!(got.header(name), value, "{name}");
    }
    assert!(got.header("user-agent").starts_with("GitHub-Hookshot/"));
    assert_eq!(got.header("x-hub-signature").len(), "sha1=".len() + 40);
    let payload: Value = serde_json::from_slice(&got.body).unwrap();
    assert_eq!(payload, newest(&hook));
    assert_eq!(payload["action"], "created");
    assert_eq!(payload["comment"]["body"], "/docker-status 🚀");
    assert_eq!(payload["comment"]["id"], said.id);
    assert_eq!(payload["comment"]["user"]["id"], scene.ada.id);
    assert_eq!(payload["issue"]["number"], 1);
    assert_eq!(payload["repository"]["id"], scene.shop.id);
    assert_eq!(payload["organization"]["login"], "acme");
    assert_eq!(payload["sender"]["login"], "ada");
    assert_eq!(payload.get("installation"), None);
}

#[tokio::test]
async fn edits_and_deletions_are_told_and_whose_they_are() {
    let scene = scene();
    let (_receiver, hook) = hooked(&scene).await;
    let mallory = scene.github.person("mallory");
    let said = mallory.comments(&scene.issue, "hello");
    scene.ada.edits(&said, "/docker-deploy yes");
    let edited = newest(&hook);
    assert_eq!(edited["changes"]["body"]["from"], "hello");
    assert_eq!(edited["comment"]["body"], "/docker-deploy yes");
    // The comment is its author's still: who edited it is the sender alone.
    assert_eq!(edited["comment"]["user"]["login"], "mallory");
    assert_eq!(edited["sender"]["login"], "ada");
    mallory.deletes(&said);
    assert_eq!(newest(&hook)["comment"]["id"], said.id);
    assert_eq!(
        told(&hook)[1..],
        [
            "issue_comment created",
            "issue_comment edited",
            "issue_comment deleted"
        ]
    );
}

#[tokio::test]
async fn what_the_bot_does_is_told_too() {
    let scene = scene();
    let (_receiver, hook) = hooked(&scene).await;
    let comment = scene.client.commented("deploying").await;
    let payload = newest(&hook);
    assert_eq!(
        (&payload["sender"]["login"], &payload["sender"]["type"]),
        (&"hailer-bot".into(), &"Bot".into())
    );
    scene
        .client
        .patches(&comment, json!({ "body": "deployed" }))
        .await;
    scene.client.deletes(&comment).await;
    assert_eq!(
        told(&hook)[1..],
        [
            "issue_comment created",
            "issue_comment edited",
            "issue_comment deleted"
        ]
    );
}

#[tokio::test]
async fn an_issue_is_told_from_its_beginning_to_its_end() {
    let scene = scene();
    let (_receiver, hook) = hooked(&scene).await;
    let issue = scene.ada.opens_issue(&scene.shop, "Another");
    scene.ada.retitles(&issue, "The same");
    scene.ada.locks(&issue);
    scene.ada.closes(&issue);
    assert_eq!(newest(&hook)["issue"]["state"], "closed");
    assert_eq!(
        told(&hook)[1..],
        [
            "issues opened",
            "issues edited",
            "issues locked",
            "issues closed"
        ]
    );
}

#[tokio::test]
async fn a_webhook_hears_what_it_asked_for() {
    let scene = scene();
    let (_receiver, hook) = hooked(&scene).await;
    let all = scene.shop.unsigned_hook("http://127.0.0.1:9/");
    all.wants(&["*"]);
    hook.wants(&["issue_comment"]);
    scene
        .ada
        .pushes(&scene.shop, "main", &[("a", Entry::file(b"1"))]);
    scene.ada.comments(&scene.issue, "hello");
    scene.ada.opens_issue(&scene.shop, "Another");
    assert_eq!(told(&hook), ["ping", "issue_comment created"]);
    assert_eq!(
        told(&all),
        ["ping", "push", "issue_comment created", "issues opened"]
    );
    hook.is_switched_off();
    scene.ada.comments(&scene.issue, "hello?");
    assert_eq!(told(&hook).len(), 2);
    let other = scene.github.repository(&scene.acme, "other");
    scene.ada.opens_issue(&other, "Elsewhere");
    assert_eq!(told(&all).len(), 5);
}

#[tokio::test]
async fn an_apps_webhook_hears_of_where_it_is_installed() {
    let scene = scene();
    let receiver = Receiver::start().await;
    let (app, client) = installed(&scene).await;
    let hook = app.hook(&receiver.url, SECRET);
    assert_eq!(newest(&hook)["hook"]["app_id"], app.id);
    client.comments("deployed").await;
    hook.is_quiet().await;
    let payload = newest(&hook);
    assert_eq!(payload["sender"]["login"], "hailer[bot]");
    assert_eq!(
        payload["comment"]["performed_via_github_app"]["slug"],
        "hailer"
    );
    assert!(payload["installation"]["id"].as_i64().unwrap() > 0);
    let got = receiver.got();
    let kind = got[1].header("x-github-hook-installation-target-type");
    assert_eq!(kind, "integration");
    let other = scene.github.repository(&scene.acme, "other");
    scene.ada.opens_issue(&other, "Elsewhere");
    assert_eq!(told(&hook), ["ping", "issue_comment created"]);
}
