//! What Hailer's replies look like on Telegram, and how they are sent: its own client against the stand-in.

mod answers;
mod changing;
mod following;
mod hostile;
mod listening;
mod looking;
mod menus;
mod outcomes;
mod properties;
mod sending;
mod taking_in;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use hailer::domain::name::CodebaseName;
use hailer::frontend::telegram::{Address, Client, Keyboard, Piece, Place, letter};
use hailer::reply::Reply;

use crate::telegram::{Person, TOKEN, Telegram};

fn client(telegram: &Telegram) -> Arc<Client> {
    let token = TOKEN.to_owned().into();
    Arc::new(Client::new(&token, Some(&telegram.url())).unwrap())
}

/// Telegram, the bot, and Ada, who has written "/start" to it.
fn ada() -> (Telegram, Arc<Client>, Person) {
    let telegram = Telegram::start();
    let client = client(&telegram);
    let ada = telegram.person("Ada");
    ada.says(&ada.private(), "/start");
    (telegram, client, ada)
}

/// The chat with somebody.
fn chat(person: &Person) -> Place {
    Place::chat(person.id)
}

fn text(html: &str) -> Piece {
    Piece::Text {
        html: html.to_owned(),
        keyboard: Keyboard::new(),
    }
}

/// The number of a message, as the client takes it.
fn number(id: i64) -> i32 {
    i32::try_from(id).unwrap()
}

/// Every message of the reply, as Ada sees them.
async fn seen(reply: &Reply, nonce: Option<&str>) -> Vec<String> {
    let (_telegram, client, ada) = ada();
    let to = Address::to(chat(&ada));
    let mut seen = Vec::new();
    for piece in letter(reply.clone(), nonce).pieces {
        client.send(&to, &piece).await.unwrap();
        seen.push(ada.private().next_message().await.drawn());
    }
    seen
}

/// The one message of a reply.
async fn one(reply: &Reply) -> String {
    let mut seen = seen(reply, None).await;
    assert_eq!(seen.len(), 1, "{seen:#?}");
    seen.remove(0)
}

fn shop() -> CodebaseName {
    CodebaseName::new("shop").unwrap()
}

fn now() -> DateTime<Utc> {
    "2026-11-21T09:00:00Z".parse().unwrap()
}
