//! What Hailer's replies look like on Telegram, and how they are sent: its own client against the stand-in.

mod changing;
mod following;
mod listening;
mod looking;
mod menus;
mod properties;
mod sending;

use std::sync::Arc;

use hailer::frontend::telegram::{Client, Keyboard, Piece, Place};

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
