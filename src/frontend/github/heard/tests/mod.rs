//! Payloads as GitHub sends them, and as nobody should; comments in which a command stands, or only seems to.

mod commands;
mod payloads;

use serde_json::{Value, json};

use super::*;
use crate::github;

fn me() -> Who {
    Who {
        id: 70,
        login: "hailer[bot]".to_owned(),
        is_bot: true,
    }
}

fn event(body: &str) -> Value {
    let ada = json!({ "id": 7, "login": "ada", "type": "User" });
    json!({
        "action": "created",
        "issue": { "number": 5, "state": "open", "locked": false },
        "comment": {
            "id": 11,
            "user": ada,
            "body": body,
            "created_at": "2026-11-21T08:56:00Z",
            "updated_at": "2026-11-21T08:56:00Z",
            "performed_via_github_app": null,
        },
        "repository": { "id": 3, "full_name": "acme/shop", "private": true },
        "sender": ada,
    })
}

/// The event with another value at a place.
fn with(place: &str, value: Value) -> Value {
    let mut event = event("/docker-status");
    let (parent, name) = place.rsplit_once('/').unwrap();
    event.pointer_mut(parent).unwrap()[name] = value;
    event
}

fn said(event: &Value) -> Said {
    match hear("issue_comment", event, &me()) {
        Heard::Said(said) => said,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_command_says_who_where_and_when() {
    let said = said(&event("Please:\r\n\r\n/docker-status web "));
    assert_eq!(said.line, "/docker-status web");
    let expected = Asked {
        thread: Thread {
            repository: Repository {
                id: 3,
                full_name: "acme/shop".to_owned(),
                is_private: true,
            },
            number: 5,
            is_pull: false,
            state: ThreadState::Open,
        },
        comment: 11,
        author: Who {
            id: 7,
            login: "ada".to_owned(),
            is_bot: false,
        },
        at: "2026-11-21T08:56:00Z".parse().unwrap(),
    };
    assert_eq!(said.asked, expected);
}

#[test]
fn a_thread_is_what_github_says_of_it() {
    let of = |place: &str, value| said(&with(place, value)).asked.thread;
    let pull = json!({ "url": "https://api.github.com/repos/acme/shop/pulls/5" });
    assert!(of("/issue/pull_request", pull).is_pull);
    assert!(!of("/issue/pull_request", Value::Null).is_pull);
    assert_eq!(
        of("/issue/state", json!("closed")).state,
        ThreadState::Closed
    );
    assert_eq!(of("/issue/locked", json!(true)).state, ThreadState::Locked);
}

#[test]
fn what_is_not_said_to_be_private_is_public() {
    for private in [Value::Null, json!(false)] {
        let said = said(&with("/repository/private", private));
        assert!(!said.asked.thread.repository.is_private);
    }
}

#[test]
fn few_fields_are_needed() {
    let mut event = event("/docker-status");
    event["issue"] = json!({ "number": 5 });
    event["repository"] = json!({ "id": 3, "full_name": "acme/shop" });
    let comment = event["comment"].as_object_mut().unwrap();
    comment.remove("performed_via_github_app");
    comment.remove("updated_at");
    assert_eq!(said(&event).line, "/docker-status");
}

#[test]
fn nobody_but_a_person_is_heard_and_only_when_they_write() {
    let user = |id: u64, login: &str, kind: &str| json!({ "id": id, "login": login, "type": kind });
    let mut ours = event("/docker-status");
    ours["comment"]["user"] = user(70, "hailer[bot]", "Bot");
    ours["sender"] = user(70, "hailer[bot]", "Bot");
    let mut renamed = event("/docker-status");
    renamed["comment"]["user"] = user(70, "ada", "User");
    renamed["sender"] = user(70, "ada", "User");
    let mut bot = event("/docker-status");
    bot["comment"]["user"] = user(8, "rival[bot]", "Bot");
    bot["sender"] = user(8, "rival[bot]", "Bot");
    for (event, why) in [
        (with("/action", json!("edited")), Why::NotNew),
        (with("/action", json!("deleted")), Why::NotNew),
        (with("/action", json!("Created")), Why::NotNew),
        (ours, Why::Ourselves),
        (renamed, Why::Ourselves),
        (bot, Why::Bot),
        (
            with("/comment/performed_via_github_app", json!({ "id": 1 })),
            Why::Bot,
        ),
        (
            with("/comment/user", user(7, "ada", "Organization")),
            Why::Bot,
        ),
        (with("/comment/user", user(7, "ada[bot]", "User")), Why::Bot),
        (
            with("/comment/user", json!({ "id": 7, "login": "ada" })),
            Why::Bot,
        ),
        (with("/comment/user", Value::Null), Why::NoIdentity),
        (with("/sender", Value::Null), Why::NoIdentity),
        (with("/sender", user(9, "eve", "User")), Why::NotTheAuthor),
        (with("/sender", user(7, "ada", "Bot")), Why::Bot),
        (with("/comment/body", Value::Null), Why::NoText),
        (with("/comment/body", json!("looks good")), Why::Talk),
        (with("/comment/body", json!(7)), Why::Unreadable),
        (with("/comment/id", Value::Null), Why::Unreadable),
        (with("/comment/id", json!(-1)), Why::Unreadable),
        (with("/comment/created_at", json!("soon")), Why::Unreadable),
        (with("/issue", Value::Null), Why::Unreadable),
        (with("/repository/id", json!("3")), Why::Unreadable),
        (Value::Null, Why::Unreadable),
    ] {
        let heard = hear("issue_comment", &event, &me());
        assert_eq!(heard, Heard::Nothing(why), "{event}");
    }
}

#[test]
fn other_events_are_not_comments_whatever_they_hold() {
    for name in [
        "pull_request_review_comment",
        "commit_comment",
        "issues",
        "",
    ] {
        let heard = hear(name, &event("/docker-status"), &me());
        assert_eq!(heard, Heard::Nothing(Why::OtherEvent), "{name}");
    }
}

#[test]
fn several_commands_are_told_from_one() {
    let several = event("/docker-deploy\n/docker-status");
    let Heard::Many(asked) = hear("issue_comment", &several, &me()) else {
        panic!("not several");
    };
    assert_eq!((asked.comment, asked.thread.number), (11, 5));
}

fn listed(body: &str) -> Value {
    let mut comment = event(body)["comment"].take();
    comment["issue_url"] = json!("https://ghe.example/api/v3/repos/acme/shop/issues/5");
    comment
}

#[test]
fn a_comment_that_was_asked_for_says_the_same_once_its_issue_is_known() {
    let found = comment(&listed("/docker-status web"), &me()).unwrap();
    assert_eq!((found.issue, found.id), (5, 11));
    let repository = github::Repository {
        id: 3,
        full_name: "acme/shop".to_owned(),
        is_private: true,
        default_branch: "main".to_owned(),
    };
    let issue = github::Issue {
        number: 5,
        title: "/docker-deploy".to_owned(),
        state: ThreadState::Open,
        is_pull: false,
    };
    let heard = found.on(&repository, &issue);
    assert_eq!(
        heard,
        hear("issue_comment", &event("/docker-status web"), &me())
    );
}

#[test]
fn a_comment_that_was_changed_since_is_not_acted_upon() {
    let change = |name: &str, value: Value| {
        let mut listed = listed("/docker-status");
        listed[name] = value;
        comment(&listed, &me())
    };
    assert!(change("node_id", json!("x")).is_ok());
    for (name, value, why) in [
        ("updated_at", json!("2026-11-21T08:56:01Z"), Why::NotNew),
        ("updated_at", Value::Null, Why::NotNew),
        ("user", Value::Null, Why::NoIdentity),
        (
            "user",
            json!({ "id": 70, "login": "x", "type": "User" }),
            Why::Ourselves,
        ),
        ("performed_via_github_app", json!({}), Why::Bot),
        ("body", json!("> /docker-status"), Why::Talk),
        ("issue_url", Value::Null, Why::Unreadable),
        (
            "issue_url",
            json!("https://api.github.com/repos/acme/shop/issues/"),
            Why::Unreadable,
        ),
        (
            "issue_url",
            json!("https://api.github.com/repos/acme/shop/pulls/5"),
            Why::Unreadable,
        ),
    ] {
        assert_eq!(change(name, value.clone()), Err(why), "{name} {value}");
    }
}
