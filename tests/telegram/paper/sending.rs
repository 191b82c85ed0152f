//! Messages that are new.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hailer::frontend::telegram::{Address, Client, Piece, Place, TelegramError};

use super::{ada, chat, client, number, text};
use crate::telegram::{Fault, TOKEN, Telegram};

#[tokio::test]
async fn it_knows_who_it_is() {
    let (_telegram, client, _) = ada();
    let me = client.me().await.unwrap();
    assert_eq!((me.id, &*me.username), (7_000_000_001, "hailer_test_bot"));
}

#[tokio::test]
async fn an_answer_stays_in_its_topic_and_with_its_question() {
    let (telegram, client, ada) = ada();
    let topic = telegram.forum("ops").topic("deploys");
    let asked = ada.says(&topic, "/docker-status");
    let to = Address {
        place: Place {
            chat: topic.id,
            topic: topic.topic.map(number),
        },
        reply_to: Some(number(asked.place().1)),
        silent: true,
    };
    let sent = client.send(&to, &text("<b>shop</b>: up")).await.unwrap();
    let received = topic.next_message().await;
    assert_eq!(received.place(), (topic.id, i64::from(sent)));
    assert_eq!(received.drawn(), "**shop**: up");
    assert_eq!(received.replies_to(), Some(asked.place().1));
    assert!(received.is_silent());
}

#[tokio::test]
async fn a_question_that_was_deleted_is_answered_all_the_same() {
    let (_telegram, client, ada) = ada();
    let to = Address {
        reply_to: Some(99),
        ..Address::to(chat(&ada))
    };
    client.send(&to, &text("up")).await.unwrap();
    assert_eq!(ada.private().next_message().await.replies_to(), None);
}

#[tokio::test]
async fn a_file_arrives_with_its_name() {
    let (_telegram, client, ada) = ada();
    let piece = Piece::File {
        name: "shop-logs.txt".to_owned(),
        contents: "line 1\nline 2\n".to_owned(),
    };
    client.send(&Address::to(chat(&ada)), &piece).await.unwrap();
    let received = ada.private().next_message().await;
    assert_eq!(
        received.drawn(),
        "[file shop-logs.txt, 14 bytes]\n| line 1\n| line 2"
    );
}

#[tokio::test]
async fn a_message_whose_answer_is_lost_is_not_sent_again() {
    let (telegram, client, ada) = ada();
    let to = Address::to(chat(&ada));
    for (sent, fault) in [Fault::AnswerLost, Fault::Cut].into_iter().enumerate() {
        telegram.fail_next(1, "sendMessage", fault);
        let lost = client.send(&to, &text("deployed")).await.unwrap_err();
        assert!(matches!(lost, TelegramError::NotKnown(_)), "{lost:?}");
        assert_eq!(telegram.calls("sendMessage"), sent + 1);
    }
    assert_eq!(ada.private().unread(), 2, "they arrived, each once");
}

#[tokio::test]
async fn what_telegram_asks_to_wait_is_waited_to_the_second() {
    let (telegram, client, ada) = ada();
    telegram.fail_next(1, "sendMessage", Fault::TooMany(2));
    let begin = Instant::now();
    let to = Address::to(chat(&ada));
    client.send(&to, &text("up")).await.unwrap();
    let took = begin.elapsed();
    assert!(took >= Duration::from_secs(2), "{took:?}");
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert_eq!(telegram.calls("sendMessage"), 2);
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_told_to_whoever_keeps_the_message() {
    let (telegram, client, ada) = ada();
    telegram.fail_next(1, "sendMessage", Fault::TooMany(600));
    let to = Address::to(chat(&ada));
    for _ in 0..2 {
        let wait = client.send(&to, &text("up")).await.unwrap_err();
        let TelegramError::Wait { secs } = wait else {
            panic!("{wait:?}");
        };
        assert!((599..=601).contains(&secs), "{secs}");
    }
    assert_eq!(telegram.calls("sendMessage"), 1);
}

#[tokio::test]
async fn a_flood_of_messages_is_paced_and_none_is_refused() {
    let (telegram, client, ada) = ada();
    let to = Address::to(chat(&ada));
    let pieces: Vec<_> = (0..8).map(|n| text(&format!("{n}"))).collect();
    let sent = pieces.iter().map(|piece| client.send(&to, piece));
    let sent = futures_util::future::join_all(sent).await;
    assert!(sent.iter().all(Result::is_ok), "{sent:?}");
    assert_eq!((ada.private().unread(), telegram.floods()), (8, 0));
}

#[tokio::test]
async fn each_way_to_be_unwelcome_has_its_error() {
    let (telegram, client, ada) = ada();
    let send = async |place: Place| {
        let to = Address::to(place);
        client.send(&to, &text("up")).await.unwrap_err()
    };
    let group = telegram.supergroup("ops");
    group.kicks_the_bot(&ada);
    let forum = telegram.forum("dev");
    let no_topic = Place {
        chat: forum.id,
        topic: Some(99),
    };
    ada.blocks_the_bot();
    for (place, expected) in [
        (chat(&ada), TelegramError::Blocked),
        (chat(&telegram.person("Bob")), TelegramError::Blocked),
        (Place::chat(group.id), TelegramError::Kicked),
        (Place::chat(-1), TelegramError::NoChat),
        (no_topic, TelegramError::NoTopic),
    ] {
        let error = send(place).await;
        assert_eq!(error, expected);
        assert!(error.is_closed() && !error.may_pass());
    }
}

/// Everything that is logged, by whatever crate.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_token_is_in_no_error_and_in_no_log() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();
    let (mut telegram, client, ada) = ada();
    telegram.fail_next(1, "sendMessage", Fault::Cut);
    let to = Address::to(chat(&ada));
    let cut = client.send(&to, &text("up")).await.unwrap_err();
    telegram.goes_down();
    let down = client.send(&to, &text("up")).await.unwrap_err();
    assert!(matches!(down, TelegramError::Unreached(_)), "{down:?}");
    let hides = |told: &str| {
        let shown = [TOKEN, "AAE-the"].iter().any(|part| told.contains(part));
        assert!(!shown, "{told}");
    };
    for error in [cut, down] {
        let told = format!("{error} {error:?} {client:?}");
        hides(&told);
        assert!(!told.contains("http://"), "{told}");
    }
    tracing::info!("the log is heard");
    let logged = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(logged.contains("the log is heard"), "{logged}");
    hides(&logged);
}

#[tokio::test]
async fn a_wrong_token_is_told_as_such() {
    let telegram = Telegram::start();
    let wrong = "7000000001:another".to_owned().into();
    let bot = Client::new(&wrong, Some(&telegram.url())).unwrap();
    assert_eq!(bot.me().await.unwrap_err(), TelegramError::Token);
    let nowhere = Client::new(&wrong, Some("mailto:telegram")).unwrap_err();
    assert_eq!(
        nowhere,
        TelegramError::Address("mailto:telegram".to_owned())
    );
    assert!(client(&telegram).me().await.is_ok());
}
