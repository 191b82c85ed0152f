//! Pull requests.

use serde_json::{Value, json};

use crate::github::{Conversation, Entry, Person, Repo};
use crate::stand_in::{SHOP, Scene, each, scene};

fn file(text: &str) -> Entry {
    Entry::file(text.as_bytes())
}

/// Mallory, her fork, and a pull request from there.
fn from_a_fork(scene: &Scene) -> (Person, Repo, Conversation) {
    let mallory = scene.github.person("mallory");
    let fork = mallory.forks(&scene.shop);
    mallory.pushes(&fork, "fast", &[("fast", file("1"))]);
    let pull = mallory.opens_pull(&fork, "fast", &scene.shop);
    (mallory, fork, pull)
}

async fn read(scene: &Scene, pull: &Conversation) -> Value {
    scene
        .client
        .reads(&format!("{SHOP}/pulls/{}", pull.number))
        .await
}

#[tokio::test]
async fn a_pull_request_names_its_head_and_its_base() {
    let scene = scene();
    let sha = scene
        .ada
        .pushes(&scene.shop, "fast", &[("fast", file("1"))]);
    let pull = scene.ada.opens_pull(&scene.shop, "fast", &scene.shop);
    let shown = read(&scene, &pull).await;
    assert_eq!(shown["number"], 2);
    assert_eq!(
        (&shown["head"]["sha"], &shown["head"]["ref"]),
        (&sha.as_str().into(), &"fast".into())
    );
    assert_eq!(shown["head"]["repo"]["id"], shown["base"]["repo"]["id"]);
    assert_eq!(shown["base"]["sha"], scene.shop.branch("main"));
    assert_eq!(
        (&shown["state"], &shown["draft"]),
        (&"open".into(), &false.into())
    );
    assert_eq!(
        (&shown["mergeable"], &shown["mergeable_state"]),
        (&true.into(), &"clean".into())
    );
    assert_eq!(shown["user"]["login"], "ada");
    assert_eq!(shown["changed_files"], 1);
    let issue = scene.client.reads(&format!("{SHOP}/issues/2")).await;
    assert_eq!(issue["pull_request"]["url"], shown["url"]);
    let commits = scene.client.reads(&format!("{SHOP}/pulls/2/commits")).await;
    assert_eq!(each(&commits, "sha"), [sha]);
}

#[tokio::test]
async fn an_issue_is_no_pull_request() {
    let scene = scene();
    for path in [
        "/pulls/1",
        "/pulls/1/commits",
        "/pulls/1/reviews",
        "/pulls/77",
    ] {
        let answer = scene.client.gets(&format!("{SHOP}{path}")).await;
        assert_eq!(answer.refusal(), (404, "Not Found"));
    }
    let issue = scene.client.reads(&format!("{SHOP}/issues/1")).await;
    assert_eq!(issue.get("pull_request"), None);
}

#[tokio::test]
async fn from_a_fork_the_repositories_differ_and_the_fork_may_be_deleted() {
    let scene = scene();
    let (mallory, fork, pull) = from_a_fork(&scene);
    let shown = read(&scene, &pull).await;
    assert_eq!(shown["head"]["repo"]["id"], fork.id);
    assert_eq!(shown["head"]["label"], "mallory:fast");
    assert_eq!(shown["base"]["repo"]["id"], scene.shop.id);
    assert_eq!(shown["author_association"], "NONE");
    fork.is_deleted();
    let shown = read(&scene, &pull).await;
    assert_eq!(shown["head"]["repo"], json!(null));
    assert_eq!(shown["head"]["sha"], pull.head());
    assert_eq!(shown["head"]["user"]["id"], mallory.id);
}

