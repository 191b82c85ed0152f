//! A workspace that is a git checkout: what of it isn't committed is shown before it is deployed.

use std::fs::File;
use std::time::{Duration, SystemTime};

use crate::world::{WEB, World};

#[tokio::test]
async fn what_isnt_committed_is_shown_and_saving_it_again_changes_no_plan() {
    let world = World::running(WEB).await;
    let workspace = world.path("workspace");
    let repository = git2::Repository::init(&workspace).unwrap();
    let mut index = repository.index().unwrap();
    let all = git2::IndexAddOption::DEFAULT;
    index.add_all(["*"], all, None).unwrap();
    index.write().unwrap();
    let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
    let ada = git2::Signature::now("ada", "ada@example.com").unwrap();
    let head = Some("HEAD");
    let commit = repository.commit(head, &ada, &ada, "first", &tree, &[]);
    let commit = commit.unwrap().to_string();

    let clean = world.says("/docker-deploy --dry-run").await;
    assert!(clean.text.contains(&commit[..10]), "{clean}");
    assert!(
        clean.to_string().contains("not committed  nothing"),
        "{clean}"
    );

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
