//! What goes wrong between us and Telegram. The token is part of each address there, and an error of the HTTP client prints
//! the address: so nothing of such an error is shown but its kind and its innermost cause.

use std::time::Duration;

use teloxide::{ApiError, RequestError};

use crate::reply::{clean_line, words};

/// A call that Telegram didn't carry out, or of which that isn't known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TelegramError {
    /// The bot's token is wrong or was revoked.
    #[error(
        "Telegram doesn't know the bot's token: set TELEGRAM_BOT_TOKEN to the one that BotFather shows"
    )]
    Token,
    /// The API's address is none.
    #[error("TELEGRAM_API_URL is not an address: {0:?}; write https://api.telegram.org")]
    Address(String),
    /// The HTTP client can't be made.
    #[error("no HTTP client could be made: {0}")]
    NoClient(String),
    /// There was no connection; nothing was done.
    #[error("Telegram can't be reached ({0}); try again later")]
    Unreached(String),
    /// The answer was lost or can't be read.
    #[error(
        "Telegram gave no answer that can be read ({0}), so it isn't known whether it was done"
    )]
    NotKnown(String),
    /// The message was sent, and only what Telegram said of it can't be read.
    #[error("Telegram's answer can't be read, but message {message} was sent")]
    Sent {
        /// Its number.
        message: i32,
    },
    /// Too much was sent; nothing was done.
    #[error("Telegram asks to wait for {}", words::seconds(*.secs))]
    Wait {
        /// Seconds.
        secs: u64,
    },
    /// The person has blocked the bot, or has not written to it yet.
    #[error("the person doesn't take messages from the bot; they have to write /start to it")]
    Blocked,
    /// The bot isn't in the chat.
    #[error("the bot is not in the chat any more; add it again")]
    Kicked,
    /// The chat isn't there, or the bot has never seen it.
    #[error("there is no such chat for the bot; add the bot to it, or forget the chat")]
    NoChat,
    /// The topic was deleted or closed.
    #[error("the topic is gone or closed; give the command in another one")]
    NoTopic,
    /// The bot may not write there.
    #[error("the bot may not write in the chat; an administrator of the chat has to allow it")]
    Muted,
    /// The group has another id now.
    #[error("the group has become a supergroup with the id {to}; allow the chat again there")]
    Moved {
        /// Its id now.
        to: i64,
    },
    /// Another program asks for the updates of the same bot.
    #[error("another program polls with the same token; stop it, or give Hailer a bot of its own")]
    AnotherPoller,
    /// A webhook takes the bot's updates, so they can't be asked for.
    #[error(
        "a webhook takes the updates of the bot; remove it (deleteWebhook), or give Hailer a bot of its own"
    )]
    Webhook,
    /// The message was deleted, or is too old to be changed.
    #[error("the message is gone or can't be changed any more; send a new one")]
    NoMessage,
    /// The press was answered already, or too late.
    #[error("the press is too old to be answered; whoever pressed can press again")]
    TooLate,
    /// Anything else that Telegram refuses, which it will refuse again.
    #[error("Telegram refused: {0}")]
    Refused(String),
}

impl TelegramError {
    /// Whether another try may go better.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Unreached(_)
                | Self::NotKnown(_)
                | Self::Wait { .. }
                | Self::AnotherPoller
                | Self::Webhook
        )
    }

    /// Whether nothing can be said in this place any more, until people change something there.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(
            self,
            Self::Blocked
                | Self::Kicked
                | Self::NoChat
                | Self::NoTopic
                | Self::Muted
                | Self::Moved { .. }
        )
    }

    /// Nothing came within `limit`.
    pub(in crate::frontend::telegram) fn silent(limit: Duration) -> Self {
        Self::NotKnown(format!("none within {}", words::span(limit)))
    }

    /// What teloxide says; `token` is what must not be in it.
    pub(super) fn read(error: &RequestError, token: &str) -> Self {
        match error {
            RequestError::RetryAfter(wait) => Self::Wait {
                secs: u64::from(wait.seconds()).max(1),
            },
            RequestError::MigrateToChatId(chat) => Self::Moved { to: chat.0 },
            RequestError::Network(lost) => {
                let why = hidden(&innermost(lost.as_ref()), token);
                if lost.is_connect() {
                    Self::Unreached(why)
                } else {
                    Self::NotKnown(why)
                }
            }
            // A proxy's page instead of an answer, as with a 502.
            RequestError::InvalidJson { raw, .. } => match sent(raw) {
                Some(message) => Self::Sent { message },
                None => Self::NotKnown("no JSON".to_owned()),
            },
            RequestError::Io(lost) => Self::Refused(hidden(&lost.to_string(), token)),
            RequestError::Api(refusal) => refused(&description(refusal), token),
        }
    }
}