#[tokio::test]
async fn a_push_moves_the_head_and_so_does_one_by_force() {
    let scene = scene();
    let (mallory, fork, pull) = from_a_fork(&scene);
    let second = mallory.pushes(&fork, "fast", &[("fast", file("2"))]);
    assert_eq!(read(&scene, &pull).await["head"]["sha"], second);
    let base = scene.shop.branch("main");
    let forced = mallory.forces(&fork, "fast", Some(&base), &[("evil", file("1"))]);
    assert_eq!(read(&scene, &pull).await["head"]["sha"], forced);
    assert_eq!(pull.head(), forced);
    let name = format!("refs/pull/{}/head", pull.number);
    let commit = scene.client.reads(&format!("{SHOP}/commits/{name}")).await;
    assert_eq!(commit["sha"], forced);
    let found = format!("{SHOP}/git/ref/pull/{}/head", pull.number);
    assert_eq!(scene.client.reads(&found).await["object"]["sha"], forced);
}

#[tokio::test]
async fn a_pull_request_goes_its_way() {
    let scene = scene();
    let (mallory, fork, pull) = from_a_fork(&scene);
    mallory.drafts(&pull);
    let shown = read(&scene, &pull).await;
    assert_eq!(
        (&shown["draft"], &shown["mergeable_state"]),
        (&true.into(), &"draft".into())
    );
    mallory.readies(&pull);
    mallory.retitles(&pull, "Faster");
    scene.ada.reviews(&pull, "APPROVED", "good");
    let reviews = scene
        .client
        .reads(&format!("{SHOP}/pulls/{}/reviews", pull.number))
        .await;
    assert_eq!(each(&reviews, "state"), ["APPROVED"]);
    assert_eq!(each(&reviews, "commit_id"), [pull.head()]);
    pull.is_mergeable(None, "unknown");
    let shown = read(&scene, &pull).await;
    assert_eq!(
        (&shown["mergeable"], &shown["title"]),
        (&json!(null), &"Faster".into())
    );
    mallory.closes(&pull);
    assert_eq!(read(&scene, &pull).await["state"], "closed");
    mallory.reopens(&pull);
    let merged = scene.ada.merges(&pull);
    let shown = read(&scene, &pull).await;
    assert_eq!(
        (&shown["merged"], &shown["state"]),
        (&true.into(), &"closed".into())
    );
    assert_eq!(shown["merge_commit_sha"], merged);
    assert_eq!(shown["merged_by"]["login"], "ada");
    assert_eq!(scene.shop.branch("main"), merged);
    assert_ne!(fork.branch("main"), merged);
}

#[tokio::test]
async fn a_pull_request_without_its_branch_is_closed() {
    let scene = scene();
    let (mallory, fork, pull) = from_a_fork(&scene);
    mallory.deletes_branch(&fork, "fast");
    let shown = read(&scene, &pull).await;
    assert_eq!(
        (&shown["state"], &shown["merged"]),
        (&"closed".into(), &false.into())
    );
    let issue = scene
        .client
        .reads(&format!("{SHOP}/issues/{}", pull.number))
        .await;
    assert_eq!(issue["closed_by"]["login"], "mallory");
}

#[tokio::test]
async fn pull_requests_are_listed() {
    let scene = scene();
    let (mallory, _, first) = from_a_fork(&scene);
    scene
        .ada
        .pushes(&scene.shop, "slow", &[("slow", file("1"))]);
    let second = scene.ada.opens_pull(&scene.shop, "slow", &scene.shop);
    mallory.closes(&first);
    for (query, numbers) in [
        ("", vec![second.number]),
        ("?state=closed", vec![first.number]),
        ("?state=all", vec![second.number, first.number]),
        (
            "?state=all&direction=asc",
            vec![first.number, second.number],
        ),
        ("?state=all&head=mallory:fast", vec![first.number]),
        ("?base=main", vec![second.number]),
        ("?base=other", vec![]),
    ] {
        let listed = scene.client.reads(&format!("{SHOP}/pulls{query}")).await;
        assert_eq!(each(&listed, "number"), numbers, "{query}");
    }
}
