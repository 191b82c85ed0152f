//! What GitHub sends, with something wrong in it: nothing falls over, and who is heard is whom the payload says.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::LazyLock;

use flate2::read::GzDecoder;
use hailer::frontend::github::{Commands, Heard, Said, command_in, comment, hear};
use hailer::github::Who;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use super::changes::{changed, changes, scratch, scratched};

/// As others have collected it, with words for us.
static PAYLOADS: LazyLock<Vec<(String, Value)>> = LazyLock::new(|| {
    let packed = include_bytes!("../../data/github/payloads.json.gz");
    let mut text = String::new();
    GzDecoder::new(&packed[..])
        .read_to_string(&mut text)
        .unwrap();
    let all: BTreeMap<String, Vec<Value>> = serde_json::from_str(&text).unwrap();
    let each = all
        .into_iter()
        .flat_map(|(event, examples)| examples.into_iter().map(move |one| (event.clone(), one)));
    each.map(|(event, mut payload)| {
        for place in ["comment", "issue", "pull_request", "review", "discussion"] {
            if let Some(body) = payload.pointer_mut(&format!("/{place}/body")) {
                *body = json!("/docker-deploy main");
            }
        }
        (event, payload)
    })
    .collect()
});

/// Those that are listened to; the others stand for all that is not.
fn payload() -> impl Strategy<Value = (String, Value)> {
    let comments: Vec<_> = PAYLOADS
        .iter()
        .filter(|(event, _)| event == "issue_comment")
        .cloned()
        .collect();
    prop_oneof![
        3 => prop::sample::select(comments),
        1 => any::<Index>().prop_map(|at| at.get(&PAYLOADS).clone()),
    ]
}

fn me() -> Who {
    Who {
        id: 99_999_999,
        login: "hailer-bot".to_owned(),
        is_bot: true,
    }
}

/// Whoever is heard is a person who wrote a new comment, and says what stands in it.
fn is_sound(event: &str, payload: &Value) -> Result<(), TestCaseError> {
    let asked = match hear(event, payload, &me()) {
        Heard::Said(Said { asked, line }) => {
            let body = payload["comment"]["body"].as_str().unwrap_or_default();
            prop_assert!(line.starts_with('/') && !line.contains('\n'), "{:?}", line);
            prop_assert_eq!(command_in(body), Commands::One(line));
            asked
        }
        Heard::Many(asked) => asked,
        Heard::Nothing(_) => return Ok(()),
    };
    prop_assert_eq!(event, "issue_comment");
    prop_assert_eq!(&payload["action"], "created");
    for author in [&payload["comment"]["user"], &payload["sender"]] {
        prop_assert_eq!(author["id"].as_u64(), Some(asked.author.id));
        prop_assert_eq!(&author["type"], "User");
    }
    prop_assert!(asked.author.id != me().id);
    prop_assert!(payload["comment"]["performed_via_github_app"].is_null());
    prop_assert_eq!(payload["comment"]["id"].as_u64(), Some(asked.comment));
    prop_assert_eq!(
        payload["repository"]["id"].as_u64(),
        Some(asked.thread.repository.id)
    );
    let is_private = payload["repository"]["private"] == true;
    prop_assert_eq!(asked.thread.repository.is_private, is_private);
    Ok(())
}

#[test]
fn payloads_as_they_are_are_heard() {
    let heard = PAYLOADS
        .iter()
        .filter(|(event, payload)| matches!(hear(event, payload, &me()), Heard::Said(_)));
    assert_eq!(heard.count(), 5);
}

proptest! {
    #[test]
    fn a_payload_with_something_wrong_in_it_is_heard_as_it_is_or_not_at_all(
        (event, payload) in payload(), changes in changes()
    ) {
        let payload = changed(&payload, &changes);
        is_sound(&event, &payload)?;
        drop(comment(&payload["comment"], &me()));
    }

    #[test]
    fn a_payload_that_is_scratched_is_refused_or_heard_as_it_is(
        (event, payload) in payload(), scratch in scratch()
    ) {
        // What stands in it twice counts as it stands there last.
        if let Ok(read) = serde_json::from_slice::<Value>(&scratched(&payload, &scratch)) {
            is_sound(&event, &read)?;
        }
    }

    #[test]
    fn a_field_that_is_twice_there_says_what_it_says_last(
        (event, payload) in payload(), other in super::changes::value()
    ) {
        let text = scratched(&payload, &super::changes::Scratch::Double(other));
        // Numbers beyond all bounds are refused whole.
        if let Ok(read) = serde_json::from_slice::<Value>(&text) {
            prop_assert_eq!(hear(&event, &read, &me()), hear(&event, &payload, &me()));
        }
    }

    #[test]
    fn a_comment_is_searched_for_commands_whatever_it_says(
        bits in prop::collection::vec(prop_oneof![
            prop::sample::select(vec![
                "/docker-deploy", "/status", "yes", "`", "```", "\n", "\n\n", "> ", "- ", "<!--", "-->", "<details>", "</details>", "<b>", "[",
                "](x)", "    ", "\t", "\r", "\\", "&#47;status", "|", "$", "~~", "[^1]:", "*", "\u{202e}", "\0", "</", "<a href='", "\u{a0}", "@",
            ]).prop_map(str::to_owned),
            any::<String>(),
        ], 0..24)
    ) {
        let body = bits.concat();
        if let Commands::One(line) = command_in(&body) {
            prop_assert!(line.starts_with('/') && !line.contains(['\n', '\r']));
            prop_assert!(line.len() <= body.len());
        }
    }
}
