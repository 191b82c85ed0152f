mod taken;

use std::time::Instant;

use serde_json::json;

use crate::domain::actor::{Conversation, Platform};
use crate::store::database::sql;
use crate::store::inbox::{Arrival, Cursor, Inbox, Reader};
use crate::store::outbox::Letter;
use crate::store::tests::on_both;
use crate::store::tests::world::{AT_ONCE, MINUTE, World, team};

const TELEGRAM: Platform = Platform::Telegram;
const EVERYTHING: u32 = 100;

/// The update `number`, from a chat.
fn update(number: u32, chat: &str) -> Arrival {
    Arrival {
        key: format!("update:{number}"),
        also: vec![],
        lane: Conversation::new(TELEGRAM, chat),
        body: json!({ "update_id": number }),
    }
}

async fn receives(world: &World, arrived: &[Arrival]) -> usize {
    world.inbox().receive(arrived, None).await.unwrap()
}

/// The ids of what can be handled now, and their numbers.
async fn takes(world: &World, reader: &Reader) -> Vec<(i64, i64)> {
    let taken = world.inbox().take(reader, EVERYTHING).await;
    let taken = taken.unwrap().into_iter();
    taken
        .map(|update| (update.body["update_id"].as_i64().unwrap(), update.number))
        .collect()
}

async fn is_handled(world: &World, number: i64) -> bool {
    world.inbox().handled(number, &[]).await.unwrap()
}

fn ids(taken: &[(i64, i64)]) -> Vec<i64> {
    taken.iter().map(|(id, _)| *id).collect()
}

#[tokio::test]
async fn what_is_in_already_takes_no_turn_among_those_who_write() {
    on_both(async |world| {
        assert_eq!(receives(&world, &[update(1, "7")]).await, 1);
        for _ in 0..3 {
            assert_eq!(receives(&world, &[update(1, "7")]).await, 0);
        }
        let with_a_new_one = [update(1, "7"), update(2, "8")];
        assert_eq!(receives(&world, &with_a_new_one).await, 1);
        let reader = Reader::new(MINUTE).unwrap();
        let taken = takes(&world, &reader).await;
        let [(1, first), (2, second)] = taken[..] else {
            panic!("{taken:?}");
        };
        // Whoever writes takes a number for each.
        assert_eq!(second, first + 2);
    })
    .await;
}

