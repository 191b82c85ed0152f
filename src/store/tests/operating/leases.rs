use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::domain::action::Action;
use crate::domain::journal::Step;
use crate::domain::outcome::Outcome;
use crate::store::database::sql;
use crate::store::tests::on_both;
use crate::store::tests::world::{MINUTE, may, project};
use crate::store::{BeginError, StoreError};

#[tokio::test]
async fn who_comes_second_is_told_who_was_first_and_since_when() {
    on_both(async |world| {
        let store = &world.store;
        let before = store.now();
        let lease = world.running_deploy().await;
        let bob = world.bob().await;
        let error = store
            .begin(&may(&bob, Action::Start), &project("shop"), MINUTE)
            .await
            .unwrap_err();
        let BeginError::Busy(busy) = &error else {
            panic!("{error:?}");
        };
        assert_eq!(&busy.operation, lease.operation());
        assert_eq!((busy.by.as_str(), busy.action), ("Alice", Action::Deploy));
        assert!(busy.since >= before - TimeDelta::seconds(1) && !busy.lapsed);
        let told = error.to_string();
        let expected = format!(
            "shop is busy: Alice has operation {} running since ",
            lease.operation()
        );
        assert!(told.starts_with(&expected), "{told}");
        assert!(
            store
                .begin(&may(&bob, Action::Start), &project("blog"), MINUTE)
                .await
                .is_ok()
        );
    })
    .await;
}

