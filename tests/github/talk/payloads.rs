//! All that GitHub sends, as others have collected it (`tests/data/github`), delivered to a bot.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use super::plain::Plain;

const PAYLOADS: &[u8] = include_bytes!("../../data/github/payloads.json.gz");

fn payloads() -> Vec<(String, Value)> {
    let mut text = String::new();
    GzDecoder::new(PAYLOADS).read_to_string(&mut text).unwrap();
    let all: BTreeMap<String, Vec<Value>> = serde_json::from_str(&text).unwrap();
    let each = all
        .into_iter()
        .flat_map(|(event, examples)| examples.into_iter().map(move |one| (event.clone(), one)));
    each.collect()
}

fn expected(event: &str) -> u16 {
    match event {
        "ping" | "issue_comment" | "pull_request" => 200,
        _ => 202,
    }
}

#[tokio::test]
async fn of_all_that_github_sends_only_new_comments_of_people_are_kept_and_nothing_ends_the_bot() {
    let mut plain = Plain::on_sqlite();
    plain.serves().await;
    let payloads = payloads();
    assert_eq!(payloads.len(), 329);
    for (event, payload) in &payloads {
        assert_eq!(
            plain.delivers(event, payload).await,
            expected(event),
            "{event}"
        );
    }
    assert_eq!(plain.received().await, 0);

    // Whatever has words asks for something now, and every comment is another.
    let mut new = 0;
    for (number, (event, payload)) in payloads.iter().enumerate() {
        let mut payload = payload.clone();
        for place in ["comment", "issue", "pull_request", "review", "discussion"] {
            if let Some(thing) = payload.get_mut(place).filter(|thing| thing.is_object()) {
                thing["body"] = json!("/whoami");
                thing["id"] = json!(7_000_000_000 + number);
            }
        }
        if payload["repository"].is_object() {
            payload["repository"]["full_name"] = json!("acme/shop");
            payload["repository"]["id"] = json!(plain.repository.id);
        }
        assert_eq!(
            plain.delivers(event, &payload).await,
            expected(event),
            "{event}"
        );
        let is_new = event == "issue_comment" && payload["action"] == "created";
        new += i64::from(is_new && payload["sender"]["type"] == "User");
    }
    assert_eq!(new, 5);
    assert_eq!(plain.received().await, new);

    plain.ada.comments(&plain.issue, "/whoami");
    let answer = plain.issue.next_comment().await;
    assert!(answer.text().contains("ada"), "{}", answer.text());
    assert_eq!(plain.issue.unread(), 0);
}
