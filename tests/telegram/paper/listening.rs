//! Updates, and what they say.

use std::time::Duration;

use hailer::frontend::telegram::{
    Heard, Place, Pressed, TelegramError, Why, Words, hear, update_id,
};

use super::{ada, number};
use crate::telegram::Fault;

const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn updates_come_raw_and_are_confirmed_by_the_next_call() {
    let (telegram, client, ada) = ada();
    let me = client.me().await.unwrap();
    let topic = telegram.forum("ops").topic("deploys");
    let said = ada.says(&topic, "/docker-status@hailer_test_bot web");
    let updates = client.updates(None, SOON).await.unwrap();
    let heard: Vec<_> = updates.iter().map(|update| hear(update, &me)).collect();
    let [Heard::Said(start), Heard::Said(status)] = &heard[..] else {
        panic!("{heard:?}");
    };
    assert_eq!(start.words, Words::Start(None));
    assert_eq!(start.sender.name, "Ada");
    let place = Place {
        chat: topic.id,
        topic: topic.topic.map(number),
    };
    assert_eq!(
        (status.place, status.message),
        (place, number(said.place().1))
    );
    let next = update_id(&updates[1]).unwrap() + 1;
    let none = client.updates(Some(next), Duration::ZERO).await.unwrap();
    assert!(none.is_empty());
    telegram.all_is_taken().await;
}

#[tokio::test]
async fn whoever_hides_is_not_heard_and_answers_count_where_they_were_asked_for() {
    let (telegram, client, ada) = ada();
    let me = client.me().await.unwrap();
    let group = telegram.supergroup("ops");
    let channel = telegram.channel("news");
    let to = hailer::frontend::telegram::Address::to(Place::chat(group.id));
    client.send(&to, &super::text("Deploy?")).await.unwrap();
    let preview = group.next_message().await;
    ada.to(&group).anonymously().says("/docker-deploy");
    ada.to(&group)
        .in_the_name_of(&channel)
        .says("/docker-deploy");
    telegram.another_bot("Rival").says(&group, "/docker-deploy");
    ada.says(&group, "yes");
    ada.to(&group).replying_to(&preview).says("yes");
    ada.forges(&preview, "no:4fzzk1");
    let updates = client.updates(None, SOON).await.unwrap();
    let heard: Vec<_> = updates[1..]
        .iter()
        .map(|update| hear(update, &me))
        .collect();
    for (heard, why) in heard
        .iter()
        .zip([Why::NoIdentity, Why::NoIdentity, Why::Bot, Why::Talk])
    {
        assert_eq!(*heard, Heard::Nothing(why));
    }
    let [Heard::Said(yes), Heard::Pressed(press)] = &heard[4..] else {
        panic!("{heard:?}");
    };
    let to = number(preview.place().1);
    assert_eq!(yes.words, Words::Answer { yes: true, to });
    assert_eq!(press.message, to);
    assert_eq!(press.pressed, Some(Pressed::Decline("4fzzk1".to_owned())));
}

#[tokio::test]
async fn another_poller_and_a_wait_are_told_apart() {
    let (telegram, client, _) = ada();
    telegram.another_poller_comes();
    let contended = client.updates(None, SOON).await;
    assert_eq!(contended, Err(TelegramError::AnotherPoller));
    telegram.another_poller_leaves();
    telegram.fail_next(1, "getUpdates", Fault::TooMany(7));
    let wait = client.updates(None, SOON).await;
    assert_eq!(wait, Err(TelegramError::Wait { secs: 7 }));
    assert_eq!(client.updates(None, SOON).await.unwrap().len(), 1);
}
