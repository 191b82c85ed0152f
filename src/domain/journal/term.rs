//! How long a lease counts for the process that holds it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Until when a lease counts by this process's own clock. Every renewal moves it, for the lease and for each [`Intent`] under
/// it; a process that was stopped finds it over when it goes on. After a machine's own sleep it doesn't: that clock slept too.
#[derive(Debug, Clone)]
pub struct Term(Arc<Mutex<Instant>>);

impl Term {
    /// Over at `end`.
    #[must_use]
    pub fn until(end: Instant) -> Self {
        Self(Arc::new(Mutex::new(end)))
    }

    /// Over at `end` instead.
    pub fn move_to(&self, end: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }

    /// Whether another may have taken over what the lease is about.
    #[must_use]
    pub fn is_over(&self) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) <= Instant::now()
    }
}