#[tokio::test]
async fn a_lease_that_has_run_out_allows_no_step_and_does_not_free_the_project() {
    on_both(async |world| {
        let store = &world.store;
        let lease = world.running_deploy().await;
        world.let_lapse(&lease).await;
        let lost = StoreError::LeaseLost {
            project: project("shop"),
            operation: lease.operation().clone(),
        };
        let step = store.intend(&lease, &Step::GatePassed).await;
        assert_eq!(step.unwrap_err(), lost);
        let alice = world.alice().await;
        let error = store
            .begin(&may(&alice, Action::Start), &project("shop"), MINUTE)
            .await
            .unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("it was interrupted and must be recovered first")
        );

        let until = store.renew(&lease).await.unwrap();
        assert!(until > store.now() + TimeDelta::seconds(50));
        assert!(store.intend(&lease, &Step::GatePassed).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn an_intent_counts_for_as_long_as_the_lease_is_renewed() {
    on_both(async |world| {
        let store = &world.store;
        let lease = world.running_deploy().await;
        let intent = store.intend(&lease, &Step::GatePassed).await.unwrap();
        assert!(!intent.is_ending());
        // What a process finds that stood still for longer.
        lease.term().end();
        assert!(intent.is_ending());
        store.renew(&lease).await.unwrap();
        assert!(!intent.is_ending());
        store.hand_over(&lease).await.unwrap();
        assert!(intent.is_ending());
    })
    .await;
}

#[tokio::test]
async fn whoever_lost_the_lock_can_neither_step_nor_renew_nor_end() {
    on_both(async |world| {
        let store = &world.store;
        let old = world.running_deploy().await;
        let in_flight = store.intend(&old, &Step::GatePassed).await.unwrap();
        let successor = world.second_program().await;
        let early = successor.adopt(old.operation(), MINUTE).await;
        assert!(
            matches!(early, Err(StoreError::NotFound { .. })),
            "{early:?}"
        );
        world.let_lapse(&old).await;
        let new = successor.adopt(old.operation(), MINUTE).await.unwrap();
        assert_eq!(
            (new.fence(), new.project()),
            (old.fence() + 1, old.project())
        );

        let lost = StoreError::LeaseLost {
            project: project("shop"),
            operation: old.operation().clone(),
        };
        let step = store.intend(&old, &Step::GatePassed).await;
        assert_eq!(step.unwrap_err(), lost);
        assert_eq!(store.renew(&old).await.unwrap_err(), lost);
        assert_eq!(
            store.finish(&old, &Outcome::done()).await.unwrap_err(),
            lost
        );
        store.done(&in_flight, json!({})).await.unwrap();

        let next = successor.intend(&new, &Step::GatePassed).await.unwrap();
        assert_eq!(next.step(), 2, "the journal goes on where it was");
        successor.finish(&new, &Outcome::done()).await.unwrap();
        assert_eq!(
            store.finish(&old, &Outcome::done()).await.unwrap_err(),
            lost
        );
    })
    .await;
}

#[tokio::test]
async fn a_lease_of_a_clock_that_was_put_back_lasts_no_longer_than_others() {
    on_both(async |world| {
        let store = &world.store;
        let running = world.running_deploy().await;
        let left = async |minutes, length| {
            let statement = sql("UPDATE project_locks SET lease_until = $2 WHERE operation = $1")
                .bind(running.operation())
                .bind(store.now() + TimeDelta::minutes(minutes));
            store.database.execute(statement).await.unwrap();
            store.cut_leases(length).await.unwrap();
            assert_eq!(store.interrupted().await.unwrap(), []);
            let until = sql("SELECT lease_until FROM project_locks");
            let until: Option<(DateTime<Utc>,)> = store.database.optional(until).await.unwrap();
            until.unwrap().0 - store.now()
        };
        let one = left(9, MINUTE).await;
        assert!(one > TimeDelta::minutes(8), "one may be so long: {one}");
        assert!(left(60, Duration::from_secs(2)).await <= TimeDelta::seconds(30));
        // Of ten minutes a third passes before it is renewed.
        let until = left(60, Duration::from_mins(10)).await;
        assert!(until > TimeDelta::minutes(9) && until <= TimeDelta::minutes(10));
        // Who took it and lives goes on.
        store.renew(&running).await.unwrap();
        store.intend(&running, &Step::GatePassed).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_is_said_to_wait_still_is_not_found_and_what_has_ended_stays_as_it_is() {
    on_both(async |world| {
        let store = &world.store;
        let waiting = world.approved_deploy().await;
        let waiting = waiting.operation().unwrap();
        let statement = sql("UPDATE operations SET queued_at = $2 WHERE id = $1")
            .bind(waiting)
            .bind(store.now() - TimeDelta::minutes(1));
        store.database.execute(statement).await.unwrap();
        assert_eq!(store.interrupted().await.unwrap().len(), 1);
        store.still_queued(waiting).await.unwrap();
        assert_eq!(store.interrupted().await.unwrap(), []);
        let outcome = Outcome::untouched("no");
        store.settle(waiting, &outcome).await.unwrap();
        let ended = store.operation(waiting).await.unwrap();
        store.still_queued(waiting).await.unwrap();
        assert_eq!(store.operation(waiting).await.unwrap(), ended);
    })
    .await;
}

#[tokio::test]
async fn what_a_crash_left_behind_is_found_and_nothing_else() {
    on_both(async |world| {
        let store = &world.store;
        let running = world.running_deploy().await;
        let waiting = world.approved_deploy().await;
        assert_eq!(store.interrupted().await.unwrap(), []);
        world.let_lapse(&running).await;
        let queued = async |minutes| {
            let statement = sql("UPDATE operations SET queued_at = $2 WHERE id = $1")
                .bind(waiting.operation().unwrap())
                .bind(store.now() + TimeDelta::minutes(minutes));
            store.database.execute(statement).await.unwrap();
            let found = store.interrupted().await.unwrap().into_iter();
            found.map(|operation| operation.id).collect::<Vec<_>>()
        };
        let (waiting_for, lapsed) = (waiting.operation().unwrap(), running.operation());
        assert_eq!(queued(-1).await, [waiting_for.clone(), lapsed.clone()]);
        let by_a_clock_put_back = queued(60).await;
        assert_eq!(by_a_clock_put_back, [lapsed.clone(), waiting_for.clone()]);
        assert_eq!(
            queued(5).await,
            std::slice::from_ref(lapsed),
            "clocks may be a little apart"
        );

        let adopted = store.adopt(running.operation(), MINUTE).await.unwrap();
        store
            .finish(
                &adopted,
                &Outcome::Cancelled {
                    by: None,
                    left: vec![],
                },
            )
            .await
            .unwrap();
        store
            .settle(
                waiting.operation().unwrap(),
                &Outcome::Cancelled {
                    by: None,
                    left: vec![],
                },
            )
            .await
            .unwrap();
        assert_eq!(store.interrupted().await.unwrap(), []);
    })
    .await;
}
