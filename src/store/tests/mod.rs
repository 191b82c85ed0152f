//! The store's tests. Each runs on both databases, real ones: a fresh SQLite file and a fresh PostgreSQL database.

mod audit;
mod codebases;
mod confirming;
mod connecting;
mod instances;
mod mail;
mod migrations;
mod operating;
mod people;
mod races;
mod releases;
mod sealing;
mod world;

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;

use futures_util::FutureExt;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::random::digits;
use super::{Seal, Store, StoreTarget};
pub(super) use world::World;

/// The server for tests; `scripts/setup` starts it.
pub(super) fn postgres() -> String {
    std::env::var("HAILER_TEST_POSTGRES")
        .unwrap_or_else(|_| "postgres://hailer@127.0.0.1:54329/postgres".to_owned())
}

/// Runs `test` on SQLite and on PostgreSQL. The PostgreSQL database is dropped however the test ends.
pub(super) async fn on_both(test: impl AsyncFn(World)) {
    on_targets(async |target, folder| test(World::open(target, folder).await).await).await;
}

/// Like [`on_both`], before anything is opened.
pub(super) async fn on_targets(test: impl AsyncFn(StoreTarget, tempfile::TempDir)) {
    let folder = tempfile::tempdir().unwrap();
    let file = StoreTarget::Sqlite(folder.path().join("hailer.db"));
    eprintln!("on SQLite");
    test(file, folder).await;

    eprintln!("on PostgreSQL");
    let name = format!("hailer_test_{}", digits(10).unwrap());
    run_on_server(&format!("CREATE DATABASE {name}")).await;
    let url = postgres();
    let (server, _) = url.rsplit_once('/').unwrap();
    let target = StoreTarget::Postgres(format!("{server}/{name}").into());
    let result = AssertUnwindSafe(test(target, tempfile::tempdir().unwrap()))
        .catch_unwind()
        .await;
    run_on_server(&format!("DROP DATABASE {name} WITH (FORCE)")).await;
    result.unwrap_or_else(|panic| resume_unwind(panic));
}

async fn run_on_server(text: &str) {
    let url = postgres();
    let mut server = PgConnection::connect(&url).await.unwrap_or_else(|error| {
        panic!("no PostgreSQL for the tests at {url} ({error}): run scripts/setup, or set HAILER_TEST_POSTGRES")
    });
    sqlx::raw_sql(AssertSqlSafe(text.to_owned()))
        .execute(&mut server)
        .await
        .unwrap();
    server.close().await.unwrap();
}

/// A store on `target`, with the key file in `folder`.
pub(super) async fn open(target: &StoreTarget, folder: &tempfile::TempDir) -> Arc<Store> {
    let seal = Seal::open_or_create(&folder.path().join("seal.key")).unwrap();
    Arc::new(Store::open(target, seal).await.unwrap())
}
