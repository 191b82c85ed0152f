//! Updates are written down before Telegram forgets them, whatever goes wrong.

mod memory;

use std::time::{Duration, Instant};

use hailer::frontend::Listening;
use hailer::frontend::telegram::Intake;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::{ada, client};
use crate::telegram::{Fault, Person, Telegram};
use memory::Memory;

struct Running {
    inbox: Memory,
    listening: watch::Receiver<Listening>,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

fn run(telegram: &Telegram, inbox: &Memory) -> Running {
    let intake = Intake::new(client(telegram), inbox.clone());
    let listening = intake.listening();
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    let task = tokio::spawn(async move { intake.run(&stopped).await });
    Running {
        inbox: inbox.clone(),
        listening,
        stop,
        task,
    }
}

impl Running {
    async fn becomes(&mut self, is_so: impl FnMut(&Listening) -> bool) -> Listening {
        let state = timeout(Duration::from_secs(30), self.listening.wait_for(is_so)).await;
        state.expect("it becomes so").unwrap().clone()
    }

    async fn is_well(&mut self) {
        self.becomes(Listening::is_well).await;
    }

    /// Why it isn't, once it isn't.
    async fn is_interrupted(&mut self) -> String {
        let is_so = |state: &Listening| matches!(state, Listening::Interrupted { .. });
        match self.becomes(is_so).await {
            Listening::Interrupted { why, .. } => why,
            other => panic!("{other:?}"),
        }
    }

    async fn ends(mut self) {
        self.stop.cancel();
        timeout(Duration::from_secs(2), &mut self.task)
            .await
            .expect("the stop doesn't wait for Telegram")
            .unwrap();
        assert_eq!(*self.listening.borrow(), Listening::Ended);
    }
}

/// Telegram, and Ada, who has written to the bot already.
fn world() -> (Telegram, Person) {
    let (telegram, _, ada) = ada();
    (telegram, ada)
}

#[tokio::test]
async fn what_is_said_and_pressed_is_written_down_in_order_and_talk_is_not() {
    let (telegram, client, ada) = ada();
    let group = telegram.supergroup("ops");
    let mut running = run(&telegram, &Memory::default());
    running.is_well().await;
    let asked = ada.says(&group, "/docker-status");
    ada.says(&group, "what a night");
    let press = ada.forges(&asked, "yes:4fzzk1");
    ada.says(&ada.private(), "/whoami");
    telegram.all_is_taken().await;
    client.answer(press.id(), None).await.unwrap();
    assert_eq!(
        running.inbox.said(),
        ["/start", "/docker-status", "yes:4fzzk1", "/whoami"]
    );
    let lanes: Vec<String> = {
        let kept = running.inbox.0.lock().unwrap();
        let lanes = kept.arrived.iter();
        lanes.map(|arrival| arrival.lane.to_string()).collect()
    };
    assert_eq!(lanes[1], format!("telegram:{}", group.id));
    assert_eq!(lanes[3], format!("telegram:{}", ada.id));
    running.ends().await;
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_confirmed_and_comes_again() {
    let (telegram, _ada) = world();
    let inbox = Memory::default();
    inbox.0.lock().unwrap().fails = 2;
    let mut running = run(&telegram, &inbox);
    assert_eq!(running.is_interrupted().await, "the database is gone");
    telegram.all_is_taken().await;
    assert_eq!(inbox.said(), ["/start"]);
    assert_eq!(telegram.updates_given(), 3);
    running.is_well().await;
    running.ends().await;
}

#[tokio::test]
async fn whoever_ends_in_between_gets_again_what_was_not_confirmed_and_knows_it() {
    let (telegram, ada) = world();
    let inbox = Memory::default();
    let mut running = run(&telegram, &inbox);
    running.is_well().await;
    telegram.is_called("getUpdates", 2).await;
    // What is written down is confirmed by the next call. What that one brings is lost.
    telegram.fail_next(1, "getUpdates", Fault::AnswerLost);
    ada.says(&ada.private(), "/whoami");
    telegram.is_called("getUpdates", 3).await;
    ada.says(&ada.private(), "/docker-status");
    running.is_interrupted().await;
    running.ends().await;
    let mut again = run(&telegram, &inbox);
    again.is_well().await;
    telegram.all_is_taken().await;
    assert_eq!(inbox.said(), ["/start", "/whoami", "/docker-status"]);
    again.ends().await;
}

#[tokio::test]
async fn another_poller_is_named_and_outlasted() {
    let (telegram, ada) = world();
    let mut running = run(&telegram, &Memory::default());
    running.is_well().await;
    telegram.another_poller_comes();
    let why = running.is_interrupted().await;
    assert!(
        why.starts_with("another program polls with the same token"),
        "{why}"
    );
    ada.says(&ada.private(), "/whoami");
    telegram.another_poller_leaves();
    running.is_well().await;
    telegram.all_is_taken().await;
    assert_eq!(running.inbox.said(), ["/start", "/whoami"]);
    running.ends().await;
}

#[tokio::test]
async fn telegram_may_be_down_at_the_start_and_go_down_later() {
    let (mut telegram, ada) = world();
    telegram.goes_down();
    let mut running = run(&telegram, &Memory::default());
    let why = running.is_interrupted().await;
    assert!(why.starts_with("Telegram can't be reached"), "{why}");
    telegram.comes_up();
    running.is_well().await;
    telegram.goes_down();
    running.is_interrupted().await;
    ada.says(&ada.private(), "/whoami");
    telegram.comes_up();
    running.is_well().await;
    telegram.all_is_taken().await;
    assert_eq!(running.inbox.said(), ["/start", "/whoami"]);
    running.ends().await;
}

#[tokio::test]
async fn what_telegram_asks_to_wait_is_waited() {
    let (telegram, _ada) = world();
    telegram.fail_next(1, "getUpdates", Fault::TooMany(3));
    let begin = Instant::now();
    let mut running = run(&telegram, &Memory::default());
    let why = running.is_interrupted().await;
    assert_eq!(why, "Telegram asks to wait for 3 s");
    running.is_well().await;
    let took = begin.elapsed();
    assert!(took >= Duration::from_secs(3), "{took:?}");
    assert!(took < Duration::from_secs(5), "{took:?}");
    running.ends().await;
}

#[tokio::test]
async fn a_broken_server_and_a_cut_answer_pass_by() {
    let (telegram, _ada) = world();
    telegram.fail_next(1, "getUpdates", Fault::Cut);
    telegram.fail_next(1, "getUpdates", Fault::Broken(502));
    let mut running = run(&telegram, &Memory::default());
    let why = running.is_interrupted().await;
    assert!(
        why.starts_with("Telegram gave no answer that can be read"),
        "{why}"
    );
    running.is_well().await;
    assert_eq!(running.inbox.said(), ["/start"]);
    running.ends().await;
}

#[tokio::test]
async fn a_stop_waits_neither_for_the_poll_nor_for_a_pause() {
    let (telegram, _ada) = world();
    let mut running = run(&telegram, &Memory::default());
    running.is_well().await;
    telegram.is_called("getUpdates", 2).await;
    running.ends().await;
    telegram.fail_next(1, "getUpdates", Fault::TooMany(600));
    let mut running = run(&telegram, &Memory::default());
    running.is_interrupted().await;
    running.ends().await;
}
