//! How long a lease counts for the process that holds it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Until when a lease counts by this process's own clock. Every renewal moves it, for the lease and for each [`super::Intent`]
/// under it; a process that was stopped finds it over when it goes on. After a machine's own sleep it doesn't: that clock slept
/// too.
#[derive(Debug, Clone)]
pub struct Term {
    end: Arc<Mutex<Instant>>,
    length: Duration,
}

impl Term {
    /// That of a lease of this `length`, for which the store was asked at that moment.
    #[must_use]
    pub fn of(length: Duration, asked: Instant) -> Self {
        Self {
            end: Arc::new(Mutex::new(asked + length)),
            length,
        }
    }

    /// The lease was renewed; the store was asked at that moment.
    pub fn renew(&self, asked: Instant) {
        self.move_to(asked + self.length);
    }

    /// The lease is over now.
    pub fn end(&self) {
        self.move_to(Instant::now());
    }

    fn move_to(&self, end: Instant) {
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }

    /// Whether it is too late to begin something: the last third has begun. What was begun before has that time to end, so
    /// that whoever takes over finds nothing still under way.
    #[must_use]
    pub fn is_ending(&self) -> bool {
        let end = *self.end.lock().unwrap_or_else(PoisonError::into_inner);
        end.saturating_duration_since(Instant::now()) <= self.length / 3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_the_last_third_it_is_too_late_to_begin_something() {
        let length = Duration::from_secs(30);
        let asked_before = |seconds| {
            let asked = Instant::now().checked_sub(Duration::from_secs(seconds));
            Term::of(length, asked.unwrap())
        };
        assert!(!asked_before(19).is_ending());
        let ending = asked_before(21);
        assert!(ending.is_ending());
        ending.renew(Instant::now());
        assert!(!ending.is_ending());
        ending.end();
        assert!(ending.is_ending());
    }
}
