//! A project that is as it was: looking at it again reads none of its files.

use std::time::Duration;

use hailer::reply::Status;

use crate::opened::Opened;
use crate::world::{WEB, World};

/// Which files of workspace and production a preview reads.
async fn read_by_a_preview(world: &World) -> (Vec<String>, Vec<String>) {
    let workspace = Opened::below(&world.path("workspace"));
    let production = Opened::below(&world.path("production"));
    let said = world.says("/docker-deploy").await;
    assert!(
        matches!(said.status, Status::Done | Status::NeedsConfirmation),
        "{said}"
    );
    (workspace.names(), production.names())
}

#[tokio::test]
async fn a_preview_reads_no_file_that_is_as_it_was_and_of_an_edit_only_that_file() {
    let world = World::running(WEB).await;
    for number in 0..60 {
        world.write(&format!("workspace/site/{number}.html"), "one");
    }
    world.deploys().await;
    // Until the files' times can prove something, they are read each time; no event tells when.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (workspace, production) = read_by_a_preview(&world).await;
    assert!(workspace.len() >= 60, "{workspace:?}");
    assert!(production.len() >= 60, "{production:?}");
    let nothing = (vec![], vec![]);
    assert_eq!(read_by_a_preview(&world).await, nothing);
    world.write("workspace/site/7.html", "two");
    let (workspace, production) = read_by_a_preview(&world).await;
    // The tree is another one, so the Compose binary looks at its own file again.
    assert_eq!(workspace, ["7.html", "compose.yaml"]);
    assert_eq!(production, [] as [&str; 0]);
}
