use crate::domain::outcome::Outcome;
use crate::store::tests::on_both;

#[tokio::test]
async fn a_running_operation_is_asked_to_stop_once_and_by_whom_is_kept() {
    on_both(async |world| {
        let store = &world.store;
        world.introduce().await;
        let (alice, bob) = (world.alice().await, world.bob().await);
        let lease = world.running_deploy().await;
        let operation = lease.operation();
        assert_eq!(store.asked_to_stop(operation).await.unwrap(), None);
        let first = store.ask_to_stop(operation, &bob).await.unwrap();
        assert_eq!(first.as_ref(), Some(&bob));
        let second = store.ask_to_stop(operation, &alice).await.unwrap();
        assert_eq!(second, Some(bob), "who asked first is named");

        let ended = Outcome::Cancelled {
            by: None,
            left: vec![],
        };
        store.finish(&lease, &ended).await.unwrap();
        assert_eq!(store.asked_to_stop(operation).await.unwrap(), None);
        assert_eq!(store.ask_to_stop(operation, &alice).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn what_waits_to_begin_is_not_asked_to_stop() {
    on_both(async |world| {
        let approved = world.approved_deploy().await;
        let queued = approved.operation().unwrap();
        let alice = world.alice().await;
        let asked = world.store.ask_to_stop(queued, &alice).await.unwrap();
        assert_eq!(asked, None);
        assert_eq!(world.count("SELECT COUNT(*) FROM operation_stops").await, 0);
    })
    .await;
}
