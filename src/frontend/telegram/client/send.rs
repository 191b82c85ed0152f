//! What makes a new message.

use std::time::Duration;

use teloxide::payloads::{SendDocumentSetters, SendMessageSetters};
use teloxide::requests::Requester;
use teloxide::types::{
    ChatAction, ChatId, InputFile, LinkPreviewOptions, MessageId, ParseMode, ReplyMarkup,
    ReplyParameters, ThreadId,
};

use super::pace::Kind;
use super::{CALL, Client, TelegramError, markup};
use crate::frontend::telegram::{Piece, Place};

/// What sending a file may take.
const FILE: Duration = Duration::from_mins(1);

/// Where a message goes, and how it arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// The chat, and the topic in it.
    pub place: Place,
    /// The message that it answers; it is sent all the same where that is gone.
    pub reply_to: Option<i32>,
    /// Whether it comes without a sound.
    pub silent: bool,
}

impl Address {
    /// In the chat that `place` is, and to nobody in particular.
    #[must_use]
    pub const fn to(place: Place) -> Self {
        Self {
            place,
            reply_to: None,
            silent: false,
        }
    }

    fn thread(&self) -> Option<ThreadId> {
        self.place.topic.map(|topic| ThreadId(MessageId(topic)))
    }

    fn reply(&self) -> Option<ReplyParameters> {
        let replied = self.reply_to.map(MessageId);
        replied.map(|message| ReplyParameters::new(message).allow_sending_without_reply())
    }

    fn silence(&self) -> Option<bool> {
        self.silent.then_some(true)
    }
}

impl Client {
    /// Sends one message; its number in the chat. It is sent once at most: of [`TelegramError::NotKnown`] nobody can say
    /// whether it arrived, after any other error it did not.
    pub async fn send(&self, to: &Address, piece: &Piece) -> Result<i32, TelegramError> {
        let turn = (to.place, Kind::Message);
        let chat = ChatId(to.place.chat);
        let sent = match piece {
            Piece::Text { html, keyboard } => {
                let call = || {
                    let mut call = self
                        .bot
                        .send_message(chat, html)
                        .parse_mode(ParseMode::Html)
                        .link_preview_options(no_preview());
                    call.message_thread_id = to.thread();
                    call.reply_parameters = to.reply();
                    call.disable_notification = to.silence();
                    if !keyboard.is_empty() {
                        call.reply_markup = Some(ReplyMarkup::InlineKeyboard(markup(keyboard)));
                    }
                    call
                };
                self.in_turn(turn, CALL, &call).await
            }
            Piece::File { name, contents } => {
                let call = || {
                    let file = InputFile::memory(contents.clone()).file_name(name.clone());
                    let mut call = self
                        .bot
                        .send_document(chat, file)
                        .disable_content_type_detection(true);
                    call.message_thread_id = to.thread();
                    call.reply_parameters = to.reply();
                    // The message that it belongs to has rung already.
                    call.disable_notification = Some(true);
                    call
                };
                self.in_turn(turn, FILE, &call).await
            }
        };
        match sent {
            Err(TelegramError::Sent { message }) => Ok(message),
            sent => Ok(sent?.id.0),
        }
    }

    /// Shows for five seconds that the bot is at work.
    pub async fn seems_busy(&self, place: Place) -> Result<(), TelegramError> {
        let call = || {
            let mut call = self
                .bot
                .send_chat_action(ChatId(place.chat), ChatAction::Typing);
            call.message_thread_id = Address::to(place).thread();
            call
        };
        // It is over before a second try.
        self.once(CALL, call()).await.map(drop)
    }
}

/// No card of whatever address stands first in a text.
pub(super) const fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}
