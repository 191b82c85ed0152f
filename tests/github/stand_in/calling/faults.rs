//! Faults, from the client's side.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::json;

use crate::github::Fault;
use crate::stand_in::{Client, ISSUE, SHOP, Scene, scene};

const CREATE: &str = "issues/create-comment";

fn comment(client: &Client) -> reqwest::RequestBuilder {
    let path = format!("{ISSUE}/comments");
    client
        .request(Method::POST, &path)
        .json(&json!({ "body": "x" }))
}

/// Whether an answer came, whole.
async fn is_answered(request: reqwest::RequestBuilder) -> bool {
    match request.send().await {
        Ok(response) => response.bytes().await.is_ok(),
        Err(_) => false,
    }
}

fn written(scene: &Scene) -> usize {
    scene.issue.all_comments().len()
}

#[tokio::test]
async fn the_next_calls_of_an_operation_are_refused_and_others_are_not() {
    let scene = scene();
    scene.github.fail_next(2, CREATE, Fault::Status(502));
    assert_eq!(scene.client.gets(ISSUE).await.status, 200);
    for _ in 0..2 {
        assert_eq!(
            scene.client.comments("x").await.refusal(),
            (502, "Bad Gateway")
        );
    }
    assert_eq!(scene.client.comments("x").await.status, 201);
    assert_eq!((written(&scene), scene.github.count(CREATE)), (1, 3));
}

#[tokio::test]
async fn a_broken_server_answers_with_a_page() {
    let scene = scene();
    for status in [500, 503] {
        scene.github.fail_next_of_any(1, Fault::Page(status));
        let response = scene
            .client
            .request(Method::GET, SHOP)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), status);
        assert_eq!(
            response.headers()["content-type"],
            "text/html; charset=utf-8"
        );
        assert!(response.text().await.unwrap().starts_with("<html>"));
    }
    assert_eq!(scene.client.gets(SHOP).await.status, 200);
}

#[tokio::test]
async fn a_call_is_told_to_wait() {
    let scene = scene();
    scene.github.fail_next(1, CREATE, Fault::Secondary(7));
    let refused = scene.client.comments("x").await;
    assert_eq!((refused.status, refused.header("retry-after")), (403, "7"));
    assert_eq!(written(&scene), 0);
}

#[tokio::test]
async fn a_call_may_be_cut_or_hang_and_isnt_carried_out() {
    let scene = scene();
    scene.github.fail_next(1, CREATE, Fault::Cut);
    assert!(!is_answered(comment(&scene.client)).await);
    scene.github.fail_next(1, CREATE, Fault::Hang);
    let mut hanging = tokio::spawn(comment(&scene.client).send());
    scene.github.is_called(CREATE, 2).await;
    let answer = tokio::time::timeout(Duration::from_millis(100), &mut hanging);
    assert!(answer.await.is_err());
    assert_eq!((written(&scene), scene.github.count(CREATE)), (0, 2));
    assert_eq!(scene.github.calls().last().unwrap().status, None);
}

#[tokio::test]
async fn an_answer_may_be_lost_cut_or_never_come_after_the_call_was_carried_out() {
    let scene = scene();
    for (fault, count) in [(Fault::AnswerLost, 1), (Fault::AnswerCut, 2)] {
        scene.github.fail_next(1, CREATE, fault);
        assert!(!is_answered(comment(&scene.client)).await, "{fault:?}");
        assert_eq!(written(&scene), count, "{fault:?}");
        scene.issue.next_comment().await;
    }
    scene.github.fail_next(1, CREATE, Fault::Unanswered);
    let mut waiting = tokio::spawn(comment(&scene.client).send());
    assert_eq!(scene.issue.next_comment().await.text(), "x");
    let answer = tokio::time::timeout(Duration::from_millis(100), &mut waiting);
    assert!(answer.await.is_err());
}

#[tokio::test]
async fn an_answer_may_be_no_json() {
    let scene = scene();
    scene.github.fail_next(1, CREATE, Fault::Malformed);
    let response = comment(&scene.client).send().await.unwrap();
    assert_eq!(response.status(), 201);
    let text = response.text().await.unwrap();
    assert!(
        serde_json::from_str::<serde_json::Value>(&text).is_err(),
        "{text}"
    );
    assert_eq!(written(&scene), 1);
}

#[tokio::test]
async fn an_answer_may_be_slow() {
    let scene = scene();
    scene
        .github
        .fail_next(1, "issues/get", Fault::Slow(Duration::from_millis(200)));
    let begun = Instant::now();
    assert_eq!(scene.client.gets(ISSUE).await.status, 200);
    assert!(begun.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn the_server_of_archives_has_faults_of_its_own() {
    let scene = scene();
    scene
        .github
        .fail_next(1, crate::github::ARCHIVES, Fault::AnswerCut);
    let answer = scene.client.gets(&format!("{SHOP}/tarball/main")).await;
    let url = answer.header("location").to_owned();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    assert!(!is_answered(http.get(&url)).await);
    scene
        .github
        .fail_next(1, crate::github::ARCHIVES, Fault::Status(500));
    assert_eq!(http.get(&url).send().await.unwrap().status(), 500);
    scene
        .github
        .fail_next(1, crate::github::ARCHIVES, Fault::Page(503));
    assert_eq!(http.get(&url).send().await.unwrap().status(), 503);
    assert!(is_answered(http.get(&url)).await);
}

#[tokio::test]
async fn github_goes_down_and_comes_up_with_all_it_knows() {
    let mut scene = scene();
    scene.github.fail_next(1, "repos/get", Fault::Hang);
    let open = tokio::spawn(scene.client.request(Method::GET, SHOP).send());
    scene.github.is_called("repos/get", 1).await;
    scene.github.goes_down();
    assert!(open.await.unwrap().is_err());
    let refused = scene
        .client
        .request(Method::GET, SHOP)
        .send()
        .await
        .unwrap_err();
    assert!(refused.is_connect(), "{refused:?}");
    scene.ada.comments(&scene.issue, "anybody there?");
    scene.github.comes_up();
    let issue = scene.client.reads(ISSUE).await;
    assert_eq!(issue["comments"], 1);
}

#[tokio::test]
#[should_panic(
    expected = "a comment on #1. Seen instead:\nPOST /repos/acme/shop/issues/1/comments → Some(502)"
)]
async fn a_test_that_waits_in_vain_is_told_what_happened_instead() {
    let scene = scene();
    scene.github.be_patient(Duration::from_millis(50));
    scene.github.fail_next(1, CREATE, Fault::Status(502));
    scene.client.comments("x").await;
    scene.issue.next_comment().await;
}