/// The number of the message that an answer tells of, whatever else it holds that teloxide doesn't know.
fn sent(answer: &str) -> Option<i32> {
    let answer: serde_json::Value = serde_json::from_str(answer).ok()?;
    let message = answer.pointer("/result/message_id")?.as_i64()?;
    i32::try_from(message).ok()
}

/// What Telegram said, as it said it: teloxide words only those anew that it knows not, and the wrong token.
fn description(refusal: &ApiError) -> String {
    match refusal {
        ApiError::Unknown(words) => words.clone(),
        ApiError::InvalidToken => "Unauthorized".to_owned(),
        known => known.to_string(),
    }
}

/// What Telegram's words hold, in lower case, and what they mean: there are no codes.
static REFUSALS: [(&str, TelegramError); 24] = [
    ("while webhook is active", TelegramError::Webhook),
    (
        "terminated by other getupdates",
        TelegramError::AnotherPoller,
    ),
    ("blocked by the user", TelegramError::Blocked),
    ("can't initiate conversation", TelegramError::Blocked),
    ("user is deactivated", TelegramError::Blocked),
    ("bot was kicked", TelegramError::Kicked),
    ("bot is not a member", TelegramError::Kicked),
    ("group is deactivated", TelegramError::Kicked),
    ("group chat was deleted", TelegramError::Kicked),
    ("chat not found", TelegramError::NoChat),
    ("thread not found", TelegramError::NoTopic),
    ("topic_closed", TelegramError::NoTopic),
    ("topic_deleted", TelegramError::NoTopic),
    ("not enough rights", TelegramError::Muted),
    ("have no rights", TelegramError::Muted),
    ("need administrator rights", TelegramError::Muted),
    ("chat_write_forbidden", TelegramError::Muted),
    ("message to edit not found", TelegramError::NoMessage),
    ("message to delete not found", TelegramError::NoMessage),
    ("message to react not found", TelegramError::NoMessage),
    ("message can't be edited", TelegramError::NoMessage),
    ("message can't be deleted", TelegramError::NoMessage),
    ("message_id_invalid", TelegramError::NoMessage),
    ("query is too old", TelegramError::TooLate),
];

/// How the words begin when Telegram itself is broken: with the name of the HTTP status.
const BROKEN: [&str; 4] = [
    "internal server error",
    "bad gateway",
    "service unavailable",
    "gateway timeout",
];

fn refused(words: &str, token: &str) -> TelegramError {
    let lower = words.to_lowercase();
    if lower == "unauthorized" || lower == "not found" {
        return TelegramError::Token;
    }
    if BROKEN.iter().any(|status| lower.starts_with(status)) {
        return TelegramError::NotKnown(hidden(words, token));
    }
    let known = REFUSALS.iter().find(|(part, _)| lower.contains(part));
    known.map_or_else(
        || TelegramError::Refused(hidden(words, token)),
        |(_, meaning)| meaning.clone(),
    )
}

/// The last cause in the row: what the operating system said, without the address on the way there.
fn innermost(error: &(dyn std::error::Error + 'static)) -> String {
    let mut cause = error.source();
    let mut last = None;
    while let Some(error) = cause {
        last = Some(error);
        cause = error.source();
    }
    last.map_or_else(|| "the connection broke".to_owned(), ToString::to_string)
}

/// `text` on one line, with nothing of the token in it.
fn hidden(text: &str, token: &str) -> String {
    let text = clean_line(text);
    if token.is_empty() {
        return text.into_owned();
    }
    text.replace(token, "<token>")
}

#[cfg(test)]
mod tests;
