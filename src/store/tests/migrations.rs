//! Every migration over rows that look like production's. A new migration needs a new file of samples, put in after it.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};

use crate::domain::actor::{Conversation, Platform};
use crate::domain::audit::AuditFilter;
use crate::domain::journal::OperationState;
use crate::domain::operation::StepState;
use crate::domain::role::Role;
use crate::store::database::MIGRATIONS;
use crate::store::inbox::{Inbox, Reader};
use crate::store::{Seal, Store, StoreError, StoreTarget};

use super::on_targets;
use super::world::{name, project, team};

/// The database by itself, at any version.
enum Raw {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Raw {
    async fn open(target: &StoreTarget) -> Self {
        match target {
            StoreTarget::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true);
                Self::Sqlite(SqlitePool::connect_with(options).await.unwrap())
            }
            StoreTarget::Postgres(url) => {
                Self::Postgres(PgPool::connect(url.expose_secret()).await.unwrap())
            }
        }
    }

    async fn migrate_to(&self, version: i64) {
        match self {
            Self::Sqlite(pool) => MIGRATIONS.run_to(version, pool).await,
            Self::Postgres(pool) => MIGRATIONS.run_to(version, pool).await,
        }
        .unwrap();
    }

    async fn run(&self, text: &str) {
        let text = AssertSqlSafe(text.to_owned());
        match self {
            Self::Sqlite(pool) => {
                sqlx::raw_sql(text).execute(pool).await.unwrap();
            }
            Self::Postgres(pool) => {
                sqlx::raw_sql(text).execute(pool).await.unwrap();
            }
        }
    }

    async fn close(self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

fn samples(version: i64) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("src/store/tests/samples/{version:04}.sql"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "migration {version} needs samples in {}: {error}",
            path.display()
        )
    })
}

/// A database that went through every version, with samples put in at each.
async fn grown(target: &StoreTarget) {
    let raw = Raw::open(target).await;
    for migration in MIGRATIONS.iter() {
        raw.migrate_to(migration.version).await;
        raw.run(&samples(migration.version)).await;
    }
    raw.close().await;
}

/// Opens it with the key that the samples are of.
async fn try_open(target: &StoreTarget, folder: &tempfile::TempDir) -> Result<Store, StoreError> {
    let key = folder.path().join("seal.key");
    std::fs::write(&key, [7; 32]).unwrap();
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    Store::open(target, Seal::open_or_create(&key).unwrap()).await
}

#[tokio::test]
async fn what_production_holds_is_read_after_every_migration() {
    on_targets(async |target, folder| {
        grown(&target).await;
        let store = try_open(&target, &folder).await.unwrap();
        let shop = store.codebase(&name("shop")).await.unwrap().unwrap();
        assert_eq!(shop.docker.unwrap().compose_project, project("shop"));
        assert_eq!(store.codebases().await.unwrap().len(), 2);
        assert_eq!(
            store.chosen_codebase(&team()).await.unwrap(),
            Some(name("shop"))
        );
        assert!(store.is_allowed(&team()).await.unwrap());
        let alice = store
            .actor("telegram:1".parse().unwrap(), "Alice")
            .await
            .unwrap();
        assert!(alice.person.is_some());
        let role = store.role_of(&alice.principal, Some(&name("blog"))).await;
        assert_eq!(role.unwrap(), Some(Role::Admin));

        let operations = store.recent_operations(&name("shop"), 10).await.unwrap();
        let states: BTreeMap<_, _> = operations
            .iter()
            .map(|operation| (operation.id.as_str(), operation.state))
            .collect();
        assert_eq!(states["0000000001"], OperationState::RolledBack);
        assert_eq!(states["0000000002"], OperationState::Running);
        let interrupted = store.interrupted().await.unwrap();
        assert_eq!(interrupted.len(), 1);
        let steps = store.steps(&interrupted[0].id).await.unwrap();
        let states: Vec<_> = steps.iter().map(|step| step.state).collect();
        assert_eq!(
            states,
            [StepState::Done, StepState::Failed, StepState::Intent]
        );

        let releases = store.releases(&name("shop")).await.unwrap();
        assert_eq!(releases.len(), 2);
        assert_eq!(
            store
                .live_release(&name("shop"))
                .await
                .unwrap()
                .unwrap()
                .number,
            1
        );
        let telegram = Platform::Telegram;
        let store = Arc::new(store);
        let inbox = Inbox::new(store.clone(), telegram);
        let reached = inbox.cursor("updates").await.unwrap();
        assert_eq!(reached.as_deref(), Some("813"));
        let reader = Reader::new(Duration::from_mins(1)).unwrap();
        let updates = inbox.take(&reader, 10).await.unwrap();
        assert_eq!(updates.last().unwrap().number, 3);
        let private = Conversation::new(telegram, "2");
        let button = store.button_under(&private, "513").await.unwrap();
        assert!(button.is_some());
        let bot = store.own_name(telegram).await.unwrap();
        assert_eq!(bot.as_deref(), Some("team_hailer_bot"));
        let filter = AuditFilter {
            denied_only: true,
            codebase: None,
            limit: 10,
        };
        assert_eq!(store.audit(&filter).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_second_start_migrates_nothing() {
    on_targets(async |target, folder| {
        grown(&target).await;
        for _ in 0..2 {
            let store = try_open(&target, &folder).await.unwrap();
            assert_eq!(store.codebases().await.unwrap().len(), 2);
            store.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_database_of_a_newer_hailer_is_refused_and_left_as_it_is() {
    on_targets(async |target, folder| {
        grown(&target).await;
        let raw = Raw::open(&target).await;
        raw.run(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
             VALUES (9999, 'of the future', TRUE, 'x', 0)",
        )
        .await;
        raw.close().await;
        let error = try_open(&target, &folder).await.unwrap_err();
        let known = MIGRATIONS.iter().last().unwrap().version;
        let expected = format!(
            "was last used by a newer Hailer (its tables are at version 9999, this program knows {known}): install \
             that version, or restore the backup from before it"
        );
        assert!(error.to_string().ends_with(&expected), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_migration_that_was_changed_after_it_ran_is_refused() {
    on_targets(async |target, folder| {
        grown(&target).await;
        let raw = Raw::open(&target).await;
        raw.run("UPDATE _sqlx_migrations SET checksum = 'x' WHERE version = 1")
            .await;
        raw.close().await;
        let error = try_open(&target, &folder).await.unwrap_err();
        assert!(matches!(error, StoreError::Migration { .. }), "{error:?}");
        assert!(error.to_string().contains("migration 1"), "{error}");
    })
    .await;
}
