//! What changes a message that is there, and answers a press. All of it may be done twice.

use std::time::Duration;

use teloxide::payloads::{
    AnswerCallbackQuerySetters, EditMessageReplyMarkupSetters, EditMessageTextSetters,
    SetMessageReactionSetters,
};
use teloxide::requests::Requester;
use teloxide::types::{CallbackQueryId, ChatId, MessageId, ParseMode, ReactionType};
use teloxide::{ApiError, RequestError};

use super::pace::Kind;
use super::send::no_preview;
use super::{CALL, Client, TelegramError, again, again_after, markup};
use crate::frontend::telegram::Place;
use crate::frontend::telegram::buttons::Keyboard;
use crate::frontend::telegram::render::cut;

/// What the answer to a press may take: whoever pressed waits for it.
const PRESS: Duration = Duration::from_secs(4);
/// Seconds that an edit which stays is held back at most, at a time.
const PATIENT: u64 = 600;
/// Units of a notification.
const NOTIFICATION: usize = 200;

impl Client {
    /// Puts another text and other buttons into a message, to stay: waits minutes where Telegram asks for that, three times at most.
    /// That nothing changes by it is no error.
    pub async fn edit(
        &self,
        (place, message): (Place, i32),
        html: &str,
        keyboard: &Keyboard,
    ) -> Result<(), TelegramError> {
        again_after(PATIENT, || {
            self.edit_once((place, message), move || (html, keyboard))
        })
        .await
    }

    /// The same, tried once, with what `draw` shows at the turn that it gets: before that it may have to wait.
    pub(in crate::frontend::telegram) async fn edit_once<T: AsRef<str>, K: AsRef<Keyboard>>(
        &self,
        (place, message): (Place, i32),
        draw: impl Fn() -> (T, K),
    ) -> Result<(), TelegramError> {
        let call = || {
            let (html, keyboard) = draw();
            let call = self
                .bot
                .edit_message_text(ChatId(place.chat), MessageId(message), html.as_ref())
                .parse_mode(ParseMode::Html)
                .link_preview_options(no_preview())
                .reply_markup(markup(keyboard.as_ref()));
            async move { unless_same(call.await) }
        };
        self.in_turn((place, Kind::Edit), CALL, &call).await
    }

    /// Takes the buttons of a message away.
    pub async fn take_buttons(&self, (place, message): (Place, i32)) -> Result<(), TelegramError> {
        let call = || {
            let call = self
                .bot
                .edit_message_reply_markup(ChatId(place.chat), MessageId(message))
                .reply_markup(markup(&Keyboard::new()));
            async move { unless_same(call.await) }
        };
        again(|| self.in_turn((place, Kind::Edit), CALL, &call)).await
    }

    /// Deletes a message. That it is gone already is no error.
    pub async fn delete(&self, (place, message): (Place, i32)) -> Result<(), TelegramError> {
        let call = || {
            self.bot
                .delete_message(ChatId(place.chat), MessageId(message))
        };
        match self.anew(CALL, &call).await {
            Ok(_) | Err(TelegramError::NoMessage) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Answers a press, so that its button comes to rest; with a `text`, that is shown to whoever pressed.
    pub async fn answer(&self, press: &str, text: Option<&str>) -> Result<(), TelegramError> {
        let text = text.map(|text| cut(text, NOTIFICATION));
        let call = || {
            let press = CallbackQueryId(press.to_owned());
            let call = self.bot.answer_callback_query(press);
            match &text {
                Some(text) => call.text(text),
                None => call,
            }
        };
        self.anew(PRESS, &call).await.map(drop)
    }

    /// Reacts to a message with one emoji, of those that Telegram has for that ("👀").
    pub async fn react(
        &self,
        (place, message): (Place, i32),
        emoji: &str,
    ) -> Result<(), TelegramError> {
        let call = || {
            let emoji = emoji.to_owned();
            self.bot
                .set_message_reaction(ChatId(place.chat), MessageId(message))
                .reaction([ReactionType::Emoji { emoji }])
        };
        self.anew(CALL, &call).await.map(drop)
    }
}

/// A message that is as it should be is a success.
fn unless_same<T>(answer: Result<T, RequestError>) -> Result<(), RequestError> {
    match answer {
        Ok(_) | Err(RequestError::Api(ApiError::MessageNotModified)) => Ok(()),
        Err(error) => Err(error),
    }
}
