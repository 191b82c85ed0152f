//! Several at once: each has its own port and its own name, and no two are at work on one.

use std::collections::BTreeSet;
use std::net::TcpListener;

use futures_util::future::{join, join_all};
use hailer::domain::instance::Life;

use crate::database::Database;
use crate::house::{House, Made, until};
use crate::presets::{breaking, small};
use crate::said::Said;

fn ports(said: &[Said]) -> BTreeSet<u16> {
    let made = said.iter().flat_map(|said| {
        assert_eq!(said.code, 0, "{}", said.text);
        said.data["instances"]
            .as_array()
            .unwrap()
            .iter()
            .map(Made::of)
    });
    made.map(|made| made.ports[0]).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_that_want_one_port_get_fifty() {
    let house = House::with_small(21_000).await;
    let taken = TcpListener::bind("127.0.0.1:21003").unwrap();
    let line = format!("/docker-create{}", " small".repeat(50));
    let said = house.says(&line).await;
    let ports = ports(&[said]);
    assert_eq!(ports.len(), 50);
    let all = 21_000..=21_100;
    assert!(ports.iter().all(|port| all.contains(port)), "{ports:?}");
    assert!(!ports.contains(&21_003), "the test has that");
    drop(taken);
    house.confirms("/docker-destroy --mine").await;
    house.has_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_who_each_ask_for_one_get_fifty() {
    let house = House::with_small(20_700).await;
    let creates = (0..50).map(|_| house.says("/docker-create small"));
    let said = join_all(creates).await;
    assert_eq!(ports(&said).len(), 50);
    house.confirms("/docker-destroy --mine").await;
    house.has_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_on_one_database_share_the_ports() {
    let house = House::told(Database::postgres().await, &[]).await;
    house.has("small", &small(21_200)).await;
    let second = house.second().await;
    let (here, there) = (house.console(), house.telegram(5));
    house.grants(5, "operator", "*").await;
    let creates = (0..10).map(|number| {
        let (here, there, second) = (&here, &there, &second);
        async move {
            if number % 2 == 0 {
                here.says("/docker-create small").await
            } else {
                there.says_to(second, "/docker-create small").await
            }
        }
    });
    let said = join_all(creates).await;
    assert_eq!(ports(&said).len(), 10);
    second.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_want_one_name_one_gets_it_and_the_other_hears_whose_it_is() {
    let house = House::with_small(21_400).await;
    let bob = house.grants(5, "operator", "*").await;
    let name = house.named("one");
    let line = format!("/docker-create small --name {name}");
    let ada = house.console();
    let (one, other) = join(ada.says(&line), bob.says(&line)).await;
    let (lost, winner) = if one.code == 0 {
        (other, "ada")
    } else {
        (one, "5")
    };
    assert_ne!(lost.code, 0, "{}", lost.text);
    // Before the other has put it on record, it is known by whom the name is kept busy.
    let told = [
        format!("{name} is in use: a small 1 of {winner}"),
        format!("{name} is busy: {winner} has"),
    ];
    assert!(
        told.iter().any(|told| lost.text.contains(told)),
        "{}",
        lost.text
    );
    let found = house.on_record().await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].life, Life::There);
    assert_eq!(house.on_the_engine(), [name]);
}

#[tokio::test(flavor = "multi_thread")]
async fn creating_while_one_of_the_name_is_destroyed_leaves_one_or_none() {
    let house = House::with_small(21_600).await;
    let name = house.named("one");
    let create = format!("/docker-create small --name {name}");
    house.creates(&create).await;
    for _ in 0..5 {
        let preview = house.says(&format!("/docker-destroy {name}")).await;
        let yes = format!("/confirm {}", preview.confirmation());
        let (destroyed, created) = join(house.says(&yes), house.says(&create)).await;
        if destroyed.code != 0 {
            assert!(
                destroyed.text.contains("is busy") && created.code != 0,
                "{}",
                destroyed.text
            );
        }
        let there = house.on_the_engine();
        let known: Vec<_> = house
            .on_record()
            .await
            .into_iter()
            .map(|one| one.name.to_string())
            .collect();
        assert_eq!(there, known);
        let is_there = created.code == 0 || destroyed.code != 0;
        assert_eq!(there.len(), usize::from(is_there), "{}", created.text);
        if !is_there {
            house.creates(&create).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_those_that_stand_or_fall_together_none_is_left_when_one_dies() {
    let house = House::with_small(21_800).await;
    house.has("dies", &breaking("dies", r#""die""#, "")).await;
    let said = house
        .says("/docker-create small small dies --all-or-nothing")
        .await;
    assert_ne!(said.code, 0, "{}", said.text);
    assert!(
        said.text.contains("all or nothing was asked for"),
        "{}",
        said.text
    );
    assert!(said.text.contains("exited with code 3"), "{}", said.text);
    house.has_nothing().await;
    let apart = house.says("/docker-create small small dies").await;
    assert_ne!(apart.code, 0, "{}", apart.text);
    assert_eq!(house.on_the_engine().len(), 2);
    let all = house
        .does("/docker-create small small small --all-or-nothing")
        .await;
    assert_eq!(all.data["instances"].as_array().unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_being_made_is_listed_as_that_and_not_destroyed_under_its_maker() {
    let house = House::new().await;
    let late = breaking("late", r#""slow", "2""#, "[health]\ntest = [\"is-ready\"]");
    house.has("late", &late).await;
    let name = house.named("late");
    let line = format!("/docker-create late --name {name}");
    let creating = house.does(&line);
    let meddling = async {
        until("it is on record", async || {
            let all = house.on_record().await;
            all.first()
                .is_some_and(|one| one.container.is_some())
                .then_some(())
        })
        .await;
        let listed = house.does("/docker-instances").await;
        assert_eq!(listed.data["instances"][0]["condition"], "starting");
        let said = house.says(&format!("/docker-destroy {name}")).await;
        assert_ne!(said.code, 0, "{}", said.text);
    };
    join(creating, meddling).await;
    assert_eq!(house.on_record().await[0].life, Life::There);
}
