//! Until one is ready, whoever waits may think better of it, and Hailer may stop.

use std::net::TcpListener;

use futures_util::future::join;
use hailer::domain::journal::{OperationState, Step};
use hailer::domain::name::CodebaseName;
use hailer::domain::operation::StepState;
use rustix::process::Signal;

use crate::dockerd::signal;
use crate::house::{House, docker, until};
use crate::presets::{breaking, small};
use crate::recovering::{NEVER, house};

impl House {
    pub(crate) async fn has_never(&self) {
        let never = breaking("never", r#""never""#, NEVER);
        self.has("never", &never).await;
    }

    /// An operation waits until its instance is ready.
    pub(crate) async fn waits(&self) {
        let store = self.router.store();
        until("it waits", async || {
            for operation in store
                .recent_operations(&CodebaseName::instances(), 5)
                .await
                .unwrap()
            {
                let steps = store.steps(&operation.id).await.unwrap();
                let last = steps.last()?;
                if matches!(last.step, Step::Gate { .. }) && last.state == StepState::Intent {
                    return Some(());
                }
            }
            None
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_that_is_cancelled_takes_away_what_it_made() {
    let house = House::new().await;
    house.has_never().await;
    let bob = house.grants(5, "operator", "*").await;
    let name = house.named("db");
    let create = format!("/docker-create never --name {name}");
    let cancels = async {
        house.waits().await;
        bob.says(&format!("/docker-cancel {name}")).await
    };
    let (created, cancelled) = join(house.says(&create), cancels).await;
    assert_eq!(cancelled.code, 0, "{}", cancelled.text);
    let asked = format!("{name}: the create of ada is asked to stop at its next step");
    assert!(cancelled.text.starts_with(&asked), "{}", cancelled.text);
    assert_ne!(created.code, 0, "{}", created.text);
    assert!(created.text.contains("by 5"), "{}", created.text);
    house.has_nothing().await;
    let again = bob.says(&format!("/docker-cancel {name}")).await;
    assert_eq!(again.code, 2, "{}", again.text);
    let nothing = format!("{name}: nothing is under way");
    assert!(again.text.starts_with(&nothing), "{}", again.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_whose_port_was_taken_can_be_cancelled_too() {
    let house = House::new().await;
    let taken = TcpListener::bind("127.0.0.1:20500").unwrap();
    let never = small(20_500).replace(r#"["slow", "0"]"#, r#"["never"]"#);
    house.has("small", &never).await;
    let name = house.named("db");
    let create = format!("/docker-create small --name {name}");
    let cancels = async {
        house.waits().await;
        house.does(&format!("/docker-cancel {name}")).await
    };
    let (created, _) = join(house.says(&create), cancels).await;
    assert_ne!(created.code, 0, "{}", created.text);
    house.has_nothing().await;
    drop(taken);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_look_cancels_nothing() {
    let house = House::new().await;
    house.has_never().await;
    let eve = house.grants(6, "viewer", "*").await;
    let name = house.named("db");
    let create = format!("/docker-create never --name {name}");
    let cancel = format!("/docker-cancel {name}");
    let cancels = async {
        house.waits().await;
        let denied = eve.says(&cancel).await;
        house.does(&cancel).await;
        denied
    };
    let (created, denied) = join(house.says(&create), cancels).await;
    assert_eq!(denied.code, 3, "{}", denied.text);
    assert_ne!(created.code, 0, "{}", created.text);
    house.has_nothing().await;
}

#[tokio::test]
async fn one_that_was_frozen_and_taken_over_does_nothing_more_when_it_wakes() {
    let house = house().await;
    house.has_never().await;
    let name = house.named("db");
    let mut frozen = house.begins(&format!("/docker-create never --name {name}"));
    let waits = |step: &Step| matches!(step, Step::Gate { .. });
    let operation = house.comes_to(&mut frozen, false, waits).await;
    signal(frozen.id().cast_signed(), Signal::STOP);
    let ended = house.recovers(&operation).await;
    assert_eq!(ended.state, OperationState::Untouched);
    house.has_nothing().await;
    // Another has the name by the time at which it wakes.
    let plain = breaking("plain", r#""slow", "0""#, "");
    house.has("plain", &plain).await;
    let create = format!("/docker-create plain --name {name}");
    let made = house.creates(&create).await;
    let journal = house.router.store().steps(&operation).await.unwrap();
    signal(frozen.id().cast_signed(), Signal::CONT);
    assert!(!frozen.wait().unwrap().success());
    let later = house.router.store().steps(&operation).await.unwrap();
    assert_eq!(later.len(), journal.len(), "{later:?}");
    let there = docker(&["inspect", "--format", "{{.Id}}", &name]);
    assert_eq!(there, made.container);
}
