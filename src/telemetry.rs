//! The tracing subscriber: to standard error, as text or JSON, filtered by `RUST_LOG`. `docs/LOGGING.md` has the rules.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;

/// How log lines are written (`HAILER_LOG_FORMAT`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// A JSON object a line, for machines.
    Json,
}

/// A variable that can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// `HAILER_LOG_FORMAT`.
    #[error("HAILER_LOG_FORMAT is {0:?}. Set it like this: HAILER_LOG_FORMAT=json, or text")]
    Format(String),
    /// `RUST_LOG`.
    #[error("RUST_LOG can't be read: {0}. Set it like this: RUST_LOG=hailer=debug")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// It was installed before.
    #[error("the log is already set up: {0}")]
    Installed(#[from] tracing::subscriber::SetGlobalDefaultError),
}

impl Format {
    /// Reads `HAILER_LOG_FORMAT`; unset is text.
    pub fn parse(given: Option<&str>) -> Result<Self, TelemetryError> {
        match given {
            None | Some("" | "text") => Ok(Self::Text),
            Some("json") => Ok(Self::Json),
            Some(other) => Err(TelemetryError::Format(other.to_owned())),
        }
    }
}

/// Installs the subscriber for the whole process. `filter` is `RUST_LOG`'s value; unset, `quiet` says which level.
pub fn install(
    format: Format,
    filter: Option<&str>,
    default_filter: &str,
) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(filter.unwrap_or(default_filter))?;
    tracing::subscriber::set_global_default(subscriber(format, filter, std::io::stderr))?;
    Ok(())
}

fn subscriber<W>(
    format: Format,
    filter: EnvFilter,
    writer: W,
) -> Box<dyn tracing::Subscriber + Send + Sync>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let registry = tracing_subscriber::registry().with(filter);
    let layer = tracing_subscriber::fmt::layer().with_writer(writer);
    match format {
        Format::Text => Box::new(registry.with(layer.with_ansi(false))),
        Format::Json => Box::new(registry.with(layer.json().flatten_event(true))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Captured(Arc<Mutex<Vec<u8>>>);

    impl Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_json_line_carries_the_operation_it_belongs_to() {
        let captured = Captured::default();
        let writer = captured.clone();
        let filter = EnvFilter::new("info");
        let subscriber = subscriber(Format::Json, filter, move || writer.clone());
        tracing::subscriber::with_default(subscriber, || {
            let span =
                tracing::info_span!("operation", operation = "k3f9a2m7qx", codebase = "shop");
            span.in_scope(|| tracing::info!(step = 3, "container stopped"));
        });
        let bytes = captured.0.lock().unwrap().clone();
        let line: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(line["span"]["operation"], "k3f9a2m7qx");
        assert_eq!(line["message"], "container stopped");
        assert_eq!(line["step"], 3);
    }

    #[test]
    fn an_unknown_format_is_refused_by_name() {
        let error = Format::parse(Some("xml")).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("HAILER_LOG_FORMAT is \"xml\"")
        );
    }
}
