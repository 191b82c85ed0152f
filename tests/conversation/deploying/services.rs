//! Which services are deployed, and what of them changes.

use insta::assert_snapshot;

use super::TWO;
use crate::world::World;

#[tokio::test]
async fn a_service_that_the_compose_file_no_longer_has_is_removed() {
    let world = World::running(TWO).await;
    let web = world.container("web");
    let kept = TWO.split("  api:").next().unwrap().to_owned()
        + "  web:"
        + TWO.split("  web:").nth(1).unwrap();
    world.write("workspace/compose.yaml", &kept);
    assert_snapshot!(world.says("/docker-deploy").await, @"
    shop: deploy would remove 1 service, keep 1, change 1 file

    from  ROOT/workspace

    service  what happens  why  downtime
    api  remove  no longer in the compose file  stays down

    kept  web
    files  0 added, 1 changed, 0 deleted, 0 unchanged
      ~ compose.yaml (99 B)

    Hailer did not put these there and overwrites them for the first time, with a backup: compose.yaml.

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let deployed = world.says("/docker-deploy yes").await;
    assert_eq!(deployed.code, 0, "{deployed}");
    assert_eq!(world.containers(), [format!("web running {web}")]);
}

#[tokio::test]
async fn ports_and_mounts_that_change_are_shown_old_and_new() {
    const PUBLISHED: &str = "
services:
  web:
    image: IMAGE
    command: serve 80
    ports: ['127.0.0.1::80', '127.0.0.1::9000/udp']
    volumes: ['./a:/x:ro', 'data:/data']
    stop_grace_period: 1s
volumes: {data: {}}
";
    let world = World::running(PUBLISHED).await;
    world.edit(
        "workspace/compose.yaml",
        "127.0.0.1::80",
        "127.0.0.1:18080:80",
    );
    world.edit("workspace/compose.yaml", ", '127.0.0.1::9000/udp'", "");
    world.edit("workspace/compose.yaml", "./a:/x:ro", "./b:/x:ro");
    let shown = world.says("/docker-deploy --dry-run").await.to_string();
    let row = shown.lines().find(|line| line.starts_with("web"));
    let why = row.and_then(|row| row.split("  ").nth(2));
    assert_snapshot!(why.unwrap_or(&shown), @"port 127.0.0.1::80 → 127.0.0.1:PORT:80, port 127.0.0.1::9000/udp goes; mount ./a:/x:ro → ./b:/x:ro");
}

#[tokio::test]
async fn only_the_named_services_are_deployed() {
    let world = World::running(TWO).await;
    world.edit("workspace/compose.yaml", "serve 80", "serve 8080");
    world.edit("workspace/compose.yaml", "serve 81", "serve 8081");
    let (api, web) = (world.container("api"), world.container("web"));
    let preview = world.says("/docker-deploy --services web").await;
    assert_snapshot!(preview, @"
    shop: deploy would recreate 1 service, keep 1, change 1 file

    from  ROOT/workspace

    service  what happens  why  downtime
    web  recreate  command changed  down while stopping (SPAN at most) and starting: without a healthcheck nothing says when the new one is ready

    kept  api
    files  0 added, 1 changed, 0 deleted, 0 unchanged
      ~ compose.yaml (228 B)

    Hailer did not put these there and overwrites them for the first time, with a backup: compose.yaml.

    Before you say yes
    - left as it is, though it would change: api

    verified by  every service healthy within SPAN; without a healthcheck, running for SPAN
    plan  DIGEST

    Say yes to carry out exactly this; it expires in SPAN.

    Yes  /confirm CODE
    No  /cancel
    (exit 4)
    ");
    let deployed = world.says("yes").await;
    assert_eq!(deployed.code, 0, "{deployed}");
    assert_eq!(world.container("api"), api);
    assert_ne!(world.container("web"), web);
}