#[tokio::test]
async fn an_update_is_put_in_once_and_the_cursor_moves_with_it() {
    on_both(async |world| {
        let inbox = world.inbox();
        assert_eq!(inbox.cursor("updates").await.unwrap(), None);
        let both = [update(1, "7"), update(2, "8")];
        let moved = Some(Cursor {
            source: "updates",
            reached: "3",
        });
        assert_eq!(inbox.receive(&both, moved).await.unwrap(), 2);
        let again = [update(2, "8"), update(3, "8"), update(3, "8")];
        assert_eq!(receives(&world, &again).await, 1);
        let reached = inbox.cursor("updates").await.unwrap();
        assert_eq!(reached.as_deref(), Some("3"));
        assert_eq!(inbox.cursor("else").await.unwrap(), None);
        let rows = "SELECT COUNT(*) FROM inbox";
        assert_eq!(world.count(rows).await, 3);
        // The same key of another platform is something else.
        let elsewhere = Inbox::new(world.store.clone(), Platform::Github);
        assert_eq!(elsewhere.receive(&both, None).await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_comment_that_came_in_a_delivery_is_known_when_it_is_found_by_reading() {
    on_both(async |world| {
        let comment = |key: &str, also: &[&str]| Arrival {
            key: key.to_owned(),
            also: also.iter().map(|key| (*key).to_owned()).collect(),
            lane: Conversation::new(Platform::Github, "acme/shop#7"),
            body: json!({}),
        };
        let inbox = Inbox::new(world.store.clone(), Platform::Github);
        let new = async |arrived: Arrival| inbox.receive(&[arrived], None).await.unwrap();
        assert_eq!(new(comment("delivery:a", &["comment:1"])).await, 1);
        assert_eq!(new(comment("comment:1", &[])).await, 0);
        assert_eq!(new(comment("delivery:a", &["comment:1"])).await, 0);
        assert_eq!(new(comment("comment:2", &[])).await, 1);
        assert_eq!(new(comment("delivery:b", &["comment:2"])).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_somebody_typed_is_sealed_while_it_waits() {
    on_both(async |world| {
        let reader = Reader::new(MINUTE).unwrap();
        let typed = json!({ "text": "/docker-create shop --env KEY=opensesame" });
        let arrived = Arrival {
            body: typed.clone(),
            ..update(1, "7")
        };
        receives(&world, &[arrived]).await;
        let clear = "SELECT COUNT(*) FROM inbox WHERE CAST(body AS TEXT) LIKE '%opensesame%'";
        assert_eq!(world.count(clear).await, 0);
        let taken = world.inbox().take(&reader, 10).await.unwrap();
        assert_eq!(taken[0].body, typed);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_opened_is_passed_over_and_keeps_nobody_waiting() {
    on_both(async |world| {
        let reader = Reader::new(MINUTE).unwrap();
        let arrived = [update(1, "7"), update(2, "7"), update(3, "8")];
        receives(&world, &arrived).await;
        let foreign = "UPDATE inbox SET body = $1 WHERE number = (SELECT MIN(number) FROM inbox)";
        let foreign = sql(foreign).bind(json!({ "sealed": "AAAA" }));
        world.store.database.execute(foreign).await.unwrap();
        assert_eq!(ids(&takes(&world, &reader).await), [3]);
        assert_eq!(ids(&takes(&world, &reader).await), [2]);
    })
    .await;
}

#[tokio::test]
async fn a_chats_updates_are_handled_in_their_order_and_chats_side_by_side() {
    on_both(async |world| {
        let reader = Reader::new(MINUTE).unwrap();
        let arrived = [update(1, "7"), update(2, "7"), update(3, "8")];
        receives(&world, &arrived).await;
        let first = takes(&world, &reader).await;
        assert_eq!(ids(&first), [1, 3]);
        assert_eq!(takes(&world, &reader).await, []);
        assert!(is_handled(&world, first[1].1).await);
        assert_eq!(takes(&world, &reader).await, []);
        assert!(is_handled(&world, first[0].1).await);
        assert_eq!(ids(&takes(&world, &reader).await), [2]);
        let texts = "SELECT COUNT(*) FROM inbox WHERE state = 'done' AND body IS NOT NULL";
        assert_eq!(world.count(texts).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_becomes_a_long_operation_lets_the_next_one_pass() {
    on_both(async |world| {
        let reader = Reader::new(MINUTE).unwrap();
        let arrived = [update(1, "7"), update(2, "7"), update(3, "7")];
        receives(&world, &arrived).await;
        let deploy = takes(&world, &reader).await[0];
        world.inbox().let_pass(deploy.1).await.unwrap();
        let cancel = takes(&world, &reader).await;
        assert_eq!(ids(&cancel), [2]);
        assert_eq!(takes(&world, &reader).await, []);
        assert!(is_handled(&world, cancel[0].1).await);
        assert_eq!(ids(&takes(&world, &reader).await), [3]);
        assert!(is_handled(&world, deploy.1).await);
    })
    .await;
}

#[tokio::test]
async fn an_update_is_handled_once_and_its_answers_are_put_out_with_it() {
    on_both(async |world| {
        let reader = Reader::new(MINUTE).unwrap();
        receives(&world, &[update(1, "7")]).await;
        let number = takes(&world, &reader).await[0].1;
        let answers = ["first", "second"].map(|text| Letter {
            conversation: team(),
            tells: vec![],
            says_more: false,
            body: json!({ "text": text }),
        });
        assert!(world.inbox().handled(number, &answers).await.unwrap());
        assert!(!world.inbox().handled(number, &answers).await.unwrap());
        let letters = "SELECT COUNT(*) FROM outbox";
        assert_eq!(world.count(letters).await, 2);
    })
    .await;
}

#[tokio::test]
async fn whoever_waits_hears_what_comes_in_and_what_is_to_go_out() {
    on_both(async |world| {
        let reader = Reader::new(MINUTE).unwrap();
        let (mut comes, mut goes) = (world.inbox().bell(), world.outbox().bell());
        comes.rung(AT_ONCE).await;
        receives(&world, &[update(1, "7")]).await;
        let waited = Instant::now();
        comes.rung(MINUTE).await;
        let number = takes(&world, &reader).await[0].1;
        assert!(is_handled(&world, number).await);
        goes.rung(MINUTE).await;
        assert!(waited.elapsed() < MINUTE);
    })
    .await;
}

#[tokio::test]
async fn what_was_handled_is_forgotten_after_its_time() {
    on_both(async |world| {
        let reader = Reader::new(MINUTE).unwrap();
        receives(&world, &[update(1, "7"), update(2, "7")]).await;
        let number = takes(&world, &reader).await[0].1;
        assert!(is_handled(&world, number).await);
        assert_eq!(world.inbox().forget_handled(MINUTE).await.unwrap(), 0);
        assert_eq!(world.inbox().forget_handled(AT_ONCE).await.unwrap(), 1);
        let keys = "SELECT COUNT(*) FROM inbox_keys";
        assert_eq!(world.count(keys).await, 1);
        assert_eq!(ids(&takes(&world, &reader).await), [2]);
    })
    .await;
}
