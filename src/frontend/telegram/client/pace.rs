//! How fast we may speak. Telegram publishes no exact limits; its FAQ for bots says about one message a second in a chat and
//! 20 a minute in a group. Edits are kept to one a second in a chat.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::error::TelegramError;
use crate::frontend::telegram::Place;

/// Between two messages in a chat, once the burst is spent.
const PACE: Duration = Duration::from_secs(1);
/// Messages that may follow each other at once.
const BURST: u32 = 3;
/// Between two edits in a chat.
const EDITS: Duration = Duration::from_secs(1);
/// Messages in a group within [`WINDOW`].
const GROUP: usize = 20;
/// A minute, and what two messages may differ in on their way.
const WINDOW: Duration = Duration::from_millis(60_500);
/// Messages to all chats within a second (Telegram's FAQ for bots, "bulk notifications").
const ALL: usize = 30;
/// Who would wait longer is told so instead.
const LONGEST: Duration = Duration::from_mins(1);
/// Chats that are kept in mind before those that are quiet are forgotten.
const CHATS: usize = 1000;

/// What a call counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Message,
    Edit,
}

/// The turns of every chat, and of all together.
#[derive(Debug, Default)]
pub(super) struct Pace {
    chats: Mutex<HashMap<i64, Turns>>,
    /// When the last [`ALL`] messages went.
    last: tokio::sync::Mutex<VecDeque<Instant>>,
}

#[derive(Debug, Default)]
struct Turns {
    /// When the burst is whole again.
    whole: Option<Instant>,
    last_edit: Option<Instant>,
    /// When the messages of the last minute went.
    minute: VecDeque<Instant>,
    /// Until when Telegram has asked to wait with messages, and with edits: an answer needn't wait for a live message.
    held_message: Option<Instant>,
    held_edit: Option<Instant>,
}

impl Pace {
    /// Waits for a turn in the chat.
    pub(super) async fn turn(&self, place: Place, kind: Kind) -> Result<(), TelegramError> {
        let at = self.book(place, kind, Instant::now())?;
        sleep_until(at).await;
        if kind == Kind::Message {
            self.pass().await;
        }
        Ok(())
    }

    /// Waits for a turn among the messages to all chats, in the order of their coming.
    async fn pass(&self) {
        let mut last = self.last.lock().await;
        if last.len() == ALL
            && let Some(first) = last.front()
        {
            sleep_until(*first + PACE).await;
            last.pop_front();
        }
        last.push_back(Instant::now());
    }

    /// Telegram asks to wait: no more of that kind goes there until then.
    pub(super) fn hold(&self, (place, kind): (Place, Kind), secs: u64) {
        let until = Instant::now() + Duration::from_secs(secs);
        let mut chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        let turns = chats.entry(place.chat).or_default();
        let held = turns.held(kind);
        *held = (*held).max(Some(until));
    }

    /// Takes the next turn; when it is.
    fn book(&self, place: Place, kind: Kind, now: Instant) -> Result<Instant, TelegramError> {
        let mut chats = self.chats.lock().unwrap_or_else(PoisonError::into_inner);
        if chats.len() > CHATS {
            chats.retain(|_, turns| turns.is_busy(now));
        }
        let turns = chats.entry(place.chat).or_default();
        let at = turns.next(kind, place.is_group(), now);
        let wait = at.saturating_duration_since(now);
        if wait > LONGEST {
            let secs = wait.as_secs().saturating_add(1);
            return Err(TelegramError::Wait { secs });
        }
        turns.take(kind, at);
        Ok(at)
    }
}

impl Turns {
    const fn held(&mut self, kind: Kind) -> &mut Option<Instant> {
        match kind {
            Kind::Message => &mut self.held_message,
            Kind::Edit => &mut self.held_edit,
        }
    }

