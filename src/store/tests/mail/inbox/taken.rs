//! Several that take updates, and one that falls silent.

use tokio::task::JoinSet;

use super::{EVERYTHING, TELEGRAM, ids, receives, takes, update};
use crate::store::database::sql;
use crate::store::inbox::{Inbox, Reader};
use crate::store::tests::on_both;
use crate::store::tests::world::{AT_ONCE, MINUTE};

#[tokio::test]
async fn what_was_taken_by_one_that_fell_silent_is_given_again_in_its_order() {
    on_both(async |world| {
        let silent = Reader::new(AT_ONCE).unwrap();
        let alive = Reader::new(MINUTE).unwrap();
        receives(&world, &[update(1, "7"), update(2, "7")]).await;
        let inbox = world.inbox();
        let taken = inbox.take(&silent, EVERYTHING).await;
        assert_eq!(taken.unwrap()[0].times_taken, 1);
        let again = inbox.take(&alive, EVERYTHING).await;
        let again = again.unwrap();
        assert_eq!(again.len(), 1);
        assert_eq!(again[0].body["update_id"], 1);
        assert_eq!(again[0].times_taken, 2);
        // The silent one's late word takes nothing away from whoever has it now.
        inbox.keep_taken(&silent, &[again[0].number]).await.unwrap();
        assert_eq!(inbox.give_back(&silent).await.unwrap(), 0);
        assert_eq!(takes(&world, &alive).await, []);
    })
    .await;
}

#[tokio::test]
async fn one_that_says_that_it_is_alive_keeps_what_it_has_and_one_that_ends_gives_it_back() {
    on_both(async |world| {
        let (first, second) = (Reader::new(MINUTE).unwrap(), Reader::new(MINUTE).unwrap());
        receives(&world, &[update(1, "7"), update(2, "8")]).await;
        let taken = takes(&world, &first).await;
        assert_eq!(ids(&taken), [1, 2]);
        let numbers: Vec<_> = taken.iter().map(|(_, number)| *number).collect();
        let lapsed = "SELECT COUNT(*) FROM inbox WHERE taken_until <= received_at";
        let lapse = sql("UPDATE inbox SET taken_until = received_at");
        world.store.database.execute(lapse).await.unwrap();
        assert_eq!(world.count(lapsed).await, 2);
        world.inbox().keep_taken(&first, &numbers).await.unwrap();
        assert_eq!(takes(&world, &second).await, []);
        assert_eq!(world.inbox().give_back(&first).await.unwrap(), 2);
        assert_eq!(ids(&takes(&world, &second).await), [1, 2]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_that_send_and_take_the_same_at_once_each_update_is_put_in_and_taken_once() {
    on_both(async |world| {
        let programs = [world.store.clone(), world.second_program().await]
            .map(|store| Inbox::new(store, TELEGRAM));
        let mut deliveries = JoinSet::new();
        for number in 0..40 {
            let inbox = programs[number % 2].clone();
            let arrived: Vec<_> = (1..=5).map(|id| update(id, &id.to_string())).collect();
            deliveries.spawn(async move { inbox.receive(&arrived, None).await });
        }
        let new: usize = deliveries
            .join_all()
            .await
            .into_iter()
            .map(Result::unwrap)
            .sum();
        assert_eq!(new, 5);
        let mut readers = JoinSet::new();
        for number in 0..10 {
            let inbox = programs[number % 2].clone();
            readers.spawn(async move {
                let reader = Reader::new(MINUTE).unwrap();
                let taken = inbox.take(&reader, EVERYTHING).await;
                taken.unwrap().len()
            });
        }
        let taken: usize = readers.join_all().await.into_iter().sum();
        assert_eq!(taken, 5);
    })
    .await;
}
