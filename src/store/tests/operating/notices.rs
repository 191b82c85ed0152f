use crate::domain::outcome::Outcome;
use crate::store::tests::on_both;
use crate::store::tests::world::MINUTE;

#[tokio::test]
async fn how_an_adopted_operation_ended_is_to_be_told_until_somebody_has() {
    on_both(async |world| {
        let store = &world.store;
        let lease = world.running_deploy().await;
        world.let_lapse(&lease).await;
        let adopted = store.adopt(lease.operation(), MINUTE).await.unwrap();
        assert_eq!(store.untold().await.unwrap(), []);
        store.finish(&adopted, &Outcome::done()).await.unwrap();
        let untold = store.untold().await.unwrap();
        let [ended] = &untold[..] else {
            panic!("{untold:?}");
        };
        assert_eq!(
            (&ended.operation.id, &ended.operation.outcome),
            (lease.operation(), &Some(Outcome::done()))
        );
        assert!(ended.interrupted);
        store.told(&ended.operation.id).await.unwrap();
        store.told(&ended.operation.id).await.unwrap();
        assert_eq!(store.untold().await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn what_ends_where_it_was_asked_for_is_told_there_first() {
    on_both(async |world| {
        let store = &world.store;
        let lease = world.running_deploy().await;
        store.finish(&lease, &Outcome::done()).await.unwrap();
        assert_eq!(store.untold().await.unwrap(), []);
        let waiting = world.approved_deploy().await;
        let queued = waiting.operation().unwrap();
        let given_up = Outcome::Cancelled {
            by: None,
            left: vec![],
        };
        store.settle_found(queued, &given_up).await.unwrap();
        let untold = store.untold().await.unwrap();
        assert_eq!(untold.len(), 1);
        assert_eq!(untold[0].operation.id, *queued);
    })
    .await;
}

#[tokio::test]
async fn a_lease_that_is_handed_over_can_be_taken_at_once() {
    on_both(async |world| {
        let store = &world.store;
        let lease = world.running_deploy().await;
        let successor = world.second_program().await;
        assert_eq!(successor.interrupted().await.unwrap(), []);
        store.hand_over(&lease).await.unwrap();
        let found = successor.interrupted().await.unwrap();
        assert_eq!(found[0].id, *lease.operation());
        let adopted = successor.adopt(lease.operation(), MINUTE).await.unwrap();
        assert!(adopted.fence() > lease.fence());
        let late = store.hand_over(&lease).await;
        assert!(late.is_err(), "it is another's by now");
    })
    .await;
}
