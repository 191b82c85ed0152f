mod begun;

use serde_json::json;

use crate::domain::action::Action;
use crate::domain::audit::{AuditFilter, Verdict};
use crate::domain::journal::{OperationState, Step};
use crate::domain::operation::StepState;
use crate::domain::outcome::Outcome;
use crate::store::StoreError;
use crate::store::tests::on_both;
use crate::store::tests::world::name;

fn start(container: &str) -> Step {
    Step::StartContainer {
        container: container.to_owned(),
        made_for: None,
    }
}

#[tokio::test]
async fn what_is_withdrawn_cannot_be_done_any_more_and_what_is_done_cannot_be_withdrawn() {
    on_both(async |world| {
        let store = &world.store;
        let lease = world.running_deploy().await;
        let late = store.intend(&lease, &Step::GatePassed).await.unwrap();
        let why = "not on record in time";
        for _ in 0..2 {
            let withdrawn = store.withdraw(lease.operation(), late.step(), why);
            withdrawn.await.unwrap();
        }
        let done = store.done(&late, json!({})).await;
        assert!(matches!(done, Err(StoreError::NotFound { .. })), "{done:?}");

        let first = store.intend(&lease, &Step::GatePassed).await.unwrap();
        store.done(&first, json!({})).await.unwrap();
        let withdrawn = store.withdraw(lease.operation(), first.step(), why);
        withdrawn.await.unwrap();
        let steps = store.steps(lease.operation()).await.unwrap();
        let ended: Vec<_> = steps.iter().map(|step| step.state).collect();
        assert_eq!(ended, [StepState::Failed, StepState::Done]);
    })
    .await;
}

#[tokio::test]
async fn an_intent_is_on_record_before_the_change_and_its_end_after_it() {
    on_both(async |world| {
        let store = &world.store;
        let lease = world.running_deploy().await;
        let first = store.intend(&lease, &start("a")).await.unwrap();
        assert_eq!((first.operation(), first.step()), (lease.operation(), 1));
        let steps = store.steps(lease.operation()).await.unwrap();
        assert_eq!(steps.len(), 1);
        assert_eq!((steps[0].number, steps[0].state), (1, StepState::Intent));
        assert_eq!((&steps[0].step, &steps[0].detail), (&start("a"), &None));
        assert_eq!(steps[0].ended_at, None);

        store
            .done(&first, json!({ "container": "a" }))
            .await
            .unwrap();
        let second = store.intend(&lease, &Step::GatePassed).await.unwrap();
        store.failed(&second, "the disk is full").await.unwrap();
        let steps = store.steps(lease.operation()).await.unwrap();
        let ended: Vec<_> = steps
            .iter()
            .map(|step| (step.number, step.state, step.detail.clone().unwrap()))
            .collect();
        assert_eq!(
            ended,
            [
                (1, StepState::Done, json!({ "container": "a" })),
                (2, StepState::Failed, json!({ "why": "the disk is full" })),
            ]
        );
        assert!(
            steps
                .iter()
                .all(|step| step.ended_at >= Some(step.intended_at))
        );
    })
    .await;
}

#[tokio::test]
async fn a_step_ends_once() {
    on_both(async |world| {
        let lease = world.running_deploy().await;
        let intent = world.store.intend(&lease, &start("a")).await.unwrap();
        world.store.done(&intent, json!({})).await.unwrap();
        let again = world.store.failed(&intent, "no").await.unwrap_err();
        let what = format!("step 1 of operation {} under way", lease.operation());
        assert_eq!(again, StoreError::NotFound { what });
    })
    .await;
}

