//! The menu: `setMyCommands`, `getMyCommands`, `deleteMyCommands`.

use serde_json::{Value, json};

use super::Ask;
use crate::telegram::refusal::{Refusal, bad};
use crate::telegram::state::{MenuKey, State};

const COMMANDS: usize = 100;
const LONGEST_NAME: usize = 32;
/// Characters of a description.
const DESCRIPTION: std::ops::RangeInclusive<usize> = 1..=256;

pub(super) fn set_my_commands(state: &mut State, ask: &Ask) -> Result<Value, Refusal> {
    let key = key(state, ask)?;
    let commands = ask.parameters["commands"].as_array().unwrap();
    if commands.len() > COMMANDS {
        return Err(bad("BOT_COMMANDS_TOO_MUCH"));
    }
    for command in commands {
        let name = command["command"].as_str().unwrap_or_default();
        let name = name.strip_prefix('/').unwrap_or(name);
        let is_name = !name.is_empty()
            && name.len() <= LONGEST_NAME
            && name.chars().all(|letter| {
                letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_'
            });
        if !is_name {
            return Err(bad("BOT_COMMAND_INVALID"));
        }
        let description = command["description"].as_str().unwrap_or_default();
        if !DESCRIPTION.contains(&description.chars().count()) {
            return Err(bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    if commands.is_empty() {
        state.menus.remove(&key);
    } else {
        state.menus.insert(key, commands.clone().into());
    }
    Ok(json!(true))
}

/// What was set for exactly this scope and language.
pub(super) fn get_my_commands(state: &State, ask: &Ask) -> Result<Value, Refusal> {
    let menu = state.menus.get(&key(state, ask)?);
    Ok(menu.cloned().unwrap_or_else(|| json!([])))
}

pub(super) fn delete_my_commands(state: &mut State, ask: &Ask) -> Result<Value, Refusal> {
    let key = key(state, ask)?;
    state.menus.remove(&key);
    Ok(json!(true))
}

fn key(state: &State, ask: &Ask) -> Result<MenuKey, Refusal> {
    let language = ask.text("language_code").unwrap_or_default();
    if !language.is_empty() && language.len() != 2 {
        return Err(bad("LANG_CODE_INVALID"));
    }
    let default = json!({ "type": "default" });
    let scope = ask.parameters.get("scope").unwrap_or(&default);
    let number = |name: &str| scope.get(name).and_then(Value::as_i64);
    let (chat, user) = (number("chat_id"), number("user_id"));
    if scope.get("chat_id").is_some() {
        let known = chat.and_then(|id| state.chats.get(&id));
        let known = known.ok_or_else(|| bad("chat not found"))?;
        if user.is_some_and(|user| known.member(user).is_none()) {
            return Err(bad("user not found"));
        }
    }
    let kind = scope["type"].as_str().unwrap_or_default().to_owned();
    Ok(MenuKey {
        kind,
        chat,
        user,
        language: language.to_owned(),
    })
}
