//! Commits, pull requests, reviews and checks.

use hailer::github::{Checks, Compared, Fork, GitHubError, PullState, Review, Reviews};

use super::{Scene, name, scene, unsigned};
use crate::github::{Entry, Role};

async fn sha(scene: &Scene, reference: &str) -> Option<String> {
    let commit = scene.at().commit(reference).await.unwrap();
    commit.map(|commit| commit.sha)
}

#[tokio::test]
async fn a_name_stands_for_a_commit() {
    let scene = scene();
    let main = scene.shop.branch("main");
    let files = [("a.txt", Entry::file(b"a"))];
    let new = scene
        .ada
        .pushes(&scene.shop, "feature/50% faster?#1", &files);
    scene.ada.tags(&scene.shop, "v1.0", &main);
    assert_eq!(
        sha(&scene, "feature/50% faster?#1").await,
        Some(new.clone())
    );
    for reference in ["main", "HEAD", "v1.0", &main, &main[..10]] {
        assert_eq!(
            sha(&scene, reference).await.as_ref(),
            Some(&main),
            "{reference}"
        );
    }
    for none in [
        "nothing",
        "feature",
        "",
        ".",
        "..",
        "main..",
        "a/../../issues",
    ] {
        assert_eq!(sha(&scene, none).await, None, "{none:?}");
    }
    let commit = scene.at().commit(&new).await.unwrap().unwrap();
    assert_eq!(commit.title, "Change a.txt");
    assert_eq!(commit.author, "ada");
    let age = chrono::Utc::now() - commit.at;
    assert!(age.num_seconds() < 60, "{age}");
}

#[tokio::test]
async fn an_empty_repository_has_no_commit_and_a_missing_one_is_missed() {
    let scene = scene();
    scene.shop.is_empty();
    assert_eq!(sha(&scene, "HEAD").await, None);
    let none = scene.client.at(&name("acme/none")).commit("main").await;
    assert_eq!(none, Err(GitHubError::NotFound));
}

#[tokio::test]
async fn two_commits_are_compared() {
    let scene = scene();
    let main = scene.shop.branch("main");
    let first = scene
        .ada
        .pushes(&scene.shop, "one", &[("a", Entry::file(b"1"))]);
    let second = scene
        .ada
        .pushes(&scene.shop, "one", &[("a", Entry::file(b"2"))]);
    let other = scene
        .ada
        .pushes(&scene.shop, "two/x", &[("a", Entry::file(b"3"))]);
    let alone = scene
        .ada
        .forces(&scene.shop, "alone", None, &[("a", Entry::file(b"4"))]);
    for (base, head, expected) in [
        (&main, &main, Compared::Same),
        (&main, &second, Compared::Ahead(2)),
        (&second, &first, Compared::Behind(1)),
        (&first, &other, Compared::Diverged),
        (&main, &alone, Compared::Diverged),
    ] {
        let compared = scene.at().compare(base, head).await;
        assert_eq!(compared, Ok(expected), "{base}...{head}");
    }
    let named = scene.at().compare("main", "two/x").await;
    assert_eq!(named, Ok(Compared::Ahead(1)));
    let missing = scene.at().compare("main", "nothing").await;
    assert_eq!(missing, Err(GitHubError::NotFound));
}

#[tokio::test]
async fn a_pull_request_says_where_its_head_lies() {
    let scene = scene();
    let sha = scene
        .ada
        .pushes(&scene.shop, "fix", &[("a", Entry::file(b"1"))]);
    let own = scene.ada.opens_pull(&scene.shop, "fix", &scene.shop);
    let own_number = unsigned(own.number);
    let pull = scene.at().pull(own_number).await.unwrap();
    assert_eq!((pull.number, &*pull.title), (own_number, "Merge fix"));
    assert_eq!((&*pull.head_branch, &*pull.base_branch), ("fix", "main"));
    assert_eq!((&pull.head, &pull.fork), (&sha, &Fork::Own));
    assert_eq!(
        (pull.author.as_deref(), pull.state),
        (Some("ada"), PullState::Open)
    );
    scene.ada.merges(&own);
    let merged = scene.at().pull(own_number).await.unwrap();
    assert_eq!(merged.state, PullState::Merged);

    let eve = scene.github.person("eve");
    let fork = eve.forks(&scene.shop);
    eve.pushes(&fork, "evil", &[("a", Entry::file(b"2"))]);
    let foreign = eve.opens_pull(&fork, "evil", &scene.shop);
    let at = scene.at();
    let ask = || at.pull(unsigned(foreign.number));
    assert_eq!(ask().await.unwrap().fork, Fork::Of("eve/shop".to_owned()));
    scene.ada.closes(&foreign);
    fork.is_deleted();
    let gone = ask().await.unwrap();
    assert_eq!((gone.fork, gone.state), (Fork::Gone, PullState::Closed));
}

#[tokio::test]
async fn the_latest_review_of_whoever_may_write_counts() {
    let scene = scene();
    let sha = scene
        .ada
        .pushes(&scene.shop, "fix", &[("a", Entry::file(b"1"))]);
    let pull = scene.ada.opens_pull(&scene.shop, "fix", &scene.shop);
    let (bob, carol) = (scene.github.person("bob"), scene.github.person("carol"));
    scene.shop.gives(&bob, Role::Maintain);
    let at = scene.at();
    let ask = || at.reviews(unsigned(pull.number));
    assert_eq!(ask().await, Ok(Reviews::default()));
    carol.reviews(&pull, "APPROVED", "");
    bob.reviews(&pull, "CHANGES_REQUESTED", "no");
    let of_bob = |sha: &str| Review {
        by: "bob".to_owned(),
        sha: Some(sha.to_owned()),
    };
    let refused = ask().await.unwrap();
    assert_eq!(
        (refused.approved, refused.changes_requested),
        (vec![], vec![of_bob(&sha)])
    );
    bob.reviews(&pull, "APPROVED", "");
    bob.reviews(&pull, "COMMENTED", "nice");
    scene
        .ada
        .pushes(&scene.shop, "fix", &[("a", Entry::file(b"2"))]);
    let approved = ask().await.unwrap();
    assert_eq!(
        (approved.approved, approved.changes_requested),
        (vec![of_bob(&sha)], vec![])
    );
}

#[tokio::test]
async fn statuses_and_checks_are_one() {
    let scene = scene();
    let (shop, sha) = (&scene.shop, scene.shop.branch("main"));
    let at = scene.at();
    let ask = || at.checks(&sha);
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(ask().await, Ok(Checks::None));
    shop.says_status(&scene.ada, &sha, "lint", "success");
    shop.checks(&sha, "docs", Some("skipped"));
    assert_eq!(ask().await, Ok(Checks::Green));
    shop.says_status(&scene.ada, &sha, "build", "pending");
    shop.checks(&sha, "test", None);
    assert_eq!(ask().await, Ok(Checks::Pending(names(&["build", "test"]))));
    shop.says_status(&scene.ada, &sha, "build", "error");
    shop.checks(&sha, "test", Some("timed_out"));
    assert_eq!(ask().await, Ok(Checks::Failed(names(&["build", "test"]))));
    shop.says_status(&scene.ada, &sha, "build", "success");
    shop.checks(&sha, "test", Some("success"));
    assert_eq!(ask().await, Ok(Checks::Green));
}
