//! Whether a container ended by itself, or the engine's own restart ended it. Nothing in the API says so, but the engine
//! keeps its latest events in memory alone. Nothing is changed here.

use std::collections::HashMap;
use std::time::Duration;

use bollard::query_parameters::EventsOptions;
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;

use crate::domain::container::Container;
use crate::engine::connection::Engine;
use crate::engine::error::{Call, EngineError};

/// Between the moment that a container calls its start and the event of it lies a write to the engine's disk.
const EVENT_WITHIN: Duration = Duration::from_secs(5);

/// The event of a signal is written while the container may end already.
const TOLD_WITHIN: Duration = Duration::from_secs(1);

/// Longer than a restart policy waits before it starts a container again (Docker's documentation: a minute at most).
const ENDED_WITHIN: Duration = Duration::from_mins(2);

impl Engine {
    /// Whether the engine does not remember that it last started `container`: it was restarted since, or more than its 256
    /// latest events have come (moby, `daemon/events/events.go`). One that never started was never forgotten.
    pub async fn forgot_start(&self, container: &Container) -> Result<bool, EngineError> {
        let Some(started) = container.started else {
            return Ok(false);
        };
        let when = (started, started + EVENT_WITHIN);
        Ok(!self.remembers(container, "start", when).await?)
    }

    /// Whether the engine was told to end the present or last run of `container`, or ends itself and so ends all of them.
    pub async fn was_ended(&self, container: &Container) -> Result<bool, EngineError> {
        let Some(started) = container.started else {
            return Ok(false);
        };
        let ended = container.finished.unwrap_or(started).max(started);
        let when = (started, ended + TOLD_WITHIN);
        self.remembers(container, "kill", when).await
    }

    /// Whether the engine does not remember how the run of `container` before this one ended: it was restarted itself, and
    /// not the container by its policy.
    pub async fn forgot_end(&self, container: &Container) -> Result<bool, EngineError> {
        let Some(started) = container.started else {
            return Ok(false);
        };
        let when = (started - ENDED_WITHIN, started);
        Ok(!self.remembers(container, "die", when).await?)
    }

    async fn remembers(
        &self,
        container: &Container,
        event: &str,
        (since, until): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<bool, EngineError> {
        let filters = HashMap::from([
            ("type".to_owned(), vec!["container".to_owned()]),
            ("container".to_owned(), vec![container.id.clone()]),
            ("event".to_owned(), vec![event.to_owned()]),
        ]);
        let options = EventsOptions {
            since: Some(to_the_nanosecond(since)),
            until: Some(to_the_nanosecond(until)),
            filters: Some(filters),
        };
        let call = Call::new("remember the events of container", &container.id);
        let first = self
            .read(call, || async {
                let mut events = self.docker().events(Some(options.clone()));
                events.try_next().await
            })
            .await?;
        Ok(first.is_some())
    }
}

/// As the engine reads it (moby, `api/types/time`): the stop before a start is often in the same second.
fn to_the_nanosecond(time: DateTime<Utc>) -> String {
    format!("{}.{:09}", time.timestamp(), time.timestamp_subsec_nanos())
}
