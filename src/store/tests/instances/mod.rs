//! Instances on record, with passwords that nobody can read there, and ports that no two have.

mod passwords;
mod ports;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use secrecy::{ExposeSecret, SecretString};
use tokio::task::JoinSet;

use super::on_both;
use super::world::{World, codebase, team};
use crate::domain::codebase::Codebase;
use crate::domain::instance::{Instance, Life, Made, Mode, Runs, Served};
use crate::domain::name::{CodebaseName, InstanceName};
use crate::store::StoreError;

const ASKED: &str = r#"{"secrets":{"PASSWORD":"opensesame-9271"}}"#;

fn named(name: &str) -> InstanceName {
    name.parse().unwrap()
}

fn served(host: u16, protocol: &str) -> Served {
    Served {
        name: None,
        container: 80,
        host,
        host_ip: "127.0.0.1".to_owned(),
        protocol: protocol.to_owned(),
    }
}

async fn instance(world: &World, name: &str) -> Instance {
    Instance {
        name: named(name),
        life: Life::Making,
        owner: world.alice().await,
        conversation: team(),
        made: Made {
            preset: "postgres".parse().unwrap(),
            version: "16".parse().unwrap(),
            mode: Mode::Persistent,
            image: "postgres:16-alpine".to_owned(),
            ports: vec![served(5432, "tcp")],
            volumes: vec![format!("{name}-data")],
            in_memory: false,
            has_data: true,
            traced: true,
            runs: Runs::Container,
            with_bot: false,
        },
        container: None,
        created_at: world.store.now(),
        expires_at: None,
        ready_at: None,
        stopped_at: None,
    }
}

async fn added(world: &World, name: &str) -> Instance {
    let instance = instance(world, name).await;
    let asked = SecretString::from(ASKED);
    assert!(world.store.add_instance(&instance, &asked).await.unwrap());
    instance
}

#[tokio::test]
async fn an_instance_comes_back_as_it_was_added_and_its_name_is_given_once() {
    on_both(async |world| {
        let store = &world.store;
        let db = added(&world, "hailer-db").await;
        assert_eq!(store.instance(&db.name).await.unwrap(), Some(db.clone()));
        assert_eq!(store.instances().await.unwrap(), std::slice::from_ref(&db));
        let asked = store.asked_of_instance(&db.name).await.unwrap();
        assert_eq!(asked.expose_secret(), ASKED);
        let other = SecretString::from("{}");
        assert!(!store.add_instance(&db, &other).await.unwrap());
        let asked = store.asked_of_instance(&db.name).await.unwrap();
        assert_eq!(asked.expose_secret(), ASKED);
        store.forget_instance(&db.name).await.unwrap();
        assert_eq!(store.instance(&db.name).await.unwrap(), None);
        let gone = store.asked_of_instance(&db.name).await.unwrap_err();
        assert_eq!(gone.to_string(), "there is no instance hailer-db");
    })
    .await;
}

#[tokio::test]
async fn what_happens_to_it_is_on_record_until_its_volumes_alone_are_left() {
    on_both(async |world| {
        let store = &world.store;
        let mut db = added(&world, "hailer-db").await;
        db.made.ports[0].host = 5433;
        let id = "c".repeat(64);
        store
            .set_instance_container(&db.name, Some(&id), &db.made)
            .await
            .unwrap();
        let ready = store.now();
        store
            .instance_is_there(&db.name, Some(ready))
            .await
            .unwrap();
        let found = store.instance(&db.name).await.unwrap().unwrap();
        assert_eq!((found.life, found.ready_at), (Life::There, Some(ready)));
        assert_eq!(found.container.as_deref(), Some(id.as_str()));
        assert_eq!(found.made, db.made);
        store.instance_is_stopped(&db.name).await.unwrap();
        let found = store.instance(&db.name).await.unwrap().unwrap();
        assert!(found.stopped_at.is_some() && found.ready_at.is_none());
        store
            .claim_ports(&db.name, &db.made.ports, &BTreeSet::new())
            .await
            .unwrap();
        store.keep_instance(&db.name).await.unwrap();
        let kept = store.instance(&db.name).await.unwrap().unwrap();
        assert_eq!((kept.life, kept.container.clone()), (Life::Kept, None));
        assert_eq!(world.count("SELECT COUNT(*) FROM instance_ports").await, 0);

        assert!(store.show_instance(&db.name).await.unwrap());
        let again = SecretString::from("{}");
        store.make_instance_again(&db, &again).await.unwrap();
        let found = store.instance(&db.name).await.unwrap();
        assert_eq!(found, Some(db.clone()));
        assert!(store.is_still_to_show(&db.name).await.unwrap());
        let asked = store.asked_of_instance(&db.name).await.unwrap();
        assert_eq!(asked.expose_secret(), "{}");
        let unknown = named("hailer-nothing");
        let error = store.keep_instance(&unknown).await.unwrap_err();
        assert!(matches!(error, StoreError::NotFound { .. }), "{error:?}");
    })
    .await;
}

