//! The methods: what each does, and what it refuses, in Telegram's words.

mod about;
mod edit;
mod menu;
mod polling;
mod press;
mod send;
mod webhook;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::refusal::{Refusal, bare};
use super::rules::flood::Kind;
use super::rules::keyboard;
use super::server::body::Upload;
use super::state::State;
use super::state::message::Message;
use super::world::World;

/// A call whose parameters are known and of the right types.
pub(crate) struct Ask {
    pub(crate) method: &'static str,
    pub(crate) parameters: Map<String, Value>,
    pub(crate) files: BTreeMap<String, Upload>,
}

impl Ask {
    fn integer(&self, name: &str) -> Option<i64> {
        self.parameters.get(name).and_then(Value::as_i64)
    }

    /// Text that isn't empty.
    fn text(&self, name: &str) -> Option<&str> {
        let text = self.parameters.get(name).and_then(Value::as_str);
        text.filter(|text| !text.is_empty())
    }

    fn is_set(&self, name: &str) -> bool {
        self.parameters
            .get(name)
            .is_some_and(|value| *value == true)
    }
}

/// Carries a call out; the result is what stands in the answer's `result`.
pub(crate) async fn carry_out(world: &World, ask: &Ask) -> Result<Value, Refusal> {
    if ask.method == "getUpdates" {
        return polling::get_updates(world, ask).await;
    }
    world.change(|state| at_once(state, ask))
}

fn at_once(state: &mut State, ask: &Ask) -> Result<Value, Refusal> {
    match ask.method {
        "getMe" => Ok(about::get_me(state)),
        "sendMessage" => send::send_message(state, ask),
        "sendDocument" | "sendPhoto" => send::send_file(state, ask),
        "sendChatAction" => send::send_chat_action(state, ask),
        "editMessageText" => edit::edit_message_text(state, ask),
        "editMessageReplyMarkup" => edit::edit_message_reply_markup(state, ask),
        "deleteMessage" => edit::delete_message(state, ask),
        "setMessageReaction" => press::set_message_reaction(state, ask),
        "answerCallbackQuery" => press::answer_callback_query(state, ask),
        "setMyCommands" => menu::set_my_commands(state, ask),
        "getMyCommands" => menu::get_my_commands(state, ask),
        "deleteMyCommands" => menu::delete_my_commands(state, ask),
        "getChat" => about::get_chat(state, ask),
        "getChatMember" => about::get_chat_member(state, ask),
        "getChatAdministrators" => about::get_chat_administrators(state, ask),
        "getFile" => about::get_file(state, ask),
        "setWebhook" => webhook::set_webhook(state, ask),
        "deleteWebhook" => Ok(webhook::delete_webhook(state, ask)),
        "getWebhookInfo" => Ok(webhook::get_webhook_info(state)),
        _ => Err(bare(404, "Not Found")),
    }
}

/// What a message and an edit have in common at the end: their buttons, the flood limits, and what is bad manners.
fn admit(
    state: &mut State,
    ask: &Ask,
    message: &mut Message,
    manners: Vec<String>,
) -> Result<(), Refusal> {
    let (buttons, of_buttons) = keyboard::read(&ask.parameters)?;
    message.keyboard = buttons;
    let is_new = message.id == 0;
    let kind = if is_new { Kind::Message } else { Kind::Edit };
    state.count_flood(message.chat, kind)?;
    let all = manners.into_iter().chain(of_buttons);
    let told = all.map(|manners| format!("{}: {manners}", ask.method));
    state.violations.extend(told);
    Ok(())
}
