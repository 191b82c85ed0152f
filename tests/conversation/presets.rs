//! What instances can be made of: the list, one of them, and a user's own.

use hailer::reply::Status;

use crate::world::{Said, World};

const SHOP: &str = r#"
name = "shop-db"
about = "The shop's database"
image = "registry.example.org/shop-db:{version}"
default_version = "2"
versions = { 1 = {}, 2 = {} }
[[ports]]
container = 5432
[environment]
DB_PASSWORD = "hunter2hunter2"
[security]
cap_add = ["NET_ADMIN"]
"#;

/// A world with these files in the folder of presets.
async fn with_own(files: &[(&str, &str)]) -> (World, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    (World::with_presets_in(folder.path()).await, folder)
}

/// What was said, without the name of the folder.
fn told(said: &Said, folder: &tempfile::TempDir) -> String {
    said.to_string()
        .replace(&folder.path().display().to_string(), "PRESETS")
}

#[tokio::test]
async fn all_presets_are_listed_and_one_is_shown() {
    let world = World::empty().await;
    insta::assert_snapshot!(world.says("/docker-presets").await, @"
    9 presets

    preset  versions  what it is
    postgres  13 14 15 16* 17 18  PostgreSQL with an empty database testdb
    pgvector  16  PostgreSQL with the extension vector made in its database testdb
    redis  7  Redis without a password
    mysql  5.7 8.0 8.4*  MySQL with an empty database testdb
    sqlserver  2019 2022*  Microsoft SQL Server, Developer edition
    azurite  latest  Azurite, which stands in for Azure Storage: blobs, queues, tables
    mcp-stateless  test  Quilt's MCP service, stateless and locked down
    mcp-multitenant-fake  test  Quilt's MCP service with several tenants, whose tokens are made up
    mcp-health-check  test  Quilt's MCP service as a load balancer sees it: healthy on port 80

    Show one  /docker-presets show postgres
    (exit 0)
    ");
    insta::assert_snapshot!(world.says("/docker-presets show redis").await, @"
    redis: Redis without a password

    image  redis:{version}-alpine
    versions  7
    ports  6379 → 6379
    healthy when it ends with 0  redis-cli -e ping, every 250ms, 2s each, 1m in all
    reached at  url redis://{host}:{port}/0
    without an engine  redis-server --bind 127.0.0.1 --port {port} --save '' --appendonly no
    logs  also in Hailer's own, under hailer::container::hailer-redis-…

    mode  command  mounted  in memory  limits  restart
    --fast  redis-server --save '' --appendonly no  /data, 64.0 MiB  256.0 MiB memory  no
    --persistent  redis-server --save '' --appendonly yes --appendfsync no  volume data at /data, kept  256.0 MiB memory  unless-stopped
    --durable  redis-server --appendonly yes --appendfsync always  volume data at /data, kept  512.0 MiB memory  unless-stopped
    (exit 0)
    ");
    let short = world.says("/presets redis").await;
    assert_eq!(
        short.to_string(),
        world.says("/docker-presets show redis").await.to_string()
    );
}

#[tokio::test]
async fn a_users_own_is_listed_with_what_is_wrong_with_others() {
    let wrong = SHOP.replace("shop-db", "other").replace("about", "abuot");
    let (world, folder) = with_own(&[("shop.toml", SHOP), ("wrong.toml", &wrong)]).await;
    let said = world.says("/docker-presets").await;
    assert_eq!(said.status, Status::Done);
    assert_eq!(said.data["presets"][9]["name"], "shop-db");
    insta::assert_snapshot!(told(&said, &folder), @"
    10 presets, 1 of your own; 1 thing can't be used

    preset  versions  what it is
    postgres  13 14 15 16* 17 18  PostgreSQL with an empty database testdb
    pgvector  16  PostgreSQL with the extension vector made in its database testdb
    redis  7  Redis without a password
    mysql  5.7 8.0 8.4*  MySQL with an empty database testdb
    sqlserver  2019 2022*  Microsoft SQL Server, Developer edition
    azurite  latest  Azurite, which stands in for Azure Storage: blobs, queues, tables
    mcp-stateless  test  Quilt's MCP service, stateless and locked down
    mcp-multitenant-fake  test  Quilt's MCP service with several tenants, whose tokens are made up
    mcp-health-check  test  Quilt's MCP service as a load balancer sees it: healthy on port 80
    shop-db  1 2*  The shop's database

    What can't be used
    - PRESETS/wrong.toml can't be used. Line 3, abuot: there is no key abuot here, expected one of name, about, image, default_version, versions, data, command, ports, environment, health, volumes, tmpfs, files, limits, security, network, labels, connect, host, logs, modes. Write about in its place.

    Show one  /docker-presets show postgres
    (exit 0)
    ");
    let said = world.says("/docker-presets show shop-db").await;
    insta::assert_snapshot!(told(&said, &folder), @"
    shop-db: The shop's database

    image  registry.example.org/shop-db:{version}
    versions  1; 2 (default)
    ports  5432 → 5432
    environment  DB_PASSWORD = [redacted]
    security  with capability NET_ADMIN
    file  PRESETS/shop.toml

    mode  command  mounted  in memory  limits  restart
    --fast  the image's  no
    --persistent  the image's  unless-stopped
    --durable  the image's  unless-stopped

    It reaches beyond its container
    - security.cap_add: NET_ADMIN (cap-add)
    (exit 0)
    ");
    assert!(!said.data.to_string().contains("hunter2"));
    assert!(!said.to_string().contains("hunter2"));
}

#[tokio::test]
async fn a_preset_that_is_not_there_is_told_with_the_nearest() {
    let world = World::empty().await;
    let said = world.says("/docker-presets show postgress").await;
    assert_eq!(said.status, Status::Usage);
    insta::assert_snapshot!(said, @"
    There is no preset postgress. There are postgres, pgvector, redis, mysql, sqlserver, azurite, mcp-stateless, mcp-multitenant-fake, mcp-health-check. Ask for postgres.

    List them  /docker-presets
    (exit 2)
    ");
}

#[tokio::test]
async fn what_was_mended_counts_at_once() {
    let wrong = SHOP.replace("about", "abuot");
    let (world, folder) = with_own(&[("shop.toml", &wrong)]).await;
    let said = world.says("/docker-presets show shop-db").await;
    assert_eq!(said.status, Status::Usage);
    std::fs::write(folder.path().join("shop.toml"), SHOP).unwrap();
    let said = world.says("/docker-presets show shop-db").await;
    assert_eq!(said.status, Status::Done);
}

#[tokio::test]
async fn a_stranger_learns_of_no_preset() {
    let world = World::empty().await;
    let said = world.as_telegram(7).says("/docker-presets").await;
    assert_eq!(said.status, Status::Denied);
}
