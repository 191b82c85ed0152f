//! What GitHub sends, as others have collected it (`tests/data/github`), and any other JSON.

use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::GzDecoder;
use proptest::prelude::*;

use super::*;
use crate::frontend::drawn;

const PAYLOADS: &[u8] = include_bytes!("../../../../../tests/data/github/payloads.json.gz");

fn payloads() -> BTreeMap<String, Vec<Value>> {
    let mut text = String::new();
    GzDecoder::new(PAYLOADS).read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn of_all_that_github_sends_only_a_new_comment_of_a_person_acts() {
    let payloads = payloads();
    assert_eq!(
        (payloads.len(), payloads.values().map(Vec::len).sum()),
        (58, 329)
    );
    let mut heard = BTreeMap::new();
    for (event, examples) in &payloads {
        for example in examples {
            // Whatever has words says them now.
            let mut example = example.clone();
            for place in ["comment", "issue", "pull_request", "review", "discussion"] {
                if let Some(body) = example.pointer_mut(&format!("/{place}/body")) {
                    *body = json!("/docker-deploy");
                }
            }
            let acts = match hear(event, &example, &me()) {
                Heard::Said(said) => {
                    assert_eq!(said.line, "/docker-deploy");
                    assert_eq!(example["action"], "created");
                    assert_eq!(example["sender"]["type"], "User");
                    assert_eq!(
                        said.asked.author.id,
                        example["sender"]["id"].as_u64().unwrap()
                    );
                    assert_eq!(
                        said.asked.thread.repository.full_name,
                        example["repository"]["full_name"].as_str().unwrap()
                    );
                    assert_eq!(
                        said.asked.thread.is_pull,
                        example["issue"].get("pull_request").is_some()
                    );
                    true
                }
                Heard::Many(asked) => panic!("{asked:?}"),
                Heard::Nothing(_) => false,
            };
            *heard.entry((event.as_str(), acts)).or_insert(0) += 1;
        }
    }
    let comments = heard.remove(&("issue_comment", true));
    assert_eq!(
        (comments, heard.remove(&("issue_comment", false))),
        (Some(5), Some(4))
    );
    assert_eq!(heard.values().sum::<i32>(), 320);
    assert!(heard.keys().all(|(_, acts)| !acts), "{heard:?}");
}

#[test]
fn every_comment_that_github_sends_can_be_read() {
    for example in &payloads()["issue_comment"] {
        let heard = hear("issue_comment", example, &me());
        let expected = match example["action"].as_str() {
            Some("created") => Why::Talk,
            _ => Why::NotNew,
        };
        assert_eq!(heard, Heard::Nothing(expected));
    }
}

fn anything() -> impl Strategy<Value = Value> {
    drawn::anything(
        &[
            "action",
            "comment",
            "issue",
            "repository",
            "sender",
            "user",
            "id",
            "login",
            "type",
            "body",
            "created_at",
            "number",
            "full_name",
        ],
        &["created", "User", "/docker-status", "2026-11-21T08:56:00Z"],
    )
}

proptest! {
    #[test]
    fn no_json_makes_it_fall_over(payload in anything(), inner in anything(), place in 0..6_usize) {
        let places = ["/comment", "/issue", "/repository", "/sender", "/comment/user", "/comment/body"];
        let changed = with(places[place], inner);
        for payload in [payload, changed] {
            if let Heard::Said(said) = hear("issue_comment", &payload, &me()) {
                prop_assert!(said.line.starts_with('/'));
                prop_assert!(said.asked.author.id != me().id);
            }
            drop(comment(&payload, &me()));
        }
    }
}
