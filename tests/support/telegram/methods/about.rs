//! Questions: `getMe`, `getChat`, `getChatMember`, `getChatAdministrators`, `getFile`.

use serde_json::{Value, json};

use super::Ask;
use crate::telegram::refusal::{Refusal, bad};
use crate::telegram::state::chat::Kind;
use crate::telegram::state::{BOT, State};

pub(super) fn get_me(state: &State) -> Value {
    let mut me = state.users[&BOT].to_json();
    for (fact, holds) in [
        ("can_join_groups", true),
        ("can_read_all_group_messages", !state.privacy),
        ("supports_inline_queries", false),
        ("can_connect_to_business", false),
        ("has_main_web_app", false),
    ] {
        me[fact] = holds.into();
    }
    me
}

pub(super) fn get_chat(state: &State, ask: &Ask) -> Result<Value, Refusal> {
    let mut chat = state.find_chat(&ask.parameters)?.to_json();
    chat["accent_color_id"] = json!(0);
    chat["max_reaction_count"] = json!(11);
    chat["accepted_gift_types"] = json!({
        "unlimited_gifts": false, "limited_gifts": false,
        "unique_gifts": false, "premium_subscription": false,
    });
    Ok(chat)
}

pub(super) fn get_chat_member(state: &State, ask: &Ask) -> Result<Value, Refusal> {
    let chat = state.find_chat(&ask.parameters)?;
    let user = ask.integer("user_id").unwrap_or_default();
    if !state.users.contains_key(&user) {
        return Err(bad("PARTICIPANT_ID_INVALID"));
    }
    Ok(state.member_json(chat, user))
}

pub(super) fn get_chat_administrators(state: &State, ask: &Ask) -> Result<Value, Refusal> {
    let chat = state.find_chat(&ask.parameters)?;
    if chat.kind == Kind::Private {
        return Err(bad("there are no administrators in the private chat"));
    }
    let shown = |user: &&i64| ask.is_set("return_bots") || !state.users[*user].is_bot;
    let administrators = chat.administrators.iter().filter(shown);
    let administrators: Vec<_> = administrators
        .map(|user| state.member_json(chat, *user))
        .collect();
    Ok(administrators.into())
}

/// The path is the file's id: it is fetched from `/file/bot<TOKEN>/<path>`.
pub(super) fn get_file(state: &State, ask: &Ask) -> Result<Value, Refusal> {
    let id = ask.text("file_id").unwrap_or_default();
    let size = state.file(id)?.bytes.len();
    if size > 20 << 20 {
        return Err(bad("file is too big"));
    }
    Ok(json!({
        "file_id": id, "file_unique_id": format!("unique-{id}"), "file_size": size, "file_path": id,
    }))
}
