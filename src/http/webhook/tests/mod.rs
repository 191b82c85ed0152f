//! Deliveries over real sockets.

mod server;
mod slow;

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt;
use futures_util::future::join_all;
use tokio::sync::Notify;

use super::body::MOST;
use super::*;
use server::{ID, Server, signature, told};

#[tokio::test]
async fn a_comment_is_handed_on_as_it_came_and_then_github_hears_so() {
    let (server, kept) = Server::keeping().await;
    // Not even JSON: nobody reads it here.
    let body = "{\"action\": \"created\" \u{1f6a2}\r\n";
    let answer = told(server.signed("issue_comment", body)).await;
    assert_eq!(answer, (200, "kept\n".to_owned()));
    let expected = Delivery {
        id: ID.to_owned(),
        event: "issue_comment".to_owned(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    };
    assert_eq!(*kept.lock().unwrap(), [expected]);
}

#[tokio::test]
async fn what_github_did_not_sign_is_neither_kept_nor_told_why() {
    let (server, kept) = Server::keeping().await;
    let event = || server.unsigned("issue_comment", "{}");
    let right = signature("{}");
    for request in [
        event(),
        event().header("x-hub-signature-256", signature("{ }")),
        event().header("x-hub-signature-256", &right[..right.len() - 2]),
        event().header("x-hub-signature-256", right.replace("sha256=", "sha1=")),
        event().header("x-hub-signature", &right),
        event()
            .header("x-hub-signature-256", &right)
            .header("x-hub-signature-256", &right),
        // Nobody learns which headers are looked at.
        server
            .client
            .post(format!("http://{}/github/webhook", server.address)),
    ] {
        assert_eq!(told(request).await, (401, String::new()));
    }
    assert!(kept.lock().unwrap().is_empty());
    // The same with the right one is kept.
    let request = event().header("x-hub-signature-256", &right);
    assert_eq!(told(request).await.0, 200);
    assert_eq!(kept.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn other_events_are_heard_and_not_kept() {
    let (server, kept) = Server::keeping().await;
    for (event, expected) in [
        ("ping", (200, "pong\n")),
        ("push", (202, "not listened to\n")),
        (
            "pull_request_review",
            (
                202,
                "not listened to
",
            ),
        ),
        (
            "projects_v2_item",
            (
                202,
                "not listened to
",
            ),
        ),
        ("issue_comments", (202, "not listened to\n")),
    ] {
        let (status, text) = told(server.signed(event, "{}")).await;
        assert_eq!((status, text.as_str()), expected, "{event}");
    }
    assert!(kept.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_delivery_without_its_number_or_its_event_is_refused_in_words() {
    let (server, kept) = Server::keeping().await;
    let url = format!("http://{}/github/webhook", server.address);
    let long = "a".repeat(NAME + 1);
    let cases = [
        (None, Some("issue_comment")),
        (Some(ID), None),
        (Some(""), Some("issue_comment")),
        (Some("a b"), Some("issue_comment")),
        (Some("'; drop table inbox"), Some("issue_comment")),
        (Some(long.as_str()), Some("issue_comment")),
        (Some(ID), Some("")),
        (Some(ID), Some("Issue Comment")),
        (Some(ID), Some(long.as_str())),
    ];
    for (id, event) in cases {
        let mut request = server.client.post(&url).body("{}");
        request = request.header("x-hub-signature-256", signature("{}"));
        if let Some(id) = id {
            request = request.header("x-github-delivery", id);
        }
        if let Some(event) = event {
            request = request.header("x-github-event", event);
        }
        let (status, why) = told(request).await;
        assert_eq!(status, 400, "{id:?} {event:?}");
        assert!(why.contains("X-GitHub-"), "{why}");
    }
    let twice = server.signed("issue_comment", "{}");
    let twice = twice.header("x-github-delivery", "another");
    assert_eq!(told(twice).await.0, 400);
    assert!(kept.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_form_is_told_what_to_set() {
    let (server, kept) = Server::keeping().await;
    let url = format!("http://{}/github/webhook", server.address);
    let body = "payload=%7B%7D";
    let form = server.client.post(url).body(body);
    let form = form
        .header("x-hub-signature-256", signature(body))
        .header("x-github-delivery", ID)
        .header("x-github-event", "issue_comment")
        .header("content-type", "application/x-www-form-urlencoded");
    let (status, why) = told(form).await;
    assert_eq!(status, 415);
    assert!(why.contains("application/json"), "{why}");
    assert!(kept.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_cannot_be_kept_is_not_said_to_have_arrived() {
    let server = Server::start(|_| {
        async { Err(NotKept("the database does not answer".to_owned())) }.boxed()
    });
    let server = server.await;
    let (status, why) = told(server.signed("issue_comment", "{}")).await;
    assert_eq!(status, 503);
    assert!(!why.contains("database"), "{why}");
}

#[tokio::test]
async fn nobody_waits_longer_than_github_does() {
    let server = Server::start(|_| std::future::pending().boxed()).await;
    let began = Instant::now();
    assert_eq!(told(server.signed("issue_comment", "{}")).await.0, 503);
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_body_that_is_too_long_is_refused_announced_or_not() {
    let (server, kept) = Server::keeping().await;
    let head = format!(
        "POST /github/webhook HTTP/1.1\r\nhost: hailer\r\nx-hub-signature-256: {}\r\n",
        signature("{}")
    );
    let announced = format!("{head}content-length: {}\r\n\r\n", MOST + 1);
    let answer = server.raw(announced.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    // In one chunk of a length that nobody announced.
    let mut chunked = format!("{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n", MOST + 1);
    chunked.push_str(&"x".repeat(MOST + 1));
    let answer = server.raw(chunked.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(kept.lock().unwrap().is_empty());

    let longest = "x".repeat(MOST);
    assert_eq!(told(server.signed("issue_comment", &longest)).await.0, 200);
    assert_eq!(kept.lock().unwrap()[0].body.len(), MOST);
}

#[tokio::test]
async fn a_body_that_never_ends_is_not_waited_for() {
    let (server, kept) = Server::keeping().await;
    let request = format!(
        "POST /github/webhook HTTP/1.1\r\nhost: hailer\r\nx-hub-signature-256: {}\r\ncontent-length: 9\r\n\r\n{{",
        signature("{}")
    );
    let began = Instant::now();
    let answer = server.raw(request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(began.elapsed() < Duration::from_secs(10));
    assert!(kept.lock().unwrap().is_empty());
}

#[tokio::test]
async fn nothing_but_a_post_is_taken() {
    let (server, _) = Server::keeping().await;
    let url = format!("http://{}/github/webhook", server.address);
    assert_eq!(told(server.client.get(url)).await.0, 405);
}

/// A full house of deliveries is kept side by side, and one more waits for its turn.
#[tokio::test]
async fn so_many_are_kept_at_a_time_and_no_more() {
    let (at_once, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let full = Arc::new(Notify::new());
    let (now, highest, is_full) = (Arc::clone(&at_once), Arc::clone(&most), Arc::clone(&full));
    let open = Arc::new(Semaphore::new(0));
    let door = Arc::clone(&open);
    let server = Server::start(move |_| {
        let (now, highest, is_full, door) = (
            Arc::clone(&now),
            Arc::clone(&highest),
            Arc::clone(&is_full),
            Arc::clone(&door),
        );
        async move {
            let here = now.fetch_add(1, Ordering::SeqCst) + 1;
            highest.fetch_max(here, Ordering::SeqCst);
            if here == AT_A_TIME {
                is_full.notify_one();
            }
            drop(door.acquire().await);
            now.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        }
        .boxed()
    })
    .await;
    let all = (0..2 * AT_A_TIME).map(|_| told(server.signed("issue_comment", "{}")));
    let ((), answers) = tokio::join!(
        async {
            full.notified().await;
            open.add_permits(2 * AT_A_TIME);
        },
        join_all(all)
    );
    assert!(answers.iter().all(|(status, _)| *status == 200));
    assert_eq!(most.load(Ordering::SeqCst), AT_A_TIME);
}
