//! Updates, as Telegram tells them. They are taken raw: among teloxide's types one that it doesn't know has lost what it said.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use teloxide::requests::{JsonRequest, Payload};

use super::{Client, TelegramError};

/// What is listened to; anything else isn't even sent.
const KINDS: [&str; 2] = ["message", "callback_query"];
/// Telegram waits no longer for something to tell (Bot API, `getUpdates`).
const LONGEST: Duration = Duration::from_secs(50);
/// What the way there and back may take in addition, with the 10 seconds that teloxide waits over a 5xx.
const WAY: Duration = Duration::from_secs(15);

/// `getUpdates`.
#[derive(Debug, Clone, Serialize)]
struct GetUpdates {
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<i64>,
    /// Seconds.
    timeout: u64,
    allowed_updates: [&'static str; 2],
}

impl Payload for GetUpdates {
    type Output = Vec<Value>;
    const NAME: &'static str = "GetUpdates";
}

impl Client {
    /// The updates from `offset` on, at most 100; waits for one up to `wait`. Those before `offset` are forgotten by
    /// Telegram, so they must be kept by then. Tried once.
    pub async fn updates(
        &self,
        offset: Option<i64>,
        wait: Duration,
    ) -> Result<Vec<Value>, TelegramError> {
        let wait = wait.min(LONGEST);
        let asked = GetUpdates {
            offset,
            timeout: wait.as_secs(),
            allowed_updates: KINDS,
        };
        let call = JsonRequest::new(self.bot.clone(), asked);
        self.once(wait + WAY, call).await
    }
}
