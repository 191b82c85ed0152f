//! A request while it is carried out: the one message that shows how it goes, and those behind it, who needn't wait for its end.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use super::begun::{Begun, Follower};
use super::{Arrived, Desk};
use crate::domain::actor::{Actor, Principal};
use crate::frontend::telegram::Place;
use crate::frontend::telegram::client::{Address, Client};
use crate::frontend::telegram::heard::Sender;
use crate::frontend::telegram::live::LiveMessage;
use crate::reply::{Reply, Responder};

/// What hasn't been answered by then lets others pass.
const LONG: Duration = Duration::from_secs(2);

/// An update that is being handled.
pub(super) struct Turn {
    /// Its number in the inbox.
    pub(super) update: i64,
    /// When it was written down.
    pub(super) received_at: DateTime<Utc>,
    /// Whether a desk ended in the middle of it before.
    pub(super) again: bool,
    /// Where its answer belongs.
    pub(super) to: Address,
    /// When it was asked for, as far as that is known.
    pub(super) asked_at: Option<DateTime<Utc>>,
    /// What it asks for, as people read it ("/docker-deploy").
    pub(super) title: String,
    /// The press that it is, until that is answered.
    pub(super) press: Option<Pressing>,
    /// Where it is shown how it goes.
    pub(super) live: Option<Arc<LiveMessage>>,
}

/// A press that waits to be answered.
pub(super) struct Pressing {
    /// Its id.
    pub(super) id: String,
    /// The message whose buttons are used up by it; `None`: they may be pressed again.
    pub(super) uses_up: Option<i32>,
}

impl Turn {
    pub(super) fn new(arrived: Arrived, to: Address, title: &str) -> Self {
        Self {
            update: arrived.update,
            received_at: arrived.at,
            again: arrived.again,
            to,
            asked_at: None,
            title: title.to_owned(),
            press: None,
            live: None,
        }
    }
}

impl Desk {
    /// Waits for the answer, and shows how it goes. `None` where nothing is to be said, or whoever follows a log has pressed
    /// Stop. `follows` is given where a log is asked for to be followed: by whom.
    pub(super) async fn attend(
        &self,
        turn: &mut Turn,
        follows: Option<Principal>,
        ask: impl AsyncFnOnce(Arc<dyn Responder>) -> Option<Reply>,
    ) -> Option<Reply> {
        let live = LiveMessage::new(&self.client, turn.to, &turn.title, &self.stops);
        let live = Arc::clone(turn.live.insert(Arc::new(live)));
        let is_followed = follows.is_some();
        let replaced = CancellationToken::new();
        let follower = follows.map(|who| Follower {
            who,
            place: turn.to.place,
            stops: Arc::clone(&self.stops),
            replaced: replaced.clone(),
        });
        let begun = Arc::new(Begun::new(&live, follower));
        let mut asked = Box::pin(ask(Arc::clone(&begun) as Arc<dyn Responder>));
        tokio::select! {
            reply = &mut asked => return reply,
            () = begun.within(LONG) => {}
        }
        // Beside it, not before: an operation that isn't polled loses its lease.
        let mut aside = std::pin::pin!(self.aside(turn, &begun));
        let mut is_aside = true;
        loop {
            tokio::select! {
                reply = &mut asked => return reply,
                () = live.stopped(), if is_followed => return None,
                () = replaced.cancelled(), if is_followed => return None,
                () = &mut aside, if is_aside => is_aside = false,
            }
        }
    }

    /// Lets others pass. Once there are news, which only whoever may gets, it tells whoever pressed that it was taken, and
    /// remembers which message shows how it goes.
    async fn aside(&self, turn: &mut Turn, begun: &Begun) {
        self.mail.let_pass(turn.update).await;
        begun.news().await;
        // To its end, also where the answer comes before.
        let (client, place) = (Arc::clone(&self.client), turn.to.place);
        tokio::task::spawn_local(accept(client, place, turn.press.take()));
        self.remember(begun, place).await;
    }

    /// Whoever comes after a crash finds the live message again.
    async fn remember(&self, begun: &Begun, place: Place) {
        let (message, Some(operation)) = begun.shown().await else {
            return;
        };
        let (conversation, message) = (place.conversation(), message.to_string());
        let shown = self.outbox.show_live(operation, &conversation, &message);
        if let Err(error) = shown.await {
            tracing::debug!(%error, "after a crash the live message would be left as it is");
        }
    }
}

/// Whoever pressed hears that it was taken, and what they pressed goes.
pub(super) async fn accept(client: Arc<Client>, place: Place, press: Option<Pressing>) {
    let Some(press) = press else {
        return;
    };
    rest(&client, &press.id, None).await;
    if let Some(message) = press.uses_up
        && let Err(error) = client.take_buttons((place, message)).await
    {
        tracing::debug!(%error, "buttons that were pressed are still there; they say so if pressed again");
    }
}

/// Answers a press, with words that only whoever pressed reads.
pub(super) async fn rest(client: &Client, press: &str, words: Option<&str>) {
    if let Err(error) = client.answer(press, words).await {
        tracing::debug!(%error, "a press is not answered");
    }
}

/// Whoever is known to Telegram by that number.
pub(super) fn actor(sender: &Sender) -> Option<Actor> {
    let principal = sender.principal().inspect_err(
        |error| tracing::warn!(%error, "a sender who can't be somebody is not answered"),
    );
    Some(Actor {
        principal: principal.ok()?,
        display_name: sender.name.clone(),
        person: None,
    })
}

/// What kind of place it is to Hailer.
pub(super) const fn kind(place: Place) -> crate::domain::actor::Place {
    if place.is_group() {
        crate::domain::actor::Place::Group
    } else {
        crate::domain::actor::Place::Private
    }
}
