use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use chrono::{TimeDelta, Utc};
use futures_util::future::join_all;
use secrecy::{ExposeSecret, SecretString};
use sqlx::migrate::Migrate;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::store::database::sql;
use crate::store::{CodebaseError, Seal, Store, StoreError, StoreTarget};

use super::world::{MINUTE, World, codebase, project};
use super::{on_both, on_targets};

async fn refused(target: &StoreTarget) -> StoreError {
    let folder = tempfile::tempdir().unwrap();
    let seal = Seal::open_or_create(&folder.path().join("seal.key")).unwrap();
    Store::open(target, seal).await.unwrap_err()
}

#[tokio::test]
async fn a_database_that_is_not_there_is_named_without_its_password() {
    let target = StoreTarget::Postgres("postgres://hailer:hunter2@127.0.0.1:1/shop".into());
    let error = refused(&target).await;
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
    let told = error.to_string();
    assert!(
        told.starts_with("PostgreSQL at 127.0.0.1:1, database shop can't be reached: "),
        "{told}"
    );
    assert!(told.contains("refused"), "{told}");
    for text in [told, format!("{error:?}"), format!("{target:?}")] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[tokio::test]
async fn a_url_of_something_else_is_refused_without_its_password() {
    for url in [
        "mysql://hailer:hunter2@db/shop",
        "hunter2",
        "postgres://u:hunter2@db:port/shop",
    ] {
        let error = refused(&StoreTarget::Postgres(url.into())).await;
        assert!(
            matches!(error, StoreError::BadTarget { .. }),
            "{url}: {error:?}"
        );
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

#[tokio::test]
async fn a_database_that_does_not_exist_on_the_server_is_named() {
    let url = super::postgres();
    let (server, _) = url.rsplit_once('/').unwrap();
    let error = refused(&StoreTarget::Postgres(
        format!("{server}/no_such_database").into(),
    ))
    .await;
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
    assert!(
        error
            .to_string()
            .contains("database \"no_such_database\" does not exist"),
        "{error}"
    );
}

#[tokio::test]
async fn a_file_that_is_no_database_or_has_no_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.txt");
    std::fs::write(&file, "Dear all, this has been a letter from the start.").unwrap();
    let no_folder = folder.path().join("missing/hailer.db");
    for path in [&file, &no_folder] {
        let error = refused(&StoreTarget::Sqlite(path.clone())).await;
        assert!(matches!(error, StoreError::Unreachable { .. }), "{error:?}");
        assert!(
            error.to_string().contains(&path.display().to_string()),
            "{error}"
        );
    }
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(kept.starts_with("Dear all"));
}

#[tokio::test]
async fn the_files_of_an_sqlite_database_are_their_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::open(
        StoreTarget::Sqlite(folder.path().join("hailer.db")),
        tempfile::tempdir().unwrap(),
    )
    .await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let files: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(files.len() >= 2, "with its write-ahead log: {files:?}");
    for file in &files {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
    world.store.close().await;
}

#[tokio::test]
async fn two_programs_that_start_at_once_on_a_new_database_both_start() {
    on_targets(async |target, folder| {
        let started = join_all((0..2).map(|_| super::open(&target, &folder))).await;
        started[0].add_codebase(&codebase("shop")).await.unwrap();
        assert_eq!(started[1].codebases().await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_start_on_a_database_that_is_up_to_date_waits_for_nobody() {
    on_both(async |world| match &world.target {
        StoreTarget::Sqlite(path) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
            let _writes = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
            world.second_program().await;
        }
        StoreTarget::Postgres(url) => {
            let mut migrates = PgConnection::connect(url.expose_secret()).await.unwrap();
            migrates.lock().await.unwrap();
            world.second_program().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_store_whose_connections_were_cut_goes_on_with_new_ones() {
    on_both(async |world| {
        if let StoreTarget::Postgres(url) = &world.target {
            let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                       WHERE datname = current_database() AND pid <> pg_backend_pid()";
            on_server(url, cut.to_owned()).await;
        }
        assert_eq!(world.store.codebases().await.unwrap().len(), 1);
        world.add("blog").await;
    })
    .await;
}

#[tokio::test]
async fn a_lock_that_somebody_else_keeps_is_waited_for_a_few_seconds() {
    on_both(async |world| {
        let error = match &world.target {
            StoreTarget::Sqlite(path) => {
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
                let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
                let _kept = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
                world.store.add_codebase(&codebase("blog")).await
            }
            StoreTarget::Postgres(url) => {
                let pool = sqlx::PgPool::connect(url.expose_secret()).await.unwrap();
                let mut kept = pool.begin().await.unwrap();
                sqlx::query("LOCK TABLE codebases")
                    .execute(&mut *kept)
                    .await
                    .unwrap();
                world.store.add_codebase(&codebase("blog")).await
            }
        }
        .unwrap_err();
        assert!(
            matches!(error, CodebaseError::Store(StoreError::Busy { .. })),
            "{error:?}"
        );
        world.add("blog").await;
    })
    .await;
}

#[tokio::test]
async fn a_row_that_can_not_be_read_is_named() {
    on_both(async |world| {
        let lease = world.running_deploy().await;
        let fly = sql("UPDATE operations SET action = 'fly'");
        world.store.database.execute(fly).await.unwrap();
        let error = world.store.operation(lease.operation()).await.unwrap_err();
        let expected = format!(
            "operations {} can't be read: unknown variant `fly`",
            lease.operation()
        );
        assert!(error.to_string().starts_with(&expected), "{error}");
    })
    .await;
}

/// The server's clock can't be set, so the database gets a clock of its own that is an hour ahead of this machine's.
#[tokio::test]
async fn with_this_machine_an_hour_slow_all_still_goes_by_the_databases_clock() {
    on_targets(async |target, folder| {
        let StoreTarget::Postgres(_) = &target else {
            // SQLite has no clock but this machine's.
            let store = super::open(&target, &folder).await;
            let off = (store.now() - Utc::now()).abs();
            assert!(off < TimeDelta::seconds(5), "{off}");
            return;
        };
        put_clock_ahead(&target).await;
        let world = World::open(target, folder).await;
        let ahead = world.store.now() - Utc::now();
        assert!(
            (ahead - TimeDelta::hours(1)).abs() < TimeDelta::seconds(5),
            "{ahead}"
        );
        let lease = world.running_deploy().await;
        let busy = world.store.busy(&project("shop")).await.unwrap().unwrap();
        assert!(!busy.lapsed && busy.since > Utc::now() + TimeDelta::minutes(59));
        let until = world.store.renew(&lease).await.unwrap();
        let left = until - world.store.now();
        assert!(left > TimeDelta::seconds(50) && left <= TimeDelta::from_std(MINUTE).unwrap());
        assert_eq!(
            world.second_program().await.interrupted().await.unwrap(),
            []
        );
    })
    .await;
}

async fn put_clock_ahead(target: &StoreTarget) {
    let StoreTarget::Postgres(url) = target else {
        panic!("SQLite has no clock of its own");
    };
    let (_, name) = url.expose_secret().rsplit_once('/').unwrap();
    let text = format!(
        "CREATE SCHEMA ahead; \
         CREATE FUNCTION ahead.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS \
         $$ SELECT pg_catalog.clock_timestamp() + interval '1 hour' $$; \
         ALTER DATABASE {name} SET search_path = public, ahead, pg_catalog"
    );
    on_server(url, text).await;
}

async fn on_server(url: &SecretString, text: String) {
    let mut server = PgConnection::connect(url.expose_secret()).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(text))
        .execute(&mut server)
        .await
        .unwrap();
    server.close().await.unwrap();
}
