//! Hailer ends in the middle, or Telegram does: nothing is lost, nothing is done twice, and the end is told.

mod ending;
mod making;

use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::sqlite::SqliteConnectOptions;

use super::World;
use crate::bot::Bot;
use crate::telegram::Fault;

#[tokio::test]
async fn what_a_killed_bot_had_begun_is_put_right_by_the_next_and_told_once() {
    let mut world = World::new();
    let chat = world.bot.ada.private();
    world.lay_out(2, "serve 80");
    world
        .bot
        .at_the_terminal("/docker-config set stability_window 10m");
    world.lay_out(3, "serve 80 200");
    world.bot.ada.says(&chat, "/deploy");
    let preview = chat.next_message().await;
    world.bot.ada.presses(&preview, "Confirm").await;
    let live = chat.next_message().await;
    live.becomes("web").await;
    world.bot.is_killed();
    world.bot.serves();
    let told = chat.next_message().await;
    assert!(told.text().contains("interrupted"), "{}", told.drawn());
    assert_eq!(world.version(), "1");
    world.bot.ada.says(&chat, "/whoami");
    let next = chat.next_message().await;
    assert!(next.text().contains("Ada"), "told once: {}", next.drawn());
    assert!(live.now().is_deleted(), "{}", live.now().drawn());
}

#[tokio::test]
async fn an_update_that_was_written_down_is_answered_by_the_next_bot() {
    let mut world = World::new();
    let chat = world.bot.ada.private();
    world.bot.is_killed();
    world.bot.ada.says(&chat, "/whoami");
    world
        .bot
        .ada
        .to(&chat)
        .ago(Duration::from_mins(11))
        .says("/docker-status");
    world.bot.serves();
    let whoami = chat.next_message().await;
    assert!(whoami.text().contains("Ada"), "{}", whoami.drawn());
    let late = chat.next_message().await;
    assert!(
        late.text().contains("Expired, send it again"),
        "{}",
        late.drawn()
    );
}

#[tokio::test]
async fn what_was_given_and_not_confirmed_is_acted_upon_once() {
    let mut world = World::new();
    let chat = world.bot.ada.private();
    let telegram = &world.bot.telegram;
    telegram.fail_next(1, "getUpdates", Fault::AnswerLost);
    let given = telegram.updates_given();
    world.bot.ada.says(&chat, "/whoami");
    while world.bot.telegram.updates_given() == given {
        tokio::task::yield_now().await;
    }
    world.bot.is_killed();
    world.bot.serves();
    let whoami = chat.next_message().await;
    assert!(whoami.text().contains("Ada"), "{}", whoami.drawn());
    world.bot.ada.says(&chat, "/help logs");
    let mut next = chat.next_message().await;
    if next.text() == whoami.text() {
        // The first bot had sent it already.
        next = chat.next_message().await;
    }
    assert!(next.text().contains("logs"), "{}", next.drawn());
}

#[tokio::test]
async fn what_was_taken_and_not_answered_is_answered_by_the_next_bot() {
    let mut world = World::new();
    let chat = world.bot.ada.private();
    world.bot.ada.says(&chat, "/docker-status");
    world.bot.telegram.all_is_taken().await;
    world.bot.is_killed();
    world.bot.serves();
    let status = chat.next_message().await;
    assert!(status.text().contains("healthy"), "{}", status.drawn());
    world.bot.ada.says(&chat, "/whoami");
    let mut next = chat.next_message().await;
    if next.text() == status.text() {
        // It was sent already, and that wasn't noted yet.
        next = chat.next_message().await;
    }
    assert!(next.text().contains("Ada"), "{}", next.drawn());
}

