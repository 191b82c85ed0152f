use crate::domain::actor::{Conversation, Platform};
use crate::domain::outcome::Outcome;
use crate::store::outbox::Letter;
use crate::store::tests::on_both;
use crate::store::tests::world::{MINUTE, World, codebase, name, team};

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

/// The codebase's changes are announced there.
async fn announce_in(world: &World, chat: &Conversation) {
    let mut docker = codebase("shop").docker.unwrap();
    docker.announce = Some(chat.clone());
    let shop = name("shop");
    let set = world.store.set_docker_config(&shop, Some(&docker));
    set.await.unwrap();
}

#[tokio::test]
async fn an_end_is_announced_once_and_not_where_it_is_told_anyway() {
    on_both(async |world| {
        let store = &world.store;
        let lease = world.running_deploy().await;
        store.finish(&lease, &Outcome::done()).await.unwrap();
        assert_eq!(store.unannounced().await.unwrap(), [], "nobody wants that");

        announce_in(&world, &team()).await;
        let lease = world.running_deploy().await;
        store.finish(&lease, &Outcome::done()).await.unwrap();
        assert_eq!(store.unannounced().await.unwrap(), []);

        let chat = Conversation::new(Platform::Telegram, "-200");
        announce_in(&world, &chat).await;
        let waiting = world.approved_deploy().await;
        let queued = waiting.operation().unwrap();
        store
            .settle(queued, &Outcome::untouched("no"))
            .await
            .unwrap();
        assert_eq!(store.unannounced().await.unwrap(), [], "it never began");
        let lease = world.running_deploy().await;
        store.finish(&lease, &Outcome::done()).await.unwrap();
        let [ended] = &store.unannounced().await.unwrap()[..] else {
            panic!("one end is to be announced");
        };
        assert_eq!(
            (&ended.operation.id, &ended.chat),
            (lease.operation(), &chat)
        );
        let letter = Letter {
            conversation: chat,
            tells: vec![],
            says_more: false,
            body: serde_json::json!("deployed"),
        };
        let outbox = world.outbox();
        assert!(outbox.announce(lease.operation(), &letter).await.unwrap());
        assert!(!outbox.announce(lease.operation(), &letter).await.unwrap());
        assert_eq!(store.unannounced().await.unwrap(), []);
        assert_eq!(world.count("SELECT COUNT(*) FROM outbox").await, 1);
    })
    .await;
}
