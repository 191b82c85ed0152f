//! What Telegram sends, with something wrong in it.

use hailer::frontend::telegram::{Heard, Me, Pressed, Words, hear, update_id};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};

use super::changes::{changed, changes, scratch, scratched};

const ME: i64 = 70;

fn me() -> Me {
    Me {
        id: ME,
        username: "hailer_bot".to_owned(),
    }
}

fn message(text: &str) -> Value {
    json!({
        "message_id": 11, "date": 1_795_000_000, "message_thread_id": 3, "is_topic_message": true,
        "chat": { "id": -100_123, "type": "supergroup", "title": "ops", "is_forum": true },
        "from": { "id": 7, "is_bot": false, "first_name": "Ada", "last_name": "L", "username": "ada" },
        "text": text,
        "entities": [{ "type": "bot_command", "offset": 0, "length": 7 }],
    })
}

/// Every kind of update that is read.
fn update() -> impl Strategy<Value = Value> {
    let mut answer = message("yes");
    answer["reply_to_message"] = json!({ "message_id": 9, "from": { "id": ME, "is_bot": true } });
    let mut moved = message("x");
    moved["migrate_from_chat_id"] = json!(-5);
    let query = json!({
        "id": "4000", "data": "yes:4fzzk1", "chat_instance": "1", "message": message("x"),
        "from": { "id": 9, "is_bot": false, "first_name": "Bob" },
    });
    prop::sample::select(vec![
        json!({ "update_id": 5, "message": message("/docker-status web") }),
        json!({ "update_id": 5, "message": message("/start@hailer_bot 8F3K") }),
        json!({ "update_id": 6, "message": answer }),
        json!({ "update_id": 7, "message": moved }),
        json!({ "update_id": 8, "callback_query": query }),
        json!({ "update_id": 9, "edited_message": message("/docker-deploy") }),
        json!({ "update_id": 9, "channel_post": message("/docker-deploy") }),
    ])
}

/// Whoever is heard is a person, and says what the update says.
fn is_sound(update: &Value) -> Result<(), TestCaseError> {
    let sender = match hear(update, &me()) {
        Heard::Said(said) => {
            let message = &update["message"];
            for passed_on in [
                "sender_chat",
                "via_bot",
                "forward_origin",
                "forward_date",
                "is_automatic_forward",
            ] {
                prop_assert!(message.get(passed_on).is_none());
            }
            let kind = message["chat"]["type"].as_str().unwrap_or_default();
            prop_assert!(["private", "group", "supergroup"].contains(&kind));
            prop_assert_eq!(message["chat"]["id"].as_i64(), Some(said.place.chat));
            let text = message["text"].as_str().unwrap_or_default().trim();
            match said.words {
                Words::Command(line) => prop_assert_eq!(line, text),
                Words::Start(_) => prop_assert!(text.to_ascii_lowercase().starts_with("/start")),
                Words::Answer { to, .. } => {
                    prop_assert_eq!(message["reply_to_message"]["from"]["id"].as_i64(), Some(ME));
                    prop_assert_eq!(
                        message["reply_to_message"]["message_id"].as_i64(),
                        Some(i64::from(to))
                    );
                }
            }
            (&message["from"], said.sender)
        }
        Heard::Pressed(press) => {
            let query = &update["callback_query"];
            prop_assert_eq!(
                query["data"].as_str().and_then(Pressed::read),
                press.pressed
            );
            (&query["from"], press.sender)
        }
        Heard::Moved(moved) => {
            prop_assert_eq!(
                update["message"]["migrate_from_chat_id"].as_i64(),
                Some(moved.from.chat)
            );
            return Ok(());
        }
        Heard::Nothing(_) => return Ok(()),
    };
    let (user, sender) = sender;
    prop_assert_eq!(&user["is_bot"], &json!(false));
    prop_assert_eq!(user["id"].as_u64(), Some(sender.id));
    prop_assert!(sender.name.encode_utf16().count() <= 64 && !sender.name.is_empty());
    prop_assert!(
        !sender.name.chars().any(char::is_control),
        "{:?}",
        sender.name
    );
    Ok(())
}

proptest! {
    #[test]
    fn an_update_with_something_wrong_in_it_is_heard_as_it_is_or_not_at_all(
        update in update(), changes in changes()
    ) {
        let update = changed(&update, &changes);
        is_sound(&update)?;
        prop_assert_eq!(update_id(&update), update.get("update_id").and_then(Value::as_i64));
    }

    #[test]
    fn an_update_that_is_scratched_is_refused_or_heard_as_it_is(update in update(), scratch in scratch()) {
        if let Ok(read) = serde_json::from_slice::<Value>(&scratched(&update, &scratch)) {
            is_sound(&read)?;
        }
    }

    #[test]
    fn whatever_a_button_sends_is_one_of_ours_or_nothing(data in prop_oneof![any::<String>(), "(yes:|no:|/|stop)[ -~]{0,70}"]) {
        match Pressed::read(&data) {
            Some(Pressed::Command(line)) => prop_assert_eq!(line, data),
            Some(Pressed::Confirm(nonce)) => prop_assert_eq!(format!("yes:{nonce}"), data),
            Some(Pressed::Decline(nonce)) => prop_assert_eq!(format!("no:{nonce}"), data),
            Some(Pressed::Stop) => prop_assert_eq!(data, "stop"),
            None => prop_assert!(!data.starts_with('/') && data != "stop"),
        }
    }
}
