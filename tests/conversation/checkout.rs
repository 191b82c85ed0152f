//! A workspace that is a git checkout: what of it isn't committed is shown before it is deployed, and how it stands to what
//! is live.

use std::fs::File;
use std::time::{Duration, SystemTime};

use git2::{Repository, Signature};

use crate::world::{Said, WEB, World};

/// Commits all that lies in the workspace on top of `parents`, and detaches HEAD there. Returns the commit's short id.
fn commit(world: &World, title: &str, parents: &[&str]) -> String {
    let repository = Repository::init(world.path("workspace")).unwrap();
    let mut index = repository.index().unwrap();
    let all = git2::IndexAddOption::DEFAULT;
    index.add_all(["*"], all, None).unwrap();
    index.write().unwrap();
    let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
    let ada = Signature::now("ada", "ada@example.com").unwrap();
    let find = |id: &&str| repository.find_commit_by_prefix(id).unwrap();
    let parents: Vec<_> = parents.iter().map(find).collect();
    let parents: Vec<_> = parents.iter().collect();
    let commit = repository.commit(None, &ada, &ada, title, &tree, &parents);
    let commit = commit.unwrap();
    repository.set_head_detached(commit).unwrap();
    commit.to_string()[..10].to_owned()
}

/// What the preview says of what is live.
fn live(said: &Said) -> Option<&str> {
    let line = said.text.lines().find(|line| line.starts_with("live "));
    line.map(|line| line.trim_start_matches("live").trim())
}

#[tokio::test]
async fn what_isnt_committed_is_shown_and_saving_it_again_changes_no_plan() {
    let world = World::running(WEB).await;
    let workspace = world.path("workspace");
    let commit = commit(&world, "first", &[]);

    let clean = world.says("/docker-deploy --dry-run").await;
    assert!(clean.text.contains(&commit), "{clean}");
    assert!(
        clean.to_string().contains("not committed  nothing"),
        "{clean}"
    );
    assert_eq!(live(&clean), None, "{clean}");

    world.write("workspace/new.txt", "new");
    let preview = world.says("/docker-deploy").await;
    let said = preview.to_string();
    assert!(
        said.contains("not committed  1 file, the newest new.txt of TIME"),
        "{said}"
    );
    let file = File::options()
        .write(true)
        .open(workspace.join("new.txt"))
        .unwrap();
    let earlier = SystemTime::now() - Duration::from_hours(1);
    file.set_modified(earlier).unwrap();
    assert_eq!(world.says("yes").await.code, 0);
    assert_eq!(world.read("production/new.txt"), "new");
}

#[tokio::test]
async fn what_is_live_is_named_and_what_does_not_contain_it_is_warned_of() {
    let world = World::running(WEB).await;
    world.write("workspace/a.txt", "1");
    let first = commit(&world, "first", &[]);
    world.deploys().await;

    world.write("workspace/a.txt", "2");
    let second = commit(&world, "second", &[&first]);
    let further = world.says("/docker-deploy").await;
    let stands = format!("release 1, {first} → this: {second}");
    assert_eq!(live(&further), Some(&*stands), "{further}");
    assert!(!further.text.contains("Before you say yes"), "{further}");
    assert_eq!(world.says("yes").await.code, 0);
    let again = world.says("/docker-deploy --dry-run").await;
    let same = format!("release 2, {second} → this: the same commit");
    assert_eq!(live(&again), Some(&*same), "{again}");

    world.write("workspace/a.txt", "3");
    let aside = commit(&world, "aside", &[&first]);
    let without = world.says("/docker-deploy --dry-run").await;
    let stands = format!("release 2, {second} → this: {aside}");
    assert_eq!(live(&without), Some(&*stands), "{without}");
    let warning = format!(
        "- Commit {second} of the live release 2 is not part of this version: its changes would be gone from production."
    );
    assert!(without.text.contains(&warning), "{without}");
}

#[tokio::test]
async fn a_repository_that_does_not_have_the_live_commit_makes_it_unknown() {
    let world = World::running(WEB).await;
    world.write("workspace/a.txt", "1");
    let first = commit(&world, "first", &[]);
    world.deploys().await;
    std::fs::remove_dir_all(world.path("workspace/.git")).unwrap();
    let plain = world.says("/docker-deploy --dry-run").await;
    let why = format!(
        "- Whether this version contains commit {first} of the live release 1 isn't known: the workspace is no git checkout, or has no commit yet."
    );
    assert!(plain.text.contains(&why), "{plain}");
    world.write("workspace/a.txt", "2");
    commit(&world, "another first", &[]);
    let elsewhere = world.says("/docker-deploy --dry-run").await;
    let why = format!(
        "- Whether this version contains commit {first} of the live release 1 isn't known: the workspace's repository doesn't have it."
    );
    assert!(elsewhere.text.contains(&why), "{elsewhere}");
}
