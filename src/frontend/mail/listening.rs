//! How it goes with listening.

use std::time::{Duration, Instant};

use tokio::sync::watch;

/// Whether what is said on a platform is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listening {
    /// The platform has not answered yet since the start.
    Starting,
    /// It is.
    Well,
    /// It isn't, and is tried again by itself.
    Interrupted {
        /// Since when.
        since: Instant,
        /// What went wrong last, and what can be done about it. For the log: it may name what strangers needn't know.
        why: String,
    },
    /// No more, since Hailer stops.
    Ended,
}

impl Listening {
    /// Whether commands are heard at this moment, as far as is known.
    #[must_use]
    pub const fn is_well(&self) -> bool {
        matches!(self, Self::Well)
    }
}

/// Who says how it goes, to whoever asks and in the log.
pub(in crate::frontend) struct Ear {
    platform: &'static str,
    listening: watch::Sender<Listening>,
}

impl Ear {
    /// One that has heard nothing yet.
    pub(in crate::frontend) fn new(platform: &'static str) -> Self {
        Self {
            platform,
            listening: watch::Sender::new(Listening::Starting),
        }
    }

    /// How it goes, from now on.
    pub(in crate::frontend) fn listening(&self) -> watch::Receiver<Listening> {
        self.listening.subscribe()
    }

    /// Whether it hears, as far as is known.
    pub(in crate::frontend) fn is_well(&self) -> bool {
        self.listening.borrow().is_well()
    }

    /// It hears.
    pub(in crate::frontend) fn hears(&self) {
        let platform = self.platform;
        match self.listening.send_replace(Listening::Well) {
            Listening::Well | Listening::Ended => {}
            Listening::Starting => tracing::info!(platform, "listening"),
            Listening::Interrupted { since, .. } => {
                let secs = since.elapsed().as_secs();
                tracing::info!(platform, secs, "listening again");
            }
        }
    }

    /// It doesn't, and will be tried again after `pause`.
    pub(in crate::frontend) fn is_deaf(&self, why: String, pause: Duration) {
        let (since, is_known) = match &*self.listening.borrow() {
            Listening::Interrupted { since, why: before } => (*since, *before == why),
            _ => (Instant::now(), false),
        };
        let (platform, pause_secs) = (self.platform, pause.as_secs());
        if is_known {
            tracing::debug!(platform, error = why, pause_secs, "not listening still");
        } else {
            tracing::warn!(platform, error = why, pause_secs, "not listening");
        }
        self.listening
            .send_replace(Listening::Interrupted { since, why });
    }

    /// It hears no more.
    pub(in crate::frontend) fn ends(&self) {
        self.listening.send_replace(Listening::Ended);
    }
}
