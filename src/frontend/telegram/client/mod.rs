//! Telegram's Bot API as Hailer uses it: each call has a time limit, keeps to the pace that Telegram allows, and waits as long
//! as it is asked to.
//!
//! What may be done twice is tried again. A message is not: when the answer to it is lost, nobody knows whether it was
//! sent, and whoever keeps the outbox has to decide ([`TelegramError::NotKnown`]).

mod change;
mod error;
mod pace;
mod poll;
mod send;

use std::fmt;
use std::future::{Future, IntoFuture};
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use secrecy::{ExposeSecret, SecretString};
use teloxide::payloads::SetMyCommandsSetters;
use teloxide::requests::Requester;
use teloxide::types::{BotCommand, BotCommandScope, InlineKeyboardButton, InlineKeyboardMarkup};
use teloxide::{Bot, RequestError};
use tokio::time::timeout;

use super::Place;
use super::buttons::Keyboard;
use super::heard::Me;
pub use error::TelegramError;
use pace::{Kind, Pace};
pub use send::Address;

/// What a call may take, the 10 seconds included that teloxide waits over a 5xx before it tells of it.
const CALL: Duration = Duration::from_secs(15);
/// Longer than any single call, the long poll included: the calls have limits of their own.
const CONNECTION: Duration = Duration::from_secs(75);
/// How often a call is made again that Telegram asked to wait for.
const HELD: usize = 3;
/// What is waited over where nobody keeps the message: a press can be answered for 15 seconds.
const SHORT: u64 = 10;

/// The bot.
pub struct Client {
    bot: Bot,
    pace: Pace,
}

impl fmt::Debug for Client {
    /// teloxide's own prints the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    /// The bot with `token`, at `api` where that isn't Telegram's own address. Nothing is asked yet.
    pub fn new(token: &SecretString, api: Option<&str>) -> Result<Self, TelegramError> {
        let http = teloxide::net::default_reqwest_settings()
            .timeout(CONNECTION)
            .build()
            .map_err(|error| TelegramError::NoClient(error.to_string()))?;
        let mut bot = Bot::with_client(token.expose_secret(), http);
        if let Some(api) = api {
            let wrong = || TelegramError::Address(api.to_owned());
            // Paths are added to it, which an address such as `mailto:` doesn't allow.
            if !api.starts_with("http://") && !api.starts_with("https://") {
                return Err(wrong());
            }
            bot = bot.set_api_url(api.parse().map_err(|_| wrong())?);
        }
        let pace = Pace::default();
        Ok(Self { bot, pace })
    }

    /// Asks Telegram who the bot is; so it also shows that the token is right.
    pub async fn me(&self) -> Result<Me, TelegramError> {
        let me = self.anew(CALL, &|| self.bot.get_me()).await?;
        Ok(Me {
            id: me.user.id.0.cast_signed(),
            username: me.username().to_owned(),
        })
    }

    /// Whether a webhook takes the bot's updates, so that nobody can ask for them.
    pub async fn has_webhook(&self) -> Result<bool, TelegramError> {
        let info = self.anew(CALL, &|| self.bot.get_webhook_info()).await?;
        Ok(info.url.is_some())
    }

    /// Sets the menu of `scope`.
    pub(super) async fn set_commands(
        &self,
        commands: &[BotCommand],
        scope: &BotCommandScope,
    ) -> Result<(), TelegramError> {
        let call = || {
            let call = self.bot.set_my_commands(commands.to_vec());
            call.scope(scope.clone())
        };
        self.anew(CALL, &call).await.map(drop)
    }

    /// One call.
    async fn once<T>(
        &self,
        limit: Duration,
        call: impl IntoFuture<Output = Result<T, RequestError>>,
    ) -> Result<T, TelegramError> {
        match timeout(limit, call).await {
            Ok(answer) => answer.map_err(|error| TelegramError::read(&error, self.bot.token())),
            Err(_elapsed) => Err(TelegramError::silent(limit)),
        }
    }

    /// A call that counts in its chat, made again where nothing was done: Telegram asked to wait, or there was no connection.
    async fn in_turn<T, C>(
        &self,
        (place, kind): (Place, Kind),
        limit: Duration,
        call: &impl Fn() -> C,
    ) -> Result<T, TelegramError>
    where
        C: IntoFuture<Output = Result<T, RequestError>>,
    {
        let mut held = 0;
        loop {
            self.pace.turn(place, kind).await?;
            let unreached = |error: &TelegramError| matches!(error, TelegramError::Unreached(_));
            let made = (|| self.once(limit, call()))
                .retry(pauses())
                .when(unreached)
                .await;
            match made {
                Err(TelegramError::Wait { secs }) => {
                    self.pace.hold((place, kind), secs);
                    held += 1;
                    if held > HELD {
                        return Err(TelegramError::Wait { secs });
                    }
                }
                made => return made,
            }
        }
    }

    /// A call that may be made twice and counts in no chat.
    async fn anew<T, C>(&self, limit: Duration, call: &impl Fn() -> C) -> Result<T, TelegramError>
    where
        C: IntoFuture<Output = Result<T, RequestError>>,
    {
        let tried = || self.once(limit, call());
        again(tried).await
    }
}

/// Tries again what may be done twice, a bounded number of times; as much later as Telegram asks, if that isn't long.
async fn again<T, F>(call: impl FnMut() -> F) -> Result<T, TelegramError>
where
    F: Future<Output = Result<T, TelegramError>>,
{
    again_after(SHORT, call).await
}

/// The same, where `longest` seconds aren't long.
async fn again_after<T, F>(longest: u64, call: impl FnMut() -> F) -> Result<T, TelegramError>
where
    F: Future<Output = Result<T, TelegramError>>,
{
    call.retry(pauses())
        .when(TelegramError::may_pass)
        .adjust(move |error: &TelegramError, pause| match error {
            TelegramError::Wait { secs } if *secs > longest => None,
            TelegramError::Wait { secs } => pause.map(|_| Duration::from_secs(*secs)),
            _ => pause,
        })
        .await
}

/// Three more tries, after about 0.5, 1 and 2 seconds.
fn pauses() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(500))
        .with_factor(2.0)
        .with_max_times(3)
        .with_jitter()
}

fn markup(keyboard: &Keyboard) -> InlineKeyboardMarkup {
    let rows = keyboard.iter().filter(|row| !row.is_empty());
    InlineKeyboardMarkup::new(rows.map(|row| {
        row.iter()
            .map(|button| InlineKeyboardButton::callback(&button.label, &button.data))
    }))
}
