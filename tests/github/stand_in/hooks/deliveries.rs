//! What comes of a delivery, and what comes in its name.

use std::time::Duration;

use serde_json::json;

use super::receiver::Receiver;
use super::{SECRET, hooked};
use crate::github::{Delivery, Outcome, Webhook, signature};
use crate::stand_in::{Scene, scene};

/// One that was answered.
async fn delivered(scene: &Scene, hook: &Webhook) -> Delivery {
    scene.ada.comments(&scene.issue, "/docker-status");
    hook.is_quiet().await;
    hook.last()
}

#[tokio::test]
async fn an_answer_is_kept_whatever_it_is_and_nothing_is_sent_twice() {
    let scene = scene();
    let (receiver, hook) = hooked(&scene).await;
    for status in [204, 400, 503] {
        receiver.answers(status);
        let delivery = delivered(&scene, &hook).await;
        assert_eq!(delivery.outcome(), Outcome::Answered(status));
    }
    assert_eq!((receiver.got().len(), hook.deliveries().len()), (4, 4));
}

#[tokio::test]
async fn nobody_answers_in_time_or_at_all() {
    let scene = scene();
    let (receiver, hook) = hooked(&scene).await;
    let nowhere = scene.shop.hook("http://127.0.0.1:9/", SECRET);
    nowhere.is_quiet().await;
    assert_eq!(nowhere.last().outcome(), Outcome::Failed);
    scene.github.waits_for_webhooks(Duration::from_millis(100));
    receiver.answers(0);
    let delivery = delivered(&scene, &hook).await;
    assert_eq!(delivery.outcome(), Outcome::TimedOut);
}

#[tokio::test]
async fn a_delivery_can_be_lost() {
    let scene = scene();
    let (receiver, hook) = hooked(&scene).await;
    scene.github.loses_next_deliveries(1);
    let lost = delivered(&scene, &hook).await;
    assert_eq!(lost.outcome(), Outcome::Lost);
    delivered(&scene, &hook).await;
    assert_eq!(receiver.got().len(), 2);
    let again = lost.redelivers();
    assert_eq!(again.is_done().await, Outcome::Answered(202));
    assert_eq!(receiver.got().len(), 3);
}

#[tokio::test]
async fn sent_again_it_is_the_same_under_the_same_guid() {
    let scene = scene();
    let (receiver, hook) = hooked(&scene).await;
    let first = delivered(&scene, &hook).await;
    let again = first.redelivers();
    again.is_done().await;
    assert_eq!(
        (again.guid(), again.payload()),
        (first.guid(), first.payload())
    );
    assert_ne!(again.id, first.id);
    let got = receiver.got();
    assert_eq!(
        (&got[1].headers, &got[1].body),
        (&got[2].headers, &got[2].body)
    );
    // Two deliveries of their own never share one.
    assert_ne!(delivered(&scene, &hook).await.guid(), first.guid());
}

#[tokio::test]
async fn many_can_come_at_once() {
    let scene = scene();
    let (receiver, hook) = hooked(&scene).await;
    let one = delivered(&scene, &hook).await.forged();
    let mut sent = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let one = one.clone();
        sent.spawn(async move { one.send().await });
    }
    let outcomes = sent.join_all().await;
    assert_eq!(outcomes, vec![Outcome::Answered(202); 50]);
    assert_eq!(receiver.got().len(), 52);
}

#[tokio::test]
async fn a_forger_can_change_all_of_it() {
    let scene = scene();
    let (receiver, hook) = hooked(&scene).await;
    let forged = delivered(&scene, &hook).await.forged();
    let other = forged
        .clone()
        .with("/comment/body", json!("/docker-deploy yes"));
    other.send().await;
    let got = receiver.got().pop().unwrap();
    assert_ne!(
        got.header("x-hub-signature-256"),
        signature(SECRET, &got.body)
    );
    other.signed_with("another").send().await;
    let got = receiver.got().pop().unwrap();
    assert_eq!(
        got.header("x-hub-signature-256"),
        signature("another", &got.body)
    );
    assert_eq!(
        serde_json::from_slice::<serde_json::Value>(&got.body).unwrap()["comment"]["body"],
        "/docker-deploy yes"
    );
    forged.clone().cut_to(10).send().await;
    assert_eq!(receiver.got().pop().unwrap().body.len(), 10);
    forged.clone().with_body(b"{}").send().await;
    assert_eq!(receiver.got().pop().unwrap().body, "{}");
    let bare = forged.with_header("x-hub-signature-256", None);
    bare.with_header("x-github-event", Some("ping"))
        .send()
        .await;
    let got = receiver.got().pop().unwrap();
    assert_eq!(
        (
            got.header("x-hub-signature-256"),
            got.header("x-github-event")
        ),
        ("", "ping")
    );
    // GitHub knows nothing of any of these.
    assert_eq!(hook.deliveries().len(), 2);
}

#[tokio::test]
async fn without_a_secret_nothing_is_signed() {
    let scene = scene();
    let receiver = Receiver::start().await;
    let hook = scene.shop.unsigned_hook(&receiver.url);
    hook.is_quiet().await;
    let got = receiver.got().pop().unwrap();
    assert_eq!(
        (
            got.header("x-hub-signature-256"),
            got.header("x-hub-signature")
        ),
        ("", "")
    );
}
