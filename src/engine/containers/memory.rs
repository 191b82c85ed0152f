//! Whether a container ended by itself, or the engine's own restart ended it. Nothing in the API says so, but an engine makes
//! its default network anew when it begins (not so with live-restore, when its restart ends no container either). Nothing is
//! changed here.

use std::collections::HashMap;
use std::time::Duration;

use bollard::query_parameters::{EventsOptions, InspectNetworkOptions};
use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;

use super::view;
use crate::domain::container::Container;
use crate::engine::connection::Engine;
use crate::engine::error::{Call, EngineError};

/// Between the moment that a container calls its start and the event of it lies a write to the engine's disk.
const EVENT_WITHIN: Duration = Duration::from_secs(5);

/// The event of a signal is written while the container may end already.
const TOLD_WITHIN: Duration = Duration::from_secs(1);

/// Longer than a restart policy waits before it starts a container again (Docker's documentation: a minute at most).
const ENDED_WITHIN: Duration = Duration::from_mins(2);

/// What Docker calls the network of containers that name none.
const DEFAULT_NETWORK: &str = "bridge";

impl Engine {
    /// Whether the engine was restarted since it last started `container`.
    pub async fn restarted_since_start(&self, container: &Container) -> Result<bool, EngineError> {
        let Some(started) = container.started else {
            return Ok(false);
        };
        if let Some(began) = self.began().await? {
            return Ok(began > started);
        }
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

    /// Whether the engine began the present run of `container` when it was restarted itself, and not the container's policy
    /// after an end that the engine remembers.
    pub async fn began_it_anew(&self, container: &Container) -> Result<bool, EngineError> {
        let Some(started) = container.started else {
            return Ok(false);
        };
        let since = started - ENDED_WITHIN;
        if let Some(began) = self.began().await?
            && !(since..=started).contains(&began)
        {
            return Ok(false);
        }
        Ok(!self.remembers(container, "die", (since, started)).await?)
    }

    /// When the engine began, by the network that it makes then (moby, `daemon/daemon_unix.go`, `initBridgeDriver`).
    ///
    /// `None` where it is told to have none (`--bridge=none`). Then its latest events must do: it keeps 256, in memory alone
    /// (moby, `daemon/events/events.go`), which on a busy engine, where every healthcheck is three of them, reach back for seconds.
    async fn began(&self) -> Result<Option<DateTime<Utc>>, EngineError> {
        let call = Call::new("inspect network", DEFAULT_NETWORK);
        let found = self
            .read(call, || {
                self.docker()
                    .inspect_network(DEFAULT_NETWORK, None::<InspectNetworkOptions>)
            })
            .await;
        match found {
            Ok(network) => Ok(view::time(network.created.as_deref())),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
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
