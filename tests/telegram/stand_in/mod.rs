//! The stand-in is as strict as it says: each rule is broken once, and each fault seen from a client's side.

mod calls;
mod edits;
mod faults;
mod floods;
mod keyboards;
mod markup;
mod menus;
mod people;
mod places;
mod polling;
mod presses;
mod teloxide;
mod texts;

use serde_json::{Value, json};

use crate::telegram::{Person, TOKEN, Telegram};

/// A plain client, which knows nothing of Telegram.
#[derive(Clone)]
struct Client {
    http: reqwest::Client,
    url: String,
}

impl Client {
    fn new(telegram: &Telegram) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let url = telegram.url();
        Self { http, url }
    }

    fn request(&self, method: &str) -> reqwest::RequestBuilder {
        self.http.post(format!("{}/bot{TOKEN}/{method}", self.url))
    }

    /// The whole answer.
    async fn call(&self, method: &str, parameters: Value) -> Value {
        let response = self.request(method).json(&parameters).send().await.unwrap();
        let status = response.status().as_u16();
        let answer: Value = response.json().await.unwrap();
        assert_eq!(
            answer["error_code"].as_u64().unwrap_or(200),
            u64::from(status)
        );
        answer
    }

    /// The result of a call that goes well.
    async fn does(&self, method: &str, parameters: Value) -> Value {
        let answer = self.call(method, parameters).await;
        assert_eq!(answer["ok"], true, "{answer}");
        answer["result"].clone()
    }

    /// The words with which a call is refused.
    async fn refused(&self, method: &str, parameters: Value) -> String {
        let answer = self.call(method, parameters).await;
        assert_eq!(answer["ok"], false, "{answer}");
        answer["description"].as_str().unwrap().to_owned()
    }

    async fn sends(&self, chat: i64, text: &str) -> i64 {
        let message = json!({ "chat_id": chat, "text": text, "parse_mode": "HTML" });
        let sent = self.does("sendMessage", message).await;
        sent["message_id"].as_i64().unwrap()
    }

    /// The updates that wait, confirmed at once.
    async fn takes_updates(&self) -> Vec<Value> {
        let updates = self.does("getUpdates", json!({})).await;
        let updates = updates.as_array().unwrap().clone();
        if let Some(last) = updates.last() {
            let offset = last["update_id"].as_i64().unwrap() + 1;
            self.does("getUpdates", json!({ "offset": offset })).await;
        }
        updates
    }
}

/// Telegram, a plain client, and Ada, who has written "/start" to the bot.
fn ada() -> (Telegram, Client, Person) {
    let telegram = Telegram::start();
    let client = Client::new(&telegram);
    let ada = telegram.person("Ada");
    ada.says(&ada.private(), "/start");
    (telegram, client, ada)
}

/// A keyboard of one row, whose buttons have their text as data.
fn keyboard(buttons: &[&str]) -> Value {
    let row: Vec<_> = buttons
        .iter()
        .map(|text| json!({ "text": text, "callback_data": text }))
        .collect();
    json!({ "inline_keyboard": [row] })
}
