//! The database is lost right after an operation has ended: how it ended is told all the same. Lost before, with images built and
//! nothing changed yet, it is for whoever comes next to tidy up.

use hailer::domain::journal::OperationState;
use hailer::domain::name::CodebaseName;
use sqlx::{Connection as _, PgConnection};
use std::time::{Duration, Instant};

use crate::support::postgres::Postgres;
use crate::world::{DATABASE, LIMIT, Own, World, said};

/// Whoever puts the end of an operation on record waits until this session lets go.
const HOLD_THE_END: &str = "
    CREATE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;
    CREATE TRIGGER hold_the_end AFTER UPDATE ON operations FOR EACH ROW
        WHEN (OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL)
        EXECUTE FUNCTION wait_for_the_test();
    SELECT pg_advisory_lock(1)";

/// Whoever is about to stage files waits until this session lets go. All images are built by then.
const HOLD_THE_FILES: &str = "
    CREATE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;
    CREATE TRIGGER hold_the_files AFTER INSERT ON operation_steps FOR EACH ROW
        WHEN (NEW.what::text LIKE '%stage_files%')
        EXECUTE FUNCTION wait_for_the_test();
    SELECT pg_advisory_lock(1)";

/// The end goes on record, and whoever then asks for the releases waits.
const HOLD_THE_RELEASES: &str = "BEGIN; LOCK TABLE releases; SELECT pg_advisory_unlock(1)";

/// A session of the test's own, beside Hailer's.
struct Session(PgConnection);

impl Session {
    async fn run(&mut self, text: &'static str) {
        sqlx::raw_sql(text).execute(&mut self.0).await.unwrap();
    }

    /// Waits until another session waits for a lock of this kind.
    async fn somebody_waits_for(&mut self, kind: &str) {
        let started = Instant::now();
        let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = $1";
        loop {
            let waiting = sqlx::query_scalar::<_, i64>(waiting).bind(kind);
            if waiting.fetch_one(&mut self.0).await.unwrap() > 0 {
                return;
            }
            assert!(started.elapsed() < LIMIT, "nobody waits for {kind}");
            // The server tells nobody who waits: it can only be asked again.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test]
async fn a_database_that_is_lost_once_a_deploy_has_ended_does_not_hide_how_it_ended() {
    let mut world = World::with(Own {
        postgres: Some(Postgres::start()),
        ..Own::default()
    })
    .await;
    let url = world.own.postgres.as_ref().unwrap().url(DATABASE);
    let mut session = Session(PgConnection::connect(&url).await.unwrap());
    session.run(HOLD_THE_END).await;
    let deploy = world.begins("/docker-deploy");
    session.somebody_waits_for("advisory").await;
    session.run(HOLD_THE_RELEASES).await;
    session.somebody_waits_for("relation").await;
    world.own.postgres.as_mut().unwrap().kill();
    let output = deploy.wait_with_output().unwrap();
    let told = said(&output);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("and verified it"), "{told}");
    // What needs the store to be known is not guessed.
    assert!(!told.contains("/docker-rollback"), "{told}");

    world.own.postgres.as_mut().unwrap().start_again();
    let shop = CodebaseName::new("shop").unwrap();
    let last = world.store.recent_operations(&shop, 1).await.unwrap();
    assert_eq!(last[0].state, OperationState::Done);
    world.assert_version_2();
    world.assert_nothing_left().await;
    let next = world.says("/docker-status");
    assert!(!next.contains("interrupted"), "{next}");
}

#[tokio::test]
async fn what_was_prepared_when_the_database_was_lost_is_left_to_the_next() {
    let mut world = World::with(Own {
        postgres: Some(Postgres::start()),
        ..Own::default()
    })
    .await;
    let before = world.observe();
    let url = world.own.postgres.as_ref().unwrap().url(DATABASE);
    let mut session = Session(PgConnection::connect(&url).await.unwrap());
    session.run(HOLD_THE_FILES).await;
    let deploy = world.begins("/docker-deploy");
    session.somebody_waits_for("advisory").await;
    world.own.postgres.as_mut().unwrap().kill();
    let told = said(&deploy.wait_with_output().unwrap());
    assert!(told.contains("is left in the middle"), "{told}");
    assert!(told.contains("nothing was changed"), "{told}");

    world.own.postgres.as_mut().unwrap().start_again();
    let shop = CodebaseName::new("shop").unwrap();
    let last = world.store.recent_operations(&shop, 1).await.unwrap();
    world.lapsed(&last[0].id).await;
    let next = world.says("/docker-status");
    assert!(next.contains("The deploy of"), "{next}");
    assert_eq!(world.observe(), before);
    world.assert_nothing_left().await;
}