#[tokio::test]
async fn an_end_frees_the_project_and_is_on_record_and_may_be_said_twice() {
    on_both(async |world| {
        let store = &world.store;
        let failed = Outcome::Failed {
            why: "api is unhealthy".to_owned(),
            service: None,
            last_lines: vec!["panic\0".to_owned()],
            production: None,
            differing: vec![],
        };
        let lease = world.running_deploy().await;
        store.finish(&lease, &failed).await.unwrap();
        store.finish(&lease, &failed).await.unwrap();
        let ended = store.operation(lease.operation()).await.unwrap().unwrap();
        assert_eq!(ended.state, OperationState::Failed);
        assert!(ended.ended_at.is_some());
        let Some(Outcome::Failed { last_lines, .. }) = ended.outcome else {
            panic!("{:?}", ended.outcome);
        };
        assert_eq!(last_lines, ["panic\u{fffd}"]);

        let filter = AuditFilter {
            denied_only: false,
            codebase: Some(name("shop")),
            limit: 10,
        };
        let record = store.audit(&filter).await.unwrap();
        assert_eq!(record.len(), 1);
        assert_eq!(record[0].audited.verdict, Verdict::Ended);
        assert_eq!(
            record[0].audited.detail["operation"],
            lease.operation().as_str()
        );
        assert_eq!(record[0].audited.detail["outcome"]["outcome"], "failed");

        let next = world.running_deploy().await;
        assert_eq!(next.fence(), lease.fence() + 1);
        let late = store.finish(&lease, &Outcome::done()).await;
        assert!(late.is_ok(), "the end of the first was known: {late:?}");
        assert!(store.intend(&next, &start("a")).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn every_outcome_has_a_state_of_its_own() {
    on_both(async |world| {
        let why = || "no".to_owned();
        let untouched = Outcome::Untouched {
            why: why(),
            last_lines: vec![],
            left: vec![],
        };
        let rolled_back = Outcome::RolledBack {
            why: why(),
            service: None,
            last_lines: vec![],
            not_undone: vec![],
            release: None,
            differed: vec![],
        };
        for (outcome, state) in [
            (Outcome::done(), OperationState::Done),
            (untouched, OperationState::Untouched),
            (rolled_back, OperationState::RolledBack),
            (
                Outcome::Cancelled {
                    by: None,
                    left: vec![],
                },
                OperationState::Cancelled,
            ),
        ] {
            let lease = world.running_deploy().await;
            world.store.finish(&lease, &outcome).await.unwrap();
            let ended = world
                .store
                .operation(lease.operation())
                .await
                .unwrap()
                .unwrap();
            assert_eq!((ended.state, ended.outcome), (state, Some(outcome)));
        }
    })
    .await;
}

#[tokio::test]
async fn an_operation_that_takes_no_lock_is_settled_once() {
    on_both(async |world| {
        let store = &world.store;
        let approved = world.approved_deploy().await;
        let operation = approved.operation().unwrap();
        store
            .settle(
                operation,
                &Outcome::Cancelled {
                    by: None,
                    left: vec![],
                },
            )
            .await
            .unwrap();
        let again = store.settle(operation, &Outcome::done()).await.unwrap_err();
        let what = format!("queued operation {operation}");
        assert_eq!(again, StoreError::NotFound { what });
        let ended = store.operation(operation).await.unwrap().unwrap();
        assert_eq!(ended.state, OperationState::Cancelled);

        let lease = world.running_deploy().await;
        let running = store.settle(lease.operation(), &Outcome::done()).await;
        assert!(running.is_err(), "a running operation ends with its lease");
    })
    .await;
}

#[tokio::test]
async fn every_action_can_be_on_record() {
    on_both(async |world| {
        let alice = world.alice().await;
        for action in Action::ALL {
            let row = crate::domain::audit::Audited {
                actor: alice.clone(),
                conversation: crate::store::tests::world::team(),
                action,
                codebase: None,
                verdict: Verdict::Allowed,
                detail: json!({}),
            };
            world.store.record(&row).await.unwrap();
        }
        let filter = AuditFilter {
            denied_only: false,
            codebase: None,
            limit: 100,
        };
        let rows = world.store.audit(&filter).await.unwrap();
        assert_eq!(rows.len(), Action::ALL.len());
    })
    .await;
}
