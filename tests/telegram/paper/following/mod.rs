//! The live message of an operation.

mod logs;

use std::sync::Arc;
use std::time::Duration;

use hailer::domain::actor::Principal;
use hailer::domain::name::OperationId;
use hailer::frontend::telegram::{Address, Client, LiveMessage, Place, Stops, letter};
use hailer::reply::{Progress, Reply, Responder};
use tokio::time::timeout;

use super::{ada, chat, number, text};
use crate::telegram::{Fault, Limits, Person};

fn live(client: &Arc<Client>, ada: &Person, title: &str) -> (LiveMessage, Arc<Stops>) {
    let stops = Arc::new(Stops::default());
    let to = Address::to(chat(ada));
    let live = LiveMessage::new(client, to, title, &stops);
    (live, stops)
}

fn principal(person: &Person) -> Principal {
    format!("telegram:{}", person.id).parse().unwrap()
}

fn progress(step: &str, detail: Option<&str>, done: bool) -> Progress {
    Progress {
        operation: OperationId::new("0a1b2c3d4e").unwrap(),
        title: "shop: deploy".to_owned(),
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
        "⏳ **shop: deploy**\n◐ building api: step 1"
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
    assert!(ended.text().starts_with("⏹ shop: deploy\n✓ building api"));
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
async fn steps_full_of_tags_are_a_few_pieces_of_code() {
    let (_telegram, client, ada) = ada();
    let (live, _) = live(&client, &ada, "/docker-deploy");
    for number in 1..=12 {
        let step = format!("{number}{}", " #a".repeat(30));
        live.progress(progress(&step, Some(&step), false));
    }
    let message = ada.private().next_message().await;
    let message = message.becomes("12 #a").await;
    let set = message.entities().iter();
    let codes = set.filter(|it| it["type"] == "code").count();
    assert_eq!(codes, 24, "{}", message.drawn());
    live.finish(None).await;
}

#[tokio::test]
async fn no_two_edits_are_closer_than_a_second() {
    let (telegram, client, ada) = ada();
    // A tenth of a second for what the way to it may differ by.
    telegram.limit(Limits {
        burst: 1,
        pace: Duration::from_millis(900),
        ..Limits::default()
    });
    let (live, _) = live(&client, &ada, "/docker-deploy");
    live.progress(progress("building api", None, false));
    let mut message = ada.private().next_message().await;
    for step in 1..=3 {
        live.progress(progress("building api", Some(&format!("{step}")), false));
        message = message.becomes(&format!(": {step}")).await;
    }
    live.finish(None).await;
    assert_eq!(
        (telegram.calls("editMessageText"), telegram.floods()),
        (4, 0)
    );
}

#[tokio::test]
async fn the_time_of_a_step_goes_on_without_any_news() {
    let (telegram, client, ada) = ada();
    telegram.be_patient(Duration::from_secs(20));
    let (live, _) = live(&client, &ada, "/docker-deploy");
    live.progress(progress("building api", Some("step 2/5"), false));
    let message = ada.private().next_message().await;
    let later = message.edited().await;
    assert_eq!(
        later.drawn(),
        "⏳ **shop: deploy**\n◐ building api _10 s_: step 2/5"
    );
    live.finish(None).await;
}

#[tokio::test]
async fn an_operation_in_a_topic_ends_there_with_a_message_that_rings() {
    let (telegram, client, ada) = ada();
    let topic = telegram.forum("ops").topic("deploys");
    let asked = ada.says(&topic, "/docker-deploy");
    let place = Place {
        chat: topic.id,
        topic: topic.topic.map(number),
    };
    let to = Address {
        reply_to: Some(number(asked.place().1)),
        ..Address::to(place)
    };
    let stops = Arc::new(Stops::default());
    let live = LiveMessage::new(&client, to, "/docker-deploy", &stops);
    live.progress(progress("building api", None, true));
    let begun = topic.next_message().await;
    assert!(begun.is_silent());
    assert_eq!(begun.replies_to(), Some(asked.place().1));
    let reply = Reply::done("deployed release 7 and verified it").then("Status", "/docker-status");
    live.finish(Some(&reply)).await;
    assert_eq!(begun.now().drawn(), "✅ **shop: deploy**\n✓ building api");
    for piece in letter(reply, None).pieces {
        client.send(&to, &piece).await.unwrap();
    }
    let ended = topic.next_message().await;
    assert_eq!(
        ended.drawn(),
        "✅ deployed release 7 and verified it\n[Status]"
    );
    assert!(!ended.is_silent());
    assert_eq!(ended.replies_to(), Some(asked.place().1));
    assert_eq!(ada.private().unread(), 0);
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
async fn an_answer_passes_a_last_edit_that_has_to_wait_for_minutes() {
    let (telegram, client, ada) = ada();
    let (live, _) = live(&client, &ada, "/docker-deploy");
    live.progress(progress("building api", None, true));
    let message = ada.private().next_message().await;
    telegram.fail_next(1, "editMessageText", Fault::TooMany(90));
    let answered = async {
        telegram.is_called("editMessageText", 1).await;
        let to = Address::to(chat(&ada));
        client.send(&to, &text("deployed")).await.unwrap();
        assert!(message.now().text().starts_with('⏳'), "not painted yet");
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(95)).await;
        tokio::time::resume();
    };
    let done = Reply::done("deployed");
    tokio::join!(live.finish(Some(&done)), answered);
    assert!(message.now().text().starts_with('✅'));
    assert_eq!(telegram.calls("editMessageText"), 2);
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
async fn whoever_forgets_to_finish_leaves_no_running_message() {
    let (_telegram, client, ada) = ada();
    let (live, _) = live(&client, &ada, "/docker-deploy");
    live.progress(progress("building api", None, false));
    let message = ada.private().next_message().await;
    drop(live);
    message.becomes("⏹").await;
}