#[tokio::test]
async fn what_a_killed_bot_was_at_is_taken_up_at_once() {
    let mut world = World::new();
    let chat = world.bot.ada.private();
    world.bot.ada.says(&chat, "/logs --follow");
    let live = chat.next_message().await;
    world.bot.is_killed();
    world.bot.serves();
    let again = chat.next_message().await;
    assert_eq!(again.buttons(), [["Stop"]], "{}", again.drawn());
    assert_eq!(live.now().buttons(), [["Stop"]]);
    world.bot.ada.presses(&again, "Stop").await;
    again.becomes("⏹").await;
    let answer = world.bot.ada.presses(&live, "Stop").await;
    assert_eq!(answer.text.as_deref(), Some("It is not followed any more."));
}

#[tokio::test]
async fn what_was_sent_and_not_noted_is_sent_once_more_at_most() {
    let mut world = World::new();
    let chat = world.bot.ada.private();
    let telegram = &world.bot.telegram;
    telegram.fail_next(1, "sendMessage", Fault::Unanswered);
    world.bot.ada.says(&chat, "/whoami");
    let first = chat.next_message().await;
    world.bot.is_killed();
    world.bot.serves();
    let second = chat.next_message().await;
    assert_eq!(first.text(), second.text());
    world.bot.ada.says(&chat, "/help logs");
    let help = chat.next_message().await;
    assert!(help.text().contains("logs"), "{}", help.drawn());
}

#[tokio::test]
async fn it_is_ready_while_telegram_is_heard() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = port.local_addr().unwrap().to_string();
    drop(port);
    let variables = vec![("HAILER_LISTEN", listen.clone())];
    let mut bot = Bot::new(variables);
    bot.serves();
    let chat = bot.ada.private();
    bot.ada.says(&chat, "/whoami");
    chat.next_message().await;
    let url = format!("http://{listen}/readyz");
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let ready = async || {
        let answer = http.get(&url).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(ready().await, (200, "ready\n".to_owned()));
    bot.telegram.goes_down();
    let mut seen = ready().await;
    while seen.0 == 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        seen = ready().await;
    }
    assert_eq!(seen, (503, "Telegram is not heard\n".to_owned()));
    bot.telegram.comes_up();
    while ready().await.0 != 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn an_answer_waits_for_telegram_to_come_back() {
    let mut world = World::new();
    let chat = world.bot.ada.private();
    world.lay_out(2, "serve 80");
    world.bot.ada.says(&chat, "/deploy");
    let preview = chat.next_message().await;
    world.bot.ada.presses(&preview, "Confirm").await;
    world.bot.telegram.goes_down();
    while !world.bot.at_the_terminal("/audit").contains("done") {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(world.version(), "2");
    world.bot.ends();
    world.bot.telegram.comes_up();
    world.bot.serves();
    loop {
        let message = chat.next_message().await;
        if message.text().contains("deployed") {
            break;
        }
    }
    assert_eq!(chat.unread(), 0);
}

#[tokio::test]
async fn what_is_to_go_out_where_hailer_has_no_account_is_said_at_the_start_and_forgotten_in_time()
{
    let mut bot = Bot::new(vec![]);
    bot.at_the_terminal("/whoami");
    let store = SqliteConnectOptions::new().filename(bot.path("data/hailer.sqlite"));
    let mut store = store.connect().await.unwrap();
    let put = "INSERT INTO outbox (number, conversation, body, state, put_at, due_at) VALUES \
               (901, 'github:acme/shop#7', '{}', 'waiting', $1, $1), (902, 'github:acme/shop', '{}', 'waiting', $2, $2)";
    let now = chrono::Utc::now();
    let long_ago = now - chrono::TimeDelta::days(8);
    let put = sqlx::query(put).bind(long_ago).bind(now);
    put.execute(&mut store).await.unwrap();
    bot.serves();
    let log = bot.path("log");
    let is_logged = |words: &str| {
        let log = std::fs::read_to_string(&log).unwrap();
        log.lines()
            .any(|line| line.contains(words) && line.contains("github"))
    };
    // It is another process's: it can only be looked at again.
    while !is_logged("forgot what was never sent") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(is_logged("letters=2"), "it says how many there are");
    let left = sqlx::query_scalar::<_, i64>("SELECT number FROM outbox");
    assert_eq!(left.fetch_all(&mut store).await.unwrap(), [902]);
}
