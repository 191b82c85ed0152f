//! Logs that are followed.

use std::time::Duration;

use hailer::frontend::telegram::Place;
use hailer::reply::Responder;
use tokio::time::timeout;

use super::{live, principal};
use crate::paper::{ada, number};

#[tokio::test]
async fn a_log_is_followed_until_somebody_presses_stop() {
    let (_telegram, client, ada) = ada();
    let (live, stops) = live(&client, &ada, "/docker-logs --follow");
    live.follow(&principal(&ada));
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
    let followed = || stops.followed(Place::chat(chat), number(id));
    followed().unwrap().stopped.cancel();
    timeout(Duration::from_secs(5), live.stopped())
        .await
        .unwrap();
    live.finish(None).await;
    assert!(message.now().buttons().is_empty());
    assert!(followed().is_none(), "nothing is followed there any more");
}

#[tokio::test]
async fn a_log_that_is_silent_can_be_stopped_too() {
    let (_telegram, client, ada) = ada();
    let (live, stops) = live(&client, &ada, "/docker-logs --follow");
    live.follow(&principal(&ada));
    let message = ada.private().next_message().await;
    assert_eq!(
        message.drawn(),
        "⏳ `/docker-logs --follow`\n_no lines yet_\n[Stop]"
    );
    let (chat, id) = message.place();
    let followed = loop {
        if let Some(followed) = stops.followed(Place::chat(chat), number(id)) {
            break followed;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(followed.follower, principal(&ada));
    followed.stopped.cancel();
    timeout(Duration::from_secs(5), live.stopped())
        .await
        .unwrap();
    live.finish(None).await;
    assert_eq!(
        message.now().drawn(),
        "⏹ `/docker-logs --follow`\n_no lines yet_"
    );
}
