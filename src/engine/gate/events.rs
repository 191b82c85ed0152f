//! The engine's events about some containers: a wake-up for the gate, and the exit codes that a restart would hide.

use std::collections::HashMap;
use std::time::Duration;

use bollard::models::EventMessage;
use bollard::query_parameters::EventsOptions;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;

use crate::engine::connection::Engine;

/// What the gate wants to hear of. `health_status` without a colon matches every state of health (moby,
/// `daemon/events/filter.go`); healthchecks' own execs aren't asked for.
const KINDS: [&str; 5] = ["start", "die", "oom", "destroy", "health_status"];

/// A stream of events that may break at any time without harm.
pub(super) struct Events {
    stream: Option<BoxStream<'static, EventMessage>>,
    exit_codes: HashMap<String, i64>,
}

impl Events {
    pub(super) fn of(engine: &Engine, containers: impl Iterator<Item = String>) -> Self {
        let filters = HashMap::from([
            ("type".to_owned(), vec!["container".to_owned()]),
            ("container".to_owned(), containers.collect()),
            ("event".to_owned(), KINDS.map(str::to_owned).to_vec()),
        ]);
        let options = EventsOptions {
            filters: Some(filters),
            ..EventsOptions::default()
        };
        let stream = engine.docker().events(Some(options));
        // A broken stream ends here; the gate's tick takes over.
        let whole = stream.take_while(|event| std::future::ready(event.is_ok()));
        Self {
            stream: Some(whole.filter_map(|event| async { event.ok() }).boxed()),
            exit_codes: HashMap::new(),
        }
    }

    /// Waits for the next event, `limit` at most.
    pub(super) async fn next_within(&mut self, limit: Duration) {
        let Some(stream) = &mut self.stream else {
            tokio::time::sleep(limit).await;
            return;
        };
        match tokio::time::timeout(limit, stream.next()).await {
            Ok(Some(event)) => self.note(event),
            Ok(None) => {
                tracing::debug!("the engine's event stream ended; looking at intervals instead");
                self.stream = None;
            }
            Err(_) => {}
        }
    }

    /// The exit code that the engine told last of a container.
    pub(super) fn exit_code(&self, container: &str) -> Option<i64> {
        self.exit_codes.get(container).copied()
    }

    fn note(&mut self, event: EventMessage) {
        let Some(actor) = event.actor else { return };
        let code = actor
            .attributes
            .as_ref()
            .and_then(|told| told.get("exitCode")?.parse().ok());
        if let (Some(id), Some(code)) = (actor.id, code) {
            self.exit_codes.insert(id, code);
        }
    }
}
