//! What nobody but its owner is shown, and once.

use tokio::task::JoinSet;

use super::{added, named};
use crate::store::StoreTarget;
use crate::store::tests::on_both;

#[tokio::test]
async fn its_passwords_are_not_in_clear_and_no_other_row_can_have_them() {
    on_both(async |world| {
        let store = &world.store;
        added(&world, "hailer-one").await;
        added(&world, "hailer-two").await;
        let asked = "SELECT COUNT(*) FROM instances WHERE CAST(asked AS TEXT) LIKE '%opensesame%'";
        assert_eq!(world.count(asked).await, 0);
        let swap = "UPDATE instances SET asked = (SELECT asked FROM instances WHERE name = 'hailer-one') \
                    WHERE name = 'hailer-two'";
        store.database.execute(crate::store::database::sql(swap)).await.unwrap();
        let error = store.asked_of_instance(&named("hailer-two")).await;
        assert!(error.is_err(), "what is sealed for one was read for another");
        if let StoreTarget::Sqlite(_) = &world.target {
            for file in std::fs::read_dir(world.folder.path()).unwrap() {
                let bytes = std::fs::read(file.unwrap().path()).unwrap();
                let found = bytes.windows(10).any(|part| part == b"opensesame");
                assert!(!found);
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_are_shown_to_one_of_many_who_ask_at_once() {
    on_both(async |world| {
        let db = added(&world, "hailer-db").await;
        let programs = [world.store.clone(), world.second_program().await];
        let mut asks = JoinSet::new();
        for number in 0..20 {
            let (store, name) = (programs[number % 2].clone(), db.name.clone());
            asks.spawn(async move { store.show_instance(&name).await.unwrap() });
        }
        let shown = asks.join_all().await;
        assert_eq!(shown.iter().filter(|shown| **shown).count(), 1);
        assert!(!world.store.is_still_to_show(&db.name).await.unwrap());
    })
    .await;
}