    fn next(&mut self, kind: Kind, is_group: bool, now: Instant) -> Instant {
        let mut at = self.held(kind).map_or(now, |held| held.max(now));
        match kind {
            Kind::Edit => {
                if let Some(last) = self.last_edit {
                    at = at.max(last + EDITS);
                }
            }
            Kind::Message => {
                if let Some(free) = self
                    .whole
                    .and_then(|whole| whole.checked_sub(PACE * (BURST - 1)))
                {
                    at = at.max(free);
                }
                let is_past = |sent: &Instant| now.saturating_duration_since(*sent) >= WINDOW;
                while self.minute.front().is_some_and(is_past) {
                    self.minute.pop_front();
                }
                let full = self.minute.len().checked_sub(GROUP);
                if let Some(first) = full
                    .and_then(|over| self.minute.get(over))
                    .filter(|_| is_group)
                {
                    at = at.max(*first + WINDOW);
                }
            }
        }
        at
    }

    fn take(&mut self, kind: Kind, at: Instant) {
        match kind {
            Kind::Edit => self.last_edit = Some(at),
            Kind::Message => {
                self.whole = Some(self.whole.map_or(at, |whole| whole.max(at)) + PACE);
                self.minute.push_back(at);
            }
        }
    }

    /// Whether anything of it still matters.
    fn is_busy(&self, now: Instant) -> bool {
        let last = [
            self.whole,
            self.last_edit,
            self.held_message,
            self.held_edit,
            self.minute.back().copied(),
        ];
        last.into_iter().flatten().any(|last| last + WINDOW > now)
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    const CHAT: Place = Place::chat(7);
    const OPS: Place = Place::chat(-7);

    /// Milliseconds until each of so many turns.
    fn waits(of: &Pace, place: Place, kind: Kind, now: Instant, count: usize) -> Vec<u128> {
        let wait = |_| (of.book(place, kind, now).unwrap() - now).as_millis();
        (0..count).map(wait).collect()
    }

    #[test]
    fn a_small_burst_goes_at_once_and_then_one_a_second() {
        let (pace, now) = (Pace::default(), Instant::now());
        assert_eq!(
            waits(&pace, CHAT, Kind::Message, now, 5),
            [0, 0, 0, 1000, 2000]
        );
        assert_eq!(
            waits(&pace, OPS, Kind::Message, now, 1),
            [0],
            "another chat"
        );
        let later = now + Duration::from_secs(10);
        assert_eq!(waits(&pace, CHAT, Kind::Message, later, 4), [0, 0, 0, 1000]);
    }

    #[test]
    fn edits_are_a_second_apart() {
        let (pace, now) = (Pace::default(), Instant::now());
        assert_eq!(waits(&pace, CHAT, Kind::Edit, now, 3), [0, 1000, 2000]);
        assert_eq!(waits(&pace, CHAT, Kind::Message, now, 1), [0]);
    }

    #[test]
    fn a_group_gets_20_messages_a_minute_and_whoever_would_wait_longer_is_told() {
        let (pace, now) = (Pace::default(), Instant::now());
        let sent = waits(&pace, OPS, Kind::Message, now, 20);
        assert_eq!(sent.last(), Some(&17_000));
        let next = waits(&pace, OPS, Kind::Message, now + Duration::from_secs(30), 1);
        assert_eq!(next, [30_500]);
        let refused = pace.book(OPS, Kind::Message, now);
        assert_eq!(refused, Err(TelegramError::Wait { secs: 61 }));
    }

    #[tokio::test]
    async fn all_chats_together_get_30_messages_a_second() {
        let pace = Pace::default();
        let at_once = |_| pace.pass().now_or_never().is_some();
        assert_eq!((0..40).filter(|turn| at_once(*turn)).count(), ALL);
    }

    #[tokio::test(start_paused = true)]
    async fn what_telegram_asks_is_kept_to_the_second() {
        let (pace, now) = (Pace::default(), Instant::now());
        pace.hold((CHAT, Kind::Edit), 7);
        pace.hold((CHAT, Kind::Edit), 3);
        assert_eq!(waits(&pace, CHAT, Kind::Edit, now, 1), [7000]);
        assert_eq!(waits(&pace, CHAT, Kind::Message, now, 1), [0]);
        assert_eq!(waits(&pace, OPS, Kind::Edit, now, 1), [0]);
    }
}
