//! Names of commits, branches, tags, and how two commits stand to each other.

use reqwest::Method;

use crate::github::Entry;
use crate::stand_in::{SHOP, each, scene};

fn file(text: &str) -> Entry {
    Entry::file(text.as_bytes())
}

#[tokio::test]
async fn a_commit_is_found_by_each_of_its_names() {
    let scene = scene();
    let sha = scene
        .ada
        .pushes(&scene.shop, "feature/fast", &[("fast", file("1"))]);
    scene.ada.tags(&scene.shop, "v1.0", &sha);
    for name in [
        "feature/fast",
        "feature%2Ffast",
        "heads/feature/fast",
        "refs/heads/feature/fast",
        "v1.0",
        "tags/v1.0",
        &sha,
        &sha[..7],
        &sha.to_uppercase(),
    ] {
        let commit = scene.client.reads(&format!("{SHOP}/commits/{name}")).await;
        assert_eq!(commit["sha"], sha, "{name}");
    }
    let head = scene.client.reads(&format!("{SHOP}/commits/HEAD")).await;
    assert_eq!(head["sha"], scene.shop.branch("main"));
    let commit = scene.client.reads(&format!("{SHOP}/commits/{sha}")).await;
    assert_eq!(commit["commit"]["message"], "Change fast");
    assert_eq!(commit["author"]["login"], "ada");
    assert_eq!(each(&commit["parents"], "sha"), [scene.shop.branch("main")]);
    assert_eq!(each(&commit["files"], "filename"), ["fast"]);
    assert_eq!(each(&commit["files"], "status"), ["added"]);
}

#[tokio::test]
async fn a_commit_that_isnt_there_is_refused_by_its_name() {
    let scene = scene();
    for name in ["nothing", "0123456789abcdef0123456789abcdef01234567", "012"] {
        let answer = scene.client.gets(&format!("{SHOP}/commits/{name}")).await;
        let words = format!("No commit found for SHA: {name}");
        assert_eq!(answer.refusal(), (422, &*words));
    }
    scene.shop.is_empty();
    let answer = scene.client.gets(&format!("{SHOP}/commits/main")).await;
    assert_eq!(answer.refusal(), (409, "Git Repository is empty."));
}

