//! Buttons under a message, and what a press of one sends back.
//!
//! A button proves nothing: whoever presses is authorised as if they had typed it, and data can be forged.

use serde::{Deserialize, Serialize};

use crate::command::{self, Alias};
use crate::domain::name::CodebaseName;
use crate::reply::{Block, Reply, Status, Suggestion, clean_line};

use super::render::{cut, units};

/// Bytes of a button's data (Bot API, `InlineKeyboardButton`).
const DATA: usize = 64;
/// Units of what stands on a button.
const LABEL: usize = 40;
/// Units of a label that leave room for another button beside it on a phone.
const HALF: usize = 16;
/// Buttons under one message; what is over that is text.
const MOST: usize = 20;
/// What begins the data of a yes, a no and a stop; a command begins with its slash.
const YES: &str = "yes:";
const NO: &str = "no:";
const STOP: &str = "stop";

/// A button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// What stands on it.
    pub label: String,
    /// What its press sends, 1 to 64 bytes.
    pub data: String,
}

/// Rows of buttons.
pub type Keyboard = Vec<Vec<Button>>;

/// What a press asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pressed {
    /// Yes to the confirmation of this nonce.
    Confirm(String),
    /// No to it.
    Decline(String),
    /// A command, as it is typed.
    Command(String),
    /// No longer follow a log.
    Stop,
}

impl Pressed {
    /// What `data` asks for; `None` if no button of ours sends such.
    #[must_use]
    pub fn read(data: &str) -> Option<Self> {
        if data == STOP {
            Some(Self::Stop)
        } else if data.starts_with('/') {
            Some(Self::Command(data.to_owned()))
        } else if let Some(nonce) = data.strip_prefix(YES) {
            Some(Self::Confirm(nonce.to_owned()))
        } else {
            let nonce = data.strip_prefix(NO)?;
            Some(Self::Decline(nonce.to_owned()))
        }
    }

    fn data(&self) -> String {
        match self {
            Self::Confirm(nonce) => format!("{YES}{nonce}"),
            Self::Decline(nonce) => format!("{NO}{nonce}"),
            Self::Command(line) => line.clone(),
            Self::Stop => STOP.to_owned(),
        }
    }

    /// A button that asks for it; `None` where there is no room for its data, or nothing to stand on it.
    fn button(&self, label: &str) -> Option<Button> {
        let data = self.data();
        let label = cut(clean_line(label).trim(), LABEL);
        let fits = (1..=DATA).contains(&data.len()) && !label.is_empty();
        fits.then_some(Button { label, data })
    }
}

/// Stop, under the live tail of a log.
pub(super) fn stop() -> Keyboard {
    let button = Pressed::Stop.button("Stop");
    vec![button.into_iter().collect()]
}

/// Whether a yes or a no is asked for.
pub(super) fn asks(keyboard: &Keyboard) -> bool {
    let mut buttons = keyboard.iter().flatten();
    buttons.any(|button| button.data.starts_with(YES))
}

/// The buttons of a reply, and the suggestions that can't be buttons or have to be read first.
pub(super) fn of(reply: &Reply, nonce: Option<&str>) -> (Keyboard, Vec<Suggestion>) {
    let asks = reply.status == Status::NeedsConfirmation;
    if let Some(nonce) = nonce.filter(|_| asks) {
        let yes = Pressed::Confirm(nonce.to_owned()).button("Confirm");
        let no = Pressed::Decline(nonce.to_owned()).button("Cancel");
        if let (Some(yes), Some(no)) = (yes, no) {
            return (vec![vec![yes, no]], Vec::new());
        }
    }
    // What a line should have been that couldn't be read (a caret shows where) is read first, then tapped.
    let has_caret = matches!(reply.blocks.first(), Some(Block::Code(_)));
    let corrects = reply.status == Status::Usage && has_caret;
    let mut left = Vec::new();
    let mut buttons = Vec::new();
    for next in &reply.next {
        let label = if corrects { &next.command } else { &next.label };
        let line = line(next, reply.codebase.as_deref());
        let button = line.clone().map(Pressed::Command);
        let button = button.and_then(|pressed| pressed.button(label));
        let button = button.filter(|_| buttons.len() < MOST);
        if corrects || button.is_none() {
            let command = line.filter(|_| !corrects);
            left.push(Suggestion {
                label: next.label.clone(),
                command: command.unwrap_or_else(|| next.command.clone()),
            });
        }
        buttons.extend(button);
    }
    (rows(buttons), left)
}

/// Short ones two by two, a long one in a row of its own.
fn rows(buttons: Vec<Button>) -> Keyboard {
    let is_short = |button: &Button| units(&button.label) <= HALF;
    let mut rows = Keyboard::new();
    for button in buttons {
        match rows.last_mut() {
            Some(row) if row.len() == 1 && row.iter().chain([&button]).all(is_short) => {
                row.push(button);
            }
            _ => rows.push(vec![button]),
        }
    }
    rows
}

/// The command that is suggested, with the codebase that the reply speaks of: the conversation may speak of another one when
/// the button is pressed. By its short name, since data has little room. `None` for what has to be filled in first.
fn line(next: &Suggestion, codebase: Option<&str>) -> Option<String> {
    let mut invocation = command::parse_for(&next.command, None).ok()?;
    let of_a_codebase = invocation.command.verb().name.starts_with("docker-");
    if invocation.codebase.is_none() && of_a_codebase {
        invocation.codebase = codebase.and_then(|name| CodebaseName::new(name).ok());
    }
    let line = invocation.to_string();
    let verb = invocation.command.verb();
    let short = match verb.alias {
        Some(Alias::Anywhere(alias)) => line.strip_prefix('/').and_then(|line| {
            let arguments = line.strip_prefix(verb.head())?;
            Some(format!("/{alias}{arguments}"))
        }),
        Some(Alias::AtTerminal(_)) | None => None,
    };
    Some(short.unwrap_or(line))
}

#[cfg(test)]
mod tests;
