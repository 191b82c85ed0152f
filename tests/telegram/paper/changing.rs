//! Messages that are there, and presses.

use hailer::frontend::telegram::{Address, Button, Client, Keyboard, Piece, TelegramError};

use super::{ada, chat, text};
use crate::telegram::{Fault, Person};

fn keyboard(label: &str) -> Keyboard {
    vec![vec![Button {
        label: label.to_owned(),
        data: "yes:4fzzk1".to_owned(),
    }]]
}

/// A message with a button, sent to Ada.
async fn sent(client: &Client, ada: &Person, label: &str) -> i32 {
    let piece = Piece::Text {
        html: "Deploy?".to_owned(),
        keyboard: keyboard(label),
    };
    let to = Address::to(chat(ada));
    client.send(&to, &piece).await.unwrap()
}

#[tokio::test]
async fn an_edit_is_made_again_until_it_is_known_and_the_same_again_is_no_error() {
    let (telegram, client, ada) = ada();
    let message = (chat(&ada), sent(&client, &ada, "Confirm").await);
    let preview = ada.private().next_message().await;
    telegram.fail_next(1, "editMessageText", Fault::AnswerLost);
    client
        .edit(message, "<b>deploying</b>", &keyboard("Stop"))
        .await
        .unwrap();
    assert_eq!(preview.now().drawn(), "**deploying**\n[Stop]");
    assert_eq!(telegram.calls("editMessageText"), 2);
    assert_eq!(telegram.floods(), 0);
}

#[tokio::test]
async fn buttons_are_taken_away_and_taking_them_twice_is_no_error() {
    let (_telegram, client, ada) = ada();
    let message = (chat(&ada), sent(&client, &ada, "Confirm").await);
    let preview = ada.private().next_message().await;
    for _ in 0..2 {
        client.take_buttons(message).await.unwrap();
        assert_eq!(preview.now().drawn(), "Deploy?");
    }
}

#[tokio::test]
async fn a_message_that_is_gone_is_told_as_such() {
    let (_telegram, client, ada) = ada();
    let message = (chat(&ada), sent(&client, &ada, "Confirm").await);
    client.delete(message).await.unwrap();
    client.delete(message).await.unwrap();
    let gone = client.edit(message, "x", &Keyboard::new()).await;
    assert_eq!(gone, Err(TelegramError::NoMessage));
    let gone = client.react(message, "👀").await;
    assert_eq!(gone, Err(TelegramError::NoMessage));
}

#[tokio::test]
async fn a_press_is_answered_though_the_first_answer_hangs() {
    let (telegram, client, ada) = ada();
    sent(&client, &ada, "Confirm").await;
    let preview = ada.private().next_message().await;
    let press = ada.taps(&preview, "Confirm");
    telegram.fail_next(1, "answerCallbackQuery", Fault::Hang);
    let text = "not yours to confirm".repeat(20);
    client.answer(press.id(), Some(&text)).await.unwrap();
    let shown = press.answer().await.text.unwrap();
    assert!(shown.starts_with("not yours to confirm") && shown.ends_with('…'));
    let again = client.answer(press.id(), None).await;
    assert_eq!(again, Err(TelegramError::TooLate));
}

#[tokio::test]
async fn a_command_is_seen_and_the_bot_seems_busy() {
    let (_telegram, client, ada) = ada();
    let said = ada.says(&ada.private(), "/docker-deploy");
    let message = (chat(&ada), super::number(said.place().1));
    client.react(message, "👀").await.unwrap();
    assert_eq!(said.now().reactions(), ["👀"]);
    client.seems_busy(chat(&ada)).await.unwrap();
    client
        .send(&Address::to(chat(&ada)), &text("up"))
        .await
        .unwrap();
}