#[tokio::test]
async fn whose_time_is_over_is_found_once_it_is_and_can_be_put_off() {
    on_both(async |world| {
        let store = &world.store;
        let asked = SecretString::from(ASKED);
        for (name, seconds) in [("hailer-over", -1), ("hailer-later", 3600)] {
            let mut one = instance(&world, name).await;
            one.created_at -= TimeDelta::minutes(5);
            one.expires_at = Some(store.now() + TimeDelta::seconds(seconds));
            assert!(store.add_instance(&one, &asked).await.unwrap());
        }
        added(&world, "hailer-never").await;
        let over = store.expired_instances().await.unwrap();
        assert_eq!(over.len(), 1);
        assert_eq!(over[0].name, named("hailer-over"));
        let later = store.now() + TimeDelta::minutes(10);
        store.postpone_expiry(&over[0].name, later).await.unwrap();
        assert_eq!(store.expired_instances().await.unwrap(), []);
        let earlier = store.now();
        store.postpone_expiry(&over[0].name, earlier).await.unwrap();
        let found = store.instance(&over[0].name).await.unwrap().unwrap();
        assert_eq!(found.expires_at, Some(later), "it is never sooner");
        store
            .postpone_expiry(&named("hailer-never"), later)
            .await
            .unwrap();
        let never = store
            .instance(&named("hailer-never"))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(never.expires_at, None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_house_is_one_whoever_asks_first() {
    on_both(async |world| {
        let programs = [world.store.clone(), world.second_program().await];
        assert!(!world.store.has_made_instances().await.unwrap());
        let mut asks = JoinSet::new();
        for number in 0..20 {
            let store = programs[number % 2].clone();
            asks.spawn(async move { store.house().await.unwrap() });
        }
        let houses: BTreeSet<String> = asks.join_all().await.into_iter().collect();
        assert_eq!(houses.len(), 1);
        assert!(world.store.has_made_instances().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn images_that_were_pulled_are_known_by_what_they_were_asked_for_by() {
    on_both(async |world| {
        let store = &world.store;
        for (reference, image) in [
            ("b:1", "sha256:1"),
            ("a:1", "sha256:1"),
            ("b:1", "sha256:2"),
        ] {
            store.record_pull(reference, image).await.unwrap();
        }
        let pulled = store.pulled_images().await.unwrap();
        let pairs: Vec<_> = pulled
            .iter()
            .map(|one| (one.reference.as_str(), one.image.as_str()))
            .collect();
        assert_eq!(pairs, [("a:1", "sha256:1"), ("b:1", "sha256:2")]);
        store.forget_pull("b:1").await.unwrap();
        assert_eq!(store.pulled_images().await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_instances_count_as_is_no_codebase_that_anybody_can_see_add_change_or_remove() {
    on_both(async |world| {
        let store = &world.store;
        let name = CodebaseName::instances();
        let alice = world.alice().await;
        assert_eq!(store.codebase(&name).await.unwrap(), None);
        let all = store.codebases().await.unwrap();
        assert_eq!(all, [codebase("shop")]);
        let own = Codebase {
            docker: None,
            ..codebase(CodebaseName::INSTANCES)
        };
        assert!(store.add_codebase(&own).await.is_err());
        assert!(store.remove_codebase(&name, &alice).await.is_err());
        let there = "SELECT COUNT(*) FROM codebases WHERE name = 'hailer-instances'";
        assert_eq!(world.count(there).await, 1);
        let docker = codebase("other").docker.unwrap();
        let set = store.set_docker_config(&name, Some(&docker)).await;
        assert!(set.is_err(), "it was given a project");
        assert_eq!(
            store
                .codebase_of_project(&docker.compose_project)
                .await
                .unwrap(),
            None
        );
    })
    .await;
}
