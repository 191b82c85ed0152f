//! Bells: what wakes those of this process who wait for something to be put in, so that nobody polls for what is said here.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// What is rung.
#[derive(Debug)]
pub(super) struct Ringer(watch::Sender<()>);

impl Ringer {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(()))
    }

    pub(super) fn ring(&self) {
        self.0.send_replace(());
    }

    pub(super) fn bell(&self) -> Bell {
        Bell(self.0.subscribe())
    }
}

/// Rings whenever there may be something new. What another process puts in rings no bell here.
#[derive(Debug)]
pub struct Bell(watch::Receiver<()>);

impl Bell {
    /// Waits until it has rung since it was listened to last, `at_most` so long.
    pub async fn rung(&mut self, at_most: Duration) {
        // Too late or store closed: either way somebody looks now.
        drop(timeout(at_most, self.0.changed()).await);
    }
}
