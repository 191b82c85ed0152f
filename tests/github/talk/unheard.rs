//! What a bot doesn't listen to: what GitHub didn't sign, and comments that aren't what somebody wrote.

use std::time::Duration;

use serde_json::json;

use super::plain::Plain;
use super::world::SECRET;
use crate::github::{Delivery, Outcome};

#[tokio::test]
async fn what_github_did_not_sign_as_it_is_now_is_not_let_in() {
    let mut plain = Plain::on_sqlite();
    plain.serves().await;
    plain.ada.comments(&plain.issue, "nothing for a bot");
    let delivery = plain.hook.last();
    assert_eq!(delivery.is_done().await, Outcome::Answered(200));
    let asks = || {
        let asks = delivery.forged().with("/comment/body", json!("/whoami"));
        asks.with("/comment/id", json!(7_000_000_001_u64))
    };
    let right = asks().signed_with(SECRET);
    let signed = right.header("x-hub-signature-256");
    let header = |value: Option<&str>| {
        asks()
            .signed_with(SECRET)
            .with_header("x-hub-signature-256", value)
    };
    for (what, forged) in [
        ("the old body's signature", asks()),
        (
            "another secret's",
            asks().signed_with("It's a Secret to Nobody"),
        ),
        ("no secret's", asks().signed_with("")),
        ("SHA-1's alone", header(None)),
        (
            "SHA-1's name",
            header(Some(&signed.replace("sha256=", "sha1="))),
        ),
        ("a truncated one", header(Some(&signed[..signed.len() - 2]))),
        ("its name alone", header(Some("sha256="))),
        ("an empty one", header(Some(""))),
        ("a truncated body's", asks().signed_with(SECRET).cut_to(200)),
        ("an empty body's", asks().signed_with(SECRET).cut_to(0)),
    ] {
        assert_eq!(forged.send().await, Outcome::Answered(401), "{what}");
    }
    assert_eq!(plain.received().await, 0);
    // What is signed and no JSON is nothing.
    let broken = asks().cut_to(200).signed_with(SECRET);
    assert_eq!(broken.send().await, Outcome::Answered(200));
    assert_eq!(plain.received().await, 0);
    // Signed as it is, it would have been heard.
    assert_eq!(right.send().await, Outcome::Answered(200));
    assert_eq!(plain.received().await, 1);
}

#[tokio::test]
async fn what_comes_too_late_is_said_to_be_expired() {
    let mut plain = Plain::on_sqlite();
    plain.serves().await;
    plain.ada.comments(&plain.issue, "nothing for a bot");
    let delivery = plain.hook.last();
    delivery.is_done().await;
    let late = delivery
        .forged()
        .with("/comment/body", json!("/whoami"))
        .with("/comment/created_at", json!("2026-01-02T03:04:05Z"))
        .with("/comment/updated_at", json!("2026-01-02T03:04:05Z"));
    late.signed_with(SECRET).send().await;
    let answer = plain.issue.next_comment().await;
    assert!(answer.text().contains("Expired"), "{}", answer.text());
}

#[tokio::test]
async fn what_a_comment_was_changed_to_and_that_it_went_is_not_heard() {
    let mut plain = Plain::on_sqlite();
    plain.serves().await;
    let changed = plain.ada.comments(&plain.issue, "nothing for a bot");
    let gone = plain
        .ada
        .comments(&plain.issue, "nothing for a bot, either");
    // GitHub tells seconds apart.
    plain.github.put_forward(Duration::from_secs(2));
    plain.ada.edits(&changed, "/whoami");
    plain.ada.edits(&gone, "/whoami");
    plain.ada.deletes(&gone);
    plain.hook.is_quiet().await;
    let what: Vec<_> = plain.hook.deliveries().iter().map(Delivery::what).collect();
    assert!(
        what.contains(&"issue_comment edited".to_owned()),
        "{what:?}"
    );
    assert!(
        what.contains(&"issue_comment deleted".to_owned()),
        "{what:?}"
    );
    assert_eq!(plain.received().await, 0);
}

#[tokio::test]
async fn a_comment_that_was_changed_since_is_not_found_to_ask_for_anything() {
    let mut plain = Plain::polling();
    let changed = plain.ada.comments(&plain.issue, "nothing for a bot");
    plain.github.put_forward(Duration::from_secs(2));
    plain.ada.edits(&changed, "/docker-status");
    plain
        .ada
        .comments(&plain.issue, "> /docker-status\n\n`/docker-status`");
    plain.ada.comments(&plain.issue, "/whoami");
    plain.serves().await;
    let answer = plain.issue.next_comment().await;
    assert!(answer.text().contains("ada"), "{}", answer.text());
    assert_eq!(plain.received().await, 1);
    assert_eq!(plain.issue.unread(), 0);
}
