//! Issues, comments and reactions.

use std::time::Duration;

use chrono::{DateTime, Utc};
use hailer::github::{GitHubError, Issue, Polled, Reaction, ThreadState};
use serde_json::Value;

use super::{Scene, scene, unsigned};

const EVER: DateTime<Utc> = DateTime::UNIX_EPOCH;

#[tokio::test]
async fn a_conversation_is_open_closed_or_locked() {
    let scene = scene();
    let pull = scene.ada.opens_pull(&scene.shop, "main", &scene.shop);
    let issue = |state| Issue {
        number: scene.number(),
        title: "The shop is slow".to_owned(),
        state,
        is_pull: false,
    };
    let at = scene.at();
    let ask = || at.issue(scene.number());
    assert_eq!(ask().await, Ok(issue(ThreadState::Open)));
    scene.ada.closes(&scene.issue);
    assert_eq!(ask().await, Ok(issue(ThreadState::Closed)));
    scene.ada.locks(&scene.issue);
    assert_eq!(ask().await, Ok(issue(ThreadState::Locked)));
    let pull = scene.at().issue(unsigned(pull.number)).await.unwrap();
    assert!(pull.is_pull);
    assert_eq!(scene.at().issue(99).await, Err(GitHubError::NotFound));
}

#[tokio::test]
async fn a_comment_is_made_changed_and_reacted_to() {
    let scene = scene();
    let made = scene.at().comment(scene.number(), "one").await.unwrap();
    assert!(made.url.contains("acme/shop"), "{}", made.url);
    scene.at().edit(made.id, "two").await.unwrap();
    for reaction in [Reaction::Eyes, Reaction::Eyes, Reaction::Confused] {
        scene.at().react(made.id, reaction).await.unwrap();
    }
    let said = scene.issue.next_comment().await;
    assert_eq!(unsigned(said.id), made.id);
    assert_eq!(
        (said.text(), said.earlier()),
        ("two".to_owned(), vec!["one".to_owned()])
    );
    let reactions = said.reactions();
    let reactions: Vec<_> = reactions.iter().map(|(_, content)| &**content).collect();
    assert_eq!(reactions, ["eyes", "confused"]);
}

#[tokio::test]
async fn a_refused_comment_says_why() {
    let scene = scene();
    let refused = scene.at().comment(scene.number(), " ").await;
    let why = "Validation Failed: Body cannot be blank".to_owned();
    assert_eq!(refused, Err(GitHubError::Refused { why }));
    let gone = scene.at().edit(99, "hello").await;
    assert_eq!(gone, Err(GitHubError::NotFound));
}

/// The texts of what came, and the etag for the next look.
fn read(polled: Polled) -> (Vec<String>, Option<String>) {
    let Polled::Comments { comments, etag } = polled else {
        panic!("{polled:?}");
    };
    let text = |comment: &Value| comment["body"].as_str().unwrap().to_owned();
    (comments.iter().map(text).collect(), etag)
}

async fn poll(scene: &Scene, since: DateTime<Utc>, etag: Option<&str>) -> Polled {
    scene.at().comments_since(since, etag).await.unwrap()
}

#[tokio::test]
async fn comments_are_polled_until_there_is_something_new() {
    let scene = scene();
    let (none, etag) = read(poll(&scene, EVER, None).await);
    assert!(none.is_empty());
    assert_eq!(poll(&scene, EVER, etag.as_deref()).await, Polled::Unchanged);
    let first = scene.ada.comments(&scene.issue, "one");
    let (texts, etag) = read(poll(&scene, EVER, etag.as_deref()).await);
    assert_eq!(texts, ["one"]);
    assert_eq!(poll(&scene, EVER, etag.as_deref()).await, Polled::Unchanged);
    scene.github.put_forward(Duration::from_secs(10));
    scene.ada.comments(&scene.issue, "two");
    scene.github.put_forward(Duration::from_secs(10));
    scene.ada.edits(&first, "one, changed");
    let (texts, _) = read(poll(&scene, EVER, etag.as_deref()).await);
    assert_eq!(texts, ["two", "one, changed"]);
    let since = Utc::now() + Duration::from_secs(15);
    assert_eq!(read(poll(&scene, since, None).await).0, ["one, changed"]);
}

#[tokio::test]
async fn many_comments_come_page_by_page_in_their_order() {
    let scene = scene();
    let texts: Vec<_> = (0..230).map(|number| format!("comment {number}")).collect();
    for text in &texts[..100] {
        scene.ada.comments(&scene.issue, text);
    }
    let (read_first, etag) = read(poll(&scene, EVER, None).await);
    assert_eq!((read_first.len(), etag), (100, None));
    for text in &texts[100..] {
        scene.ada.comments(&scene.issue, text);
    }
    assert_eq!(read(poll(&scene, EVER, None).await), (texts, None));
    assert_eq!(scene.github.count("issues/list-comments-for-repo"), 1 + 3);
}

#[tokio::test]
async fn a_marker_counts_only_in_our_own_comments() {
    let scene = scene();
    let marker = "<!-- hailer:1 -->";
    scene.ada.comments(&scene.issue, marker);
    for number in 0..120 {
        scene.ada.comments(&scene.issue, &format!("talk {number}"));
    }
    let at = scene.at();
    let find = |marker, since| at.find(scene.number(), marker, since);
    let log = format!("It said:\n```\n{marker}\n```\n\n<!-- hailer:0 -->");
    scene.at().comment(scene.number(), &log).await.unwrap();
    assert_eq!(find(marker, EVER).await, Ok(None), "a log isn't meant");
    let own = format!("It is done\n\n{marker}\n");
    let made = scene.at().comment(scene.number(), &own).await.unwrap();
    assert_eq!(find(marker, EVER).await, Ok(Some(made)));
    assert_eq!(find("<!-- hailer:2 -->", EVER).await, Ok(None));
    let later = Utc::now() + Duration::from_mins(1);
    assert_eq!(find(marker, later).await, Ok(None));
}
