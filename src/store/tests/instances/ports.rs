//! Which port an instance gets.

use std::collections::BTreeSet;

use tokio::task::JoinSet;

use super::{added, served};
use crate::store::tests::on_both;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_that_claim_one_port_at_once_get_fifty() {
    on_both(async |world| {
        let programs = [world.store.clone(), world.second_program().await];
        let wanted = [served(5432, "tcp"), served(5432, "udp")];
        let mut claims = JoinSet::new();
        for number in 0..50 {
            let one = added(&world, &format!("hailer-db-{number}")).await;
            let (store, wanted) = (programs[number % 2].clone(), wanted.clone());
            claims.spawn(async move {
                let refused = BTreeSet::from([5440]);
                store
                    .claim_ports(&one.name, &wanted, &refused)
                    .await
                    .unwrap()
                    .unwrap()
            });
        }
        let claimed = claims.join_all().await;
        let ports: BTreeSet<u16> = claimed.iter().map(|ports| ports[0].host).collect();
        assert_eq!(ports.len(), 50);
        assert!(!ports.contains(&5440));
        assert!(claimed.iter().all(|ports| ports[0].host == ports[1].host));
        assert_eq!(
            world.count("SELECT COUNT(*) FROM instance_ports").await,
            100
        );
    })
    .await;
}

#[tokio::test]
async fn ports_move_together_and_end_where_there_are_no_more() {
    on_both(async |world| {
        let store = &world.store;
        let (one, two) = (
            added(&world, "hailer-one").await,
            added(&world, "hailer-two").await,
        );
        let none = BTreeSet::new();
        let wanted = [served(10_000, "tcp"), served(10_001, "tcp")];
        let first = store
            .claim_ports(&one.name, &wanted, &none)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(first, wanted);
        let second = store
            .claim_ports(&two.name, &wanted, &none)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((second[0].host, second[1].host), (10_002, 10_003));
        // Its own are free for itself.
        let again = store
            .claim_ports(&two.name, &wanted[1..], &none)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(again[0].host, 10_002);
        let refused: BTreeSet<u16> = (10_000..=10_100).collect();
        assert_eq!(
            store
                .claim_ports(&two.name, &wanted[..1], &refused)
                .await
                .unwrap(),
            None
        );
        let high = [served(65_535, "tcp")];
        assert_eq!(
            store
                .claim_ports(&one.name, &high, &none)
                .await
                .unwrap()
                .unwrap(),
            high
        );
        assert_eq!(
            store.claim_ports(&two.name, &high, &none).await.unwrap(),
            None
        );
        store.forget_instance(&one.name).await.unwrap();
        assert_eq!(
            store
                .claim_ports(&two.name, &high, &none)
                .await
                .unwrap()
                .unwrap(),
            high
        );
    })
    .await;
}

#[tokio::test]
async fn a_port_that_was_named_is_given_or_its_holder_is_said() {
    on_both(async |world| {
        let store = &world.store;
        let (one, two) = (
            added(&world, "hailer-one").await,
            added(&world, "hailer-two").await,
        );
        let wanted = [served(10_000, "tcp"), served(10_001, "tcp")];
        assert_eq!(
            store.claim_exact_ports(&one.name, &wanted).await.unwrap(),
            None
        );
        assert_eq!(
            store.claim_exact_ports(&one.name, &wanted).await.unwrap(),
            None
        );
        let held = store
            .claim_exact_ports(&two.name, &wanted[1..])
            .await
            .unwrap();
        assert_eq!(held, Some((10_001, one.name.clone())));
        let other = [served(10_001, "udp")];
        assert_eq!(
            store.claim_exact_ports(&two.name, &other).await.unwrap(),
            None
        );
        let both = [served(10_001, "udp"), served(10_000, "tcp")];
        let held = store.claim_exact_ports(&two.name, &both).await.unwrap();
        assert_eq!(held, Some((10_000, one.name.clone())));
        // What it had stays when it can't have the others.
        assert_eq!(world.count("SELECT COUNT(*) FROM instance_ports").await, 3);
    })
    .await;
}
