//! The store's time: the database's clock, carried on by this machine's monotonic one.
//!
//! Whoever works on one database agrees on the time, whatever the wall clocks of their machines say; those aren't asked.
//! The database is asked at the start and whenever a lease is taken or renewed. In between, `now` costs no query.
//! (An SQLite database is a file of this machine, so its clock is this machine's, as it was at the last reading.)

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::database::{Database, sql};
use super::error::StoreError;

/// Nothing here waits for longer; it keeps sums of times in range.
const TEN_YEARS: Duration = Duration::from_hours(87_660);

/// The database's clock as it was last read.
#[derive(Debug)]
pub(super) struct Clock {
    anchor: Instant,
    /// The database's time at `anchor`, in microseconds since 1970.
    at_anchor: AtomicI64,
}

impl Clock {
    /// Asks `database` for the first time.
    pub(super) async fn read_from(database: &Database) -> Result<Self, StoreError> {
        let clock = Self {
            anchor: Instant::now(),
            at_anchor: AtomicI64::new(0),
        };
        clock.synchronise(database).await?;
        Ok(clock)
    }

    /// Asks `database` again.
    pub(super) async fn synchronise(&self, database: &Database) -> Result<(), StoreError> {
        let asked = Instant::now();
        let (time,): (i64,) = database
            .optional(sql(database.clock_text()))
            .await?
            .ok_or_else(|| StoreError::not_found("answer to the question for the time"))?;
        self.set(time, asked, Instant::now());
        Ok(())
    }

    /// The database said `time` somewhere between `asked` and `answered`: halfway is never off by more than half of that.
    fn set(&self, time: i64, asked: Instant, answered: Instant) {
        let midway = asked + (answered - asked) / 2;
        self.at_anchor
            .store(time - micros(midway - self.anchor), Ordering::Relaxed);
    }

    /// The time, to the microsecond, which is as fine as both databases keep it.
    pub(super) fn now(&self) -> DateTime<Utc> {
        let now = self.at_anchor.load(Ordering::Relaxed) + micros(self.anchor.elapsed());
        DateTime::from_timestamp_micros(now).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// `duration` after `time`; a duration beyond ten years counts as ten.
pub(super) fn after(time: DateTime<Utc>, duration: Duration) -> DateTime<Utc> {
    time + TimeDelta::microseconds(micros(duration.min(TEN_YEARS)))
}

/// `duration` before `time`, bounded in the same way.
pub(super) fn before(time: DateTime<Utc>, duration: Duration) -> DateTime<Utc> {
    time - TimeDelta::microseconds(micros(duration.min(TEN_YEARS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_the_databases_whatever_this_machine_believes() {
        let anchor = Instant::now();
        let clock = Clock {
            anchor,
            at_anchor: AtomicI64::new(0),
        };
        // The database answers that it is the year 2001, half a second after it was asked.
        let time = DateTime::parse_from_rfc3339("2001-09-09T01:46:40Z").unwrap();
        clock.set(
            time.timestamp_micros(),
            anchor,
            anchor + Duration::from_millis(500),
        );
        let since = clock.now() - time.to_utc() + TimeDelta::milliseconds(250);
        assert!(
            since >= TimeDelta::zero() && since < TimeDelta::seconds(10),
            "{since}"
        );
    }

    #[test]
    fn an_endless_lease_ends_after_ten_years() {
        let time = DateTime::UNIX_EPOCH;
        assert_eq!(
            after(time, Duration::MAX) - time,
            TimeDelta::days(3652) + TimeDelta::hours(12)
        );
        assert_eq!(
            after(time, Duration::from_secs(1)) - time,
            TimeDelta::seconds(1)
        );
    }
}
