//! How an operation begins.

use crate::domain::action::Action;
use crate::domain::journal::OperationState;
use crate::domain::outcome::Outcome;
use crate::store::BeginError;
use crate::store::tests::on_both;
use crate::store::tests::world::{MINUTE, may, name, project};

#[tokio::test]
async fn a_confirmed_operation_begins_once() {
    on_both(async |world| {
        let store = &world.store;
        let approved = world.approved_deploy().await;
        let operation = approved.operation().unwrap().clone();
        let lease = store
            .begin(&approved, &project("shop"), MINUTE)
            .await
            .unwrap();
        assert_eq!(lease.operation(), &operation);
        let running = store.operation(&operation).await.unwrap().unwrap();
        assert_eq!(running.state, OperationState::Running);
        assert_eq!(running.project, Some(project("shop")));
        store.finish(&lease, &Outcome::done()).await.unwrap();
        let again = store.begin(&approved, &project("shop"), MINUTE).await;
        assert_eq!(
            again.unwrap_err(),
            BeginError::NotQueued {
                operation,
                state: OperationState::Done
            }
        );
        assert_eq!(store.busy(&project("shop")).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_action_that_needs_no_yes_gets_an_operation_of_its_own() {
    on_both(async |world| {
        let alice = world.alice().await;
        let approved = may(&alice, Action::Start);
        let lease = world
            .store
            .begin(&approved, &project("shop"), MINUTE)
            .await
            .unwrap();
        let found = world
            .store
            .operation(lease.operation())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (found.action, found.state),
            (Action::Start, OperationState::Running)
        );
        assert_eq!(
            (found.actor, found.command, found.digest),
            (alice, None, None)
        );
    })
    .await;
}

#[tokio::test]
async fn an_operation_does_not_begin_on_a_codebase_that_was_removed() {
    on_both(async |world| {
        let alice = world.alice().await;
        world
            .store
            .remove_codebase(&name("shop"), &alice)
            .await
            .unwrap();
        let error = world
            .store
            .begin(&may(&alice, Action::Start), &project("shop"), MINUTE)
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), "there is no codebase shop any more");
        assert_eq!(world.count("SELECT COUNT(*) FROM operations").await, 0);
        assert_eq!(world.store.busy(&project("shop")).await.unwrap(), None);
    })
    .await;
}
