//! The live message of an operation.

use std::sync::Arc;
use std::time::Duration;

use hailer::frontend::telegram::{Address, Client, LiveMessage, Place, Stops};
use hailer::reply::{Progress, Responder};
use tokio::time::timeout;

use super::{ada, chat, number};
use crate::telegram::{Fault, Person};

fn live(client: &Arc<Client>, ada: &Person, title: &str) -> (LiveMessage, Arc<Stops>) {
    let stops = Arc::new(Stops::default());
    let to = Address::to(chat(ada));
    let live = LiveMessage::new(client, to, title, &stops);
    (live, stops)
}

fn progress(step: &str, detail: Option<&str>, done: bool) -> Progress {
    Progress {
        step: step.to_owned(),
        detail: detail.map(str::to_owned),
        done,
    }
}

#[tokio::test]
async fn a_flood_of_news_is_one_message_and_few_edits() {
    let (telegram, client, ada) = ada();
    let (live, _) = live(&client, &ada, "/docker-deploy");
    live.progress(progress("building api", Some("step 1"), false));
    let message = ada.private().next_message().await;
    assert_eq!(
        message.drawn(),
        "⏳ `/docker-deploy`\n◐ building api: step 1"
    );
    assert!(message.is_silent());
    for step in 2..=5000 {
        live.progress(progress(
            "building api",
            Some(&format!("step {step}")),
            false,
        ));
    }
    message.becomes("step 5000").await;
    live.progress(progress("building api", None, true));
    live.progress(progress("replacing api", None, false));
    live.finish(None).await;
    let ended = message.now();
    assert!(ended.text().starts_with("⏹ /docker-deploy\n✓ building api"));
    assert!(
        ended.text().contains("\n– replacing api"),
        "{}",
        ended.text()
    );
    let edits = telegram.calls("editMessageText");
    assert!((2..=5).contains(&edits), "{edits}");
    assert_eq!((telegram.calls("sendMessage"), telegram.floods()), (1, 0));
}

#[tokio::test]
async fn what_ends_without_news_leaves_no_message() {
    let (telegram, client, ada) = ada();
    let (live, _) = live(&client, &ada, "/docker-status");
    live.finish(None).await;
    assert_eq!(telegram.calls("sendMessage"), 0);
}

#[tokio::test]
async fn edits_that_fail_are_made_up_for() {
    let (telegram, client, ada) = ada();
    let (live, _) = live(&client, &ada, "/docker-deploy");
    live.progress(progress("building api", None, false));
    let message = ada.private().next_message().await;
    telegram.fail_next(1, "editMessageText", Fault::Cut);
    telegram.fail_next(1, "editMessageText", Fault::TooMany(1));
    live.progress(progress("building api", Some("almost"), false));
    message.becomes("almost").await;
    live.finish(None).await;
    assert!(message.now().text().starts_with('⏹'));
}

#[tokio::test]
async fn a_message_that_somebody_deletes_stays_away_and_holds_nothing_up() {
    let (telegram, client, ada) = ada();
    let (live, _) = live(&client, &ada, "/docker-deploy");
    live.progress(progress("building api", None, false));
    let message = ada.private().next_message().await;
    let place = (chat(&ada), number(message.place().1));
    client.delete(place).await.unwrap();
    live.progress(progress("building api", None, true));
    timeout(Duration::from_secs(10), live.finish(None))
        .await
        .unwrap();
    assert_eq!(telegram.calls("sendMessage"), 1);
    assert!(message.now().is_deleted());
}

#[tokio::test]
async fn a_log_is_followed_until_somebody_presses_stop() {
    let (_telegram, client, ada) = ada();
    let (live, stops) = live(&client, &ada, "/docker-logs --follow");
    live.line("<b>GET</b> /\u{1b}[31m");
    let message = ada.private().next_message().await;
    assert_eq!(
        message.drawn(),
        "⏳ `/docker-logs --follow`\n```\n<b>GET</b> /\n```\n[Stop]"
    );
    for number in 1..=100 {
        live.line(&format!("line {number}"));
    }
    let tail = message.becomes("line 100").await;
    assert!(tail.text().contains("\nline 76\n") && !tail.text().contains("\nline 75\n"));
    let (chat, id) = message.place();
    let pressed = || stops.press(Place::chat(chat), number(id));
    assert!(pressed());
    timeout(Duration::from_secs(5), live.stopped())
        .await
        .unwrap();
    live.finish(None).await;
    assert!(message.now().buttons().is_empty());
    assert!(!pressed(), "nothing is followed there any more");
}

#[tokio::test]
async fn whoever_forgets_to_finish_leaves_no_running_message() {
    let (_telegram, client, ada) = ada();
    let (live, _) = live(&client, &ada, "/docker-deploy");
    live.progress(progress("building api", None, false));
    let message = ada.private().next_message().await;
    drop(live);
    message.becomes("⏹").await;
}
