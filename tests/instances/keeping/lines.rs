//! The program's own log, kept in memory.

use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

/// Remembers what is logged under instances.
#[derive(Clone, Default)]
pub(crate) struct Lines {
    all: Arc<Mutex<Vec<(String, String)>>>,
    warnings: Arc<Mutex<Vec<String>>>,
}

impl Lines {
    pub(crate) fn of(&self, name: &str) -> Vec<String> {
        let target = format!("hailer::container::{name}");
        let lines = self.all.lock().unwrap();
        let own = lines.iter().filter(|(of, _)| *of == target);
        own.map(|(_, line)| line.clone()).collect()
    }

    /// What Hailer itself warned of.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.warnings.lock().unwrap().clone()
    }
}

impl<S: tracing::Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut said = Said::default();
        event.record(&mut said);
        let target = said
            .target
            .unwrap_or_else(|| event.metadata().target().to_owned());
        if *event.metadata().level() <= tracing::Level::WARN && target.starts_with("hailer") {
            self.warnings.lock().unwrap().push(said.message.clone());
        }
        self.all.lock().unwrap().push((target, said.message));
    }
}

#[derive(Default)]
struct Said {
    target: Option<String>,
    message: String,
}

impl Visit for Said {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "log.target" {
            self.target = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        }
    }
}
