//! The moment at which no process of a container is left, which the engine tells before it has taken down what was around
//! them. Nothing is changed here.

use std::collections::{BTreeSet, HashMap};
use std::future::pending;

use bollard::query_parameters::EventsOptions;
use futures_util::TryStreamExt;

use crate::engine::connection::Engine;
use crate::engine::error::{Call, EngineError};

impl Engine {
    /// Waits until none of the containers `ids` has a process left.
    ///
    /// An end that was there before this is first polled isn't seen, so the answer to the stop has to be awaited beside
    /// it. Never ends for a container in a PID namespace that isn't its own: there its other processes outlive the first one.
    pub async fn no_process_is_left(&self, ids: &[&str]) -> Result<(), EngineError> {
        for id in ids {
            let host = self.inspect_raw(id).await?.host_config;
            if host.is_some_and(|host| host.pid_mode.is_some_and(|mode| !mode.is_empty())) {
                return pending().await;
            }
        }
        let filters = HashMap::from([
            ("type".to_owned(), vec!["container".to_owned()]),
            (
                "container".to_owned(),
                ids.iter().map(ToString::to_string).collect(),
            ),
            // Of a process, not of the container: it comes before the network is taken down (moby, `daemon/monitor.go`).
            ("event".to_owned(), vec!["die".to_owned()]),
        ]);
        let options = EventsOptions {
            filters: Some(filters),
            ..EventsOptions::default()
        };
        let call = || Call::new("hear of the end of", ids.join(", "));
        let mut left: BTreeSet<&str> = ids.iter().copied().collect();
        let mut events = self.docker().events(Some(options));
        while !left.is_empty() {
            let heard = events.try_next().await;
            let Some(event) = heard.map_err(|error| self.explain(call(), error))? else {
                return pending().await;
            };
            let ended = event.actor.and_then(|actor| actor.id);
            left.remove(ended.unwrap_or_default().as_str());
        }
        Ok(())
    }
}
