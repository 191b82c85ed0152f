//! What webhooks are told of pull requests and pushes.

use serde_json::json;

use super::{hooked, newest, told};
use crate::github::Entry;
use crate::stand_in::scene;

#[tokio::test]
async fn a_pull_request_is_told_from_its_beginning_to_its_end() {
    let scene = scene();
    let (_receiver, hook) = hooked(&scene).await;
    let mallory = scene.github.person("mallory");
    let fork = mallory.forks(&scene.shop);
    let file = |text: &str| Entry::file(text.as_bytes());
    let first = mallory.pushes(&fork, "fast", &[("fast", file("1"))]);
    let pull = mallory.opens_pull(&fork, "fast", &scene.shop);
    let opened = newest(&hook);
    assert_eq!(opened["pull_request"]["head"]["repo"]["id"], fork.id);
    let second = mallory.pushes(&fork, "fast", &[("fast", file("2"))]);
    let pushed = newest(&hook);
    assert_eq!(
        (&pushed["before"], &pushed["after"]),
        (&first.into(), &second.as_str().into())
    );
    assert_eq!(pushed["pull_request"]["head"]["sha"], second);
    mallory.retitles(&pull, "Faster");
    assert_eq!(newest(&hook)["changes"]["title"]["from"], "Merge fast");
    mallory.drafts(&pull);
    mallory.readies(&pull);
    scene.ada.locks(&pull);
    scene.ada.unlocks(&pull);
    mallory.closes(&pull);
    mallory.reopens(&pull);
    mallory.comments(&pull, "please");
    assert_eq!(
        newest(&hook)["issue"]["pull_request"]["merged_at"],
        json!(null)
    );
    scene.ada.merges(&pull);
    assert_eq!(newest(&hook)["pull_request"]["merged"], true);
    assert_eq!(
        told(&hook)[1..],
        [
            "pull_request opened",
            "pull_request synchronize",
            "pull_request edited",
            "pull_request converted_to_draft",
            "pull_request ready_for_review",
            "pull_request locked",
            "pull_request unlocked",
            "pull_request closed",
            "pull_request reopened",
            "issue_comment created",
            "push",
            "pull_request closed",
        ]
    );
}

#[tokio::test]
async fn a_push_tells_what_is_new() {
    let scene = scene();
    let (_receiver, hook) = hooked(&scene).await;
    let before = scene.shop.branch("main");
    let after = scene
        .ada
        .pushes(&scene.shop, "main", &[("a", Entry::file(b"1"))]);
    let pushed = newest(&hook);
    assert_eq!(pushed["ref"], "refs/heads/main");
    assert_eq!(
        (&pushed["before"], &pushed["after"]),
        (&before.as_str().into(), &after.as_str().into())
    );
    assert_eq!(pushed["commits"][0]["id"], after);
    assert_eq!(pushed["commits"][0]["added"], json!(["a"]));
    assert_eq!(pushed["forced"], false);
    scene.ada.forces(
        &scene.shop,
        "main",
        Some(&before),
        &[("b", Entry::file(b"1"))],
    );
    assert_eq!(newest(&hook)["forced"], true);
    scene.ada.tags(&scene.shop, "v1", &after);
    let tagged = newest(&hook);
    assert_eq!(
        (&tagged["ref"], &tagged["created"]),
        (&"refs/tags/v1".into(), &true.into())
    );
    scene
        .ada
        .pushes(&scene.shop, "topic", &[("c", Entry::file(b"1"))]);
    scene.ada.deletes_branch(&scene.shop, "topic");
    let gone = newest(&hook);
    assert_eq!(
        (&gone["deleted"], &gone["head_commit"]),
        (&true.into(), &json!(null))
    );
}
