//! Files that a deploy puts in place, and those that it leaves.

use insta::assert_snapshot;

use super::TWO;
use crate::world::{World, on_both};

#[tokio::test]
async fn only_the_service_whose_mounted_file_changed_is_recreated() {
    let said = on_both(TWO, async |world| {
        world.write("workspace/config/api.conf", "b");
        world.write("production/config/api.conf", "a");
        let (api, web) = (world.container("api"), world.container("web"));
        let preview = world.says("/docker-deploy").await;
        let deployed = world
            .says(&format!("/confirm {}", preview.confirmation()))
            .await;
        assert_eq!(deployed.code, 0, "{deployed}");
        assert_eq!(world.container("web"), web);
        assert_ne!(world.container("api"), api);
        assert_eq!(world.read("production/config/api.conf"), "b");
        vec![preview]
    })
    .await;
    assert_snapshot!(said, @"
    shop: deploy would recreate 1 service, keep 1, change 1 file

    from  ROOT/workspace

    service  what happens  why  downtime
    api  recreate  config file changed: config/api.conf  down while stopping (SPAN at most) and starting: without a healthcheck nothing says when the new one is ready

    kept  web
    files  0 added, 1 changed, 0 deleted, 1 unchanged
      ~ config/api.conf (1 B)

    Hailer did not put these there and overwrites them for the first time, with a backup: config/api.conf.

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
}

#[tokio::test]
async fn only_files_that_hailer_put_there_are_ever_deleted() {
    let world = World::running(TWO).await;
    world.write("production/.env", "KEEP=this one\n");
    world.write("production/uploads/customer.txt", "theirs");
    world.write("workspace/pages/old.txt", "ours");
    world.deploys().await;
    assert_eq!(world.read("production/pages/old.txt"), "ours");

    std::fs::remove_dir_all(world.path("workspace/pages")).unwrap();
    world.write("workspace/new.txt", "new");
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy would keep 2 services, change 2 files

    from  ROOT/workspace
    kept  api, web
    files  1 added, 0 changed, 1 deleted, 1 unchanged
      + new.txt (3 B)
      - pages/old.txt (4 B)

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    world.deploys().await;
    assert!(!world.path("production/pages/old.txt").exists());
    assert_eq!(world.read("production/new.txt"), "new");
    assert_eq!(world.read("production/.env"), "KEEP=this one\n");
    assert_eq!(world.read("production/uploads/customer.txt"), "theirs");
}
