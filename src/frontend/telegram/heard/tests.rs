//! Updates as Telegram sends them, and as nobody should.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::frontend::drawn;

fn me() -> Me {
    Me {
        id: 70,
        username: "hailer_bot".to_owned(),
    }
}

fn message(text: &str) -> Value {
    json!({ "update_id": 5, "message": {
        "message_id": 11,
        "date": 1_795_000_000,
        "chat": { "id": -100_123, "type": "supergroup", "title": "ops" },
        "from": { "id": 7, "is_bot": false, "first_name": "Ada", "last_name": "L\u{202e}" },
        "text": text,
    } })
}

/// The message with one more field.
fn with(text: &str, field: &str, value: Value) -> Value {
    let mut update = message(text);
    update["message"][field] = value;
    update
}

fn words(update: &Value) -> Result<Words, Why> {
    match hear(update, &me()) {
        Heard::Said(said) => Ok(said.words),
        Heard::Nothing(why) => Err(why),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_command_says_who_where_and_when() {
    let Heard::Said(said) = hear(&message(" /docker-status web "), &me()) else {
        panic!("nothing heard");
    };
    assert_eq!(said.place, Place::chat(-100_123));
    assert_eq!(said.sender.principal().unwrap().to_string(), "telegram:7");
    assert_eq!(said.sender.name, "Ada L\u{fffd}");
    assert_eq!((said.message, said.at.timestamp()), (11, 1_795_000_000));
    assert_eq!(said.words, Words::Command("/docker-status web".to_owned()));
    assert_eq!(update_id(&message("x")), Some(5));
}

#[test]
fn a_topic_is_one_only_if_telegram_says_so() {
    let thread = with("/status", "message_thread_id", json!(3));
    let mut topic = thread.clone();
    topic["message"]["is_topic_message"] = json!(true);
    for (update, expected) in [(thread, None), (topic, Some(3))] {
        let Heard::Said(said) = hear(&update, &me()) else {
            panic!("nothing heard");
        };
        assert_eq!(said.place.topic, expected);
    }
}

#[test]
fn a_command_may_name_a_bot() {
    let ours = message("/status@Hailer_Bot");
    assert_eq!(
        words(&ours),
        Ok(Words::Command("/status@Hailer_Bot".to_owned()))
    );
    assert_eq!(words(&message("/status@rival_bot")), Err(Why::OtherBot));
}

#[test]
fn start_brings_the_code_of_its_link() {
    assert_eq!(words(&message("/start")), Ok(Words::Start(None)));
    assert_eq!(
        words(&message("/start@hailer_bot 8F3K")),
        Ok(Words::Start(Some("8F3K".to_owned())))
    );
}

#[test]
fn yes_counts_as_a_reply_to_us_alone() {
    assert_eq!(words(&message("yes")), Err(Why::Talk));
    let reply = |author: i64| json!({ "message_id": 9, "from": { "id": author } });
    let to_us = |text: &str| with(text, "reply_to_message", reply(70));
    assert_eq!(
        words(&to_us("Yes!")),
        Ok(Words::Answer { yes: true, to: 9 })
    );
    assert_eq!(words(&to_us("no")), Ok(Words::Answer { yes: false, to: 9 }));
    assert_eq!(words(&to_us("maybe")), Err(Why::Talk));
    let to_another = with("yes", "reply_to_message", reply(8));
    assert_eq!(words(&to_another), Err(Why::Talk));
}

#[test]
fn whoever_has_no_identity_is_not_heard() {
    let mut channel = message("/status");
    channel["message"]["chat"]["type"] = json!("channel");
    let bot = json!({ "id": 8, "is_bot": true, "first_name": "Rival" });
    for (update, why) in [
        (
            with("/status", "sender_chat", json!({ "id": -100_123 })),
            Why::NoIdentity,
        ),
        (with("/status", "from", Value::Null), Why::Bot),
        (with("/status", "from", bot.clone()), Why::Bot),
        (with("/status", "via_bot", bot), Why::Bot),
        (
            with("/status", "forward_origin", json!({ "type": "user" })),
            Why::Forwarded,
        ),
        (with("/status", "text", Value::Null), Why::NoText),
        (channel, Why::Channel),
    ] {
        assert_eq!(words(&update), Err(why), "{update}");
    }
}

#[test]
fn a_supergroup_says_which_group_it_was() {
    let mut update = with("", "migrate_from_chat_id", json!(-70));
    update["message"]["chat"] = json!({ "id": -100_123, "type": "supergroup" });
    update["message"]["sender_chat"] = json!({ "id": -100_123 });
    let (from, to) = (Place::chat(-70), Place::chat(-100_123));
    assert_eq!(hear(&update, &me()), Heard::Moved(Moved { from, to }));
}

#[test]
fn edits_posts_and_unknown_kinds_are_not_acted_upon() {
    let inner = message("/deploy")["message"].clone();
    for (kind, why) in [
        ("edited_message", Why::Edited),
        ("channel_post", Why::Channel),
        ("edited_channel_post", Why::Channel),
        ("chat_boost", Why::Unreadable),
    ] {
        let update = json!({ "update_id": 5, kind: inner.clone() });
        assert_eq!(hear(&update, &me()), Heard::Nothing(why));
    }
}

#[test]
fn an_entity_that_nobody_knows_yet_hides_no_text() {
    let entity = json!([{ "type": "hologram", "offset": 0, "length": 7 }]);
    let update = with("/status", "entities", entity);
    assert_eq!(words(&update), Ok(Words::Command("/status".to_owned())));
}

#[test]
fn a_press_says_who_pressed_what_and_where() {
    let mut inner = message("x")["message"].clone();
    inner["from"] = json!({ "id": 70, "is_bot": true });
    let query = json!({ "update_id": 6, "callback_query": {
        "id": "4000", "data": "yes:4fzzk1", "message": inner,
        "from": { "id": 9, "is_bot": false, "first_name": "" },
    } });
    let Heard::Pressed(press) = hear(&query, &me()) else {
        panic!("nothing heard");
    };
    assert_eq!((press.id.as_str(), press.message), ("4000", 11));
    assert_eq!((press.sender.id, press.sender.name.as_str()), (9, "9"));
    assert_eq!(press.pressed, Some(Pressed::Confirm("4fzzk1".to_owned())));
}

fn anything() -> impl Strategy<Value = Value> {
    drawn::anything(
        &[
            "message",
            "callback_query",
            "chat",
            "from",
            "id",
            "type",
            "text",
            "date",
            "data",
            "is_bot",
            "message_id",
            "reply_to_message",
        ],
        &["/start", "private", "yes", "/a@b"],
    )
}

proptest! {
    #[test]
    fn no_json_makes_it_fall_over(update in anything(), inner in anything()) {
        let me = me();
        drop(hear(&update, &me));
        drop(hear(&json!({ "message": inner.clone() }), &me));
        drop(hear(&json!({ "callback_query": inner }), &me));
        prop_assert!(update_id(&update).is_none() || update.is_object());
    }
}