#[tokio::test]
async fn a_sha_alone_can_be_asked_for() {
    let scene = scene();
    let request = scene
        .client
        .request(Method::GET, "/repos/acme/shop/commits/main");
    let request = request.header("Accept", "application/vnd.github.sha");
    let response = request.send().await.unwrap();
    let kind = response.headers()["content-type"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(kind, "application/vnd.github.sha; charset=utf-8");
    assert_eq!(response.text().await.unwrap(), scene.shop.branch("main"));
}

#[tokio::test]
async fn two_commits_stand_to_each_other_in_four_ways() {
    let scene = scene();
    let base = scene.shop.branch("main");
    let ours = scene
        .ada
        .pushes(&scene.shop, "main", &[("ours", file("1"))]);
    let first = scene
        .ada
        .forces(&scene.shop, "theirs", Some(&base), &[("a", file("1"))]);
    let theirs = scene.ada.pushes(&scene.shop, "theirs", &[("b", file("1"))]);
    for (from, to, status, ahead, behind) in [
        ("main", "main", "identical", 0, 0),
        (&*base, "main", "ahead", 1, 0),
        ("main", &*base, "behind", 0, 1),
        ("main", "theirs", "diverged", 2, 1),
    ] {
        let compared = scene
            .client
            .reads(&format!("{SHOP}/compare/{from}...{to}"))
            .await;
        assert_eq!(compared["status"], status, "{from}...{to}");
        assert_eq!(
            (&compared["ahead_by"], &compared["behind_by"]),
            (&ahead.into(), &behind.into())
        );
        assert_eq!(
            compared["merge_base_commit"]["sha"],
            if from == "main" && to == "main" {
                &ours
            } else {
                &base
            }
            .as_str()
        );
    }
    let compared = scene
        .client
        .reads(&format!("{SHOP}/compare/main...theirs"))
        .await;
    assert_eq!(each(&compared["commits"], "sha"), [first, theirs]);
    assert_eq!(each(&compared["files"], "filename"), ["a", "b"]);
    let page = scene
        .client
        .gets(&format!("{SHOP}/compare/main...theirs?per_page=1"))
        .await;
    assert_eq!(each(&page.body["commits"], "sha").len(), 1);
    assert!(page.header("link").contains("rel=\"next\""));
}

#[tokio::test]
async fn what_cant_be_compared_isnt_found() {
    let scene = scene();
    let eve = scene.github.person("eve");
    scene.github.repository(&eve, "no-fork");
    scene
        .ada
        .forces(&scene.shop, "orphan", None, &[("a", file("1"))]);
    let answer = scene
        .client
        .gets(&format!("{SHOP}/compare/main...orphan"))
        .await;
    assert_eq!(
        answer.refusal(),
        (404, "No common ancestor between main and orphan.")
    );
    for basehead in [
        "main...nothing",
        "nothing...main",
        "main..main",
        "main...nobody:main",
        "main...eve:main",
    ] {
        let answer = scene
            .client
            .gets(&format!("{SHOP}/compare/{basehead}"))
            .await;
        assert_eq!(answer.refusal(), (404, "Not Found"), "{basehead}");
    }
}

#[tokio::test]
async fn a_forks_commits_can_be_named_but_its_branches_only_with_its_owner() {
    let scene = scene();
    let mallory = scene.github.person("mallory");
    let fork = mallory.forks(&scene.shop);
    let sha = mallory.pushes(&fork, "evil", &[("evil", file("1"))]);
    // All forks share their commits: a SHA is no proof that a commit is the repository's own.
    let commit = scene.client.reads(&format!("{SHOP}/commits/{sha}")).await;
    assert_eq!(commit["sha"], sha);
    let branch = scene.client.gets(&format!("{SHOP}/commits/evil")).await;
    assert_eq!(branch.status, 422);
    let compared = scene
        .client
        .reads(&format!("{SHOP}/compare/main...mallory:evil"))
        .await;
    assert_eq!(compared["ahead_by"], 1);
    let shown = scene.client.reads("/repos/mallory/shop").await;
    assert_eq!(
        (&shown["fork"], &shown["parent"]["full_name"]),
        (&true.into(), &"acme/shop".into())
    );
    let stranger = scene.github.repository(&mallory, "other");
    assert_eq!(stranger.full_name(), "mallory/other");
    let elsewhere = scene
        .client
        .gets(&format!("/repos/mallory/other/commits/{sha}"))
        .await;
    assert_eq!(elsewhere.status, 422);
}

#[tokio::test]
async fn branches_and_tags_are_listed_and_found() {
    let scene = scene();
    let sha = scene
        .ada
        .pushes(&scene.shop, "feature/fast", &[("fast", file("1"))]);
    scene.ada.tags(&scene.shop, "v1", &sha);
    let branches = scene.client.reads(&format!("{SHOP}/branches")).await;
    assert_eq!(each(&branches, "name"), ["feature/fast", "main"]);
    let branch = scene
        .client
        .reads(&format!("{SHOP}/branches/feature/fast"))
        .await;
    assert_eq!(branch["commit"]["sha"], sha);
    let tags = scene.client.reads(&format!("{SHOP}/tags")).await;
    assert_eq!(each(&tags, "name"), ["v1"]);
    for (name, full) in [
        ("heads/feature/fast", "refs/heads/feature/fast"),
        ("tags/v1", "refs/tags/v1"),
    ] {
        let found = scene.client.reads(&format!("{SHOP}/git/ref/{name}")).await;
        assert_eq!(
            (&found["ref"], &found["object"]["sha"]),
            (&full.into(), &sha.as_str().into())
        );
    }
    scene.ada.deletes_branch(&scene.shop, "feature/fast");
    let gone = scene
        .client
        .gets(&format!("{SHOP}/branches/feature/fast"))
        .await;
    assert_eq!(gone.refusal(), (404, "Branch not found"));
    let gone = scene
        .client
        .gets(&format!("{SHOP}/git/ref/heads/feature/fast"))
        .await;
    assert_eq!(gone.refusal(), (404, "Not Found"));
    // Its commit is there still.
    assert_eq!(
        scene
            .client
            .gets(&format!("{SHOP}/commits/{sha}"))
            .await
            .status,
        200
    );
}
