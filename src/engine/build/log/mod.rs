//! What a builder says, as lines in their order, each with the step that it belongs to.

mod lines;
mod status;
mod trace;

use lines::Lines;
use status::Status;
use trace::Trace;

use super::answer::News;
use crate::engine::error::EngineError;

/// Puts a builder's pieces of text together to lines, hands each on, and keeps the last ones.
pub(super) struct BuildLog<'a> {
    line: &'a (dyn Fn(&str) + Send + Sync),
    /// What the classic builder says.
    classic: Lines,
    /// What `BuildKit` says.
    trace: Trace,
}

impl<'a> BuildLog<'a> {
    pub(super) fn new(line: &'a (dyn Fn(&str) + Send + Sync)) -> Self {
        Self {
            line,
            classic: Lines::default(),
            trace: Trace::default(),
        }
    }

    /// Takes what a builder said.
    pub(super) fn take(&mut self, said: &News) {
        if let Some(text) = &said.stream {
            self.classic.take(text, self.line);
        }
        if let Some(trace) = said.trace() {
            match Status::read(trace) {
                Some(status) => self.trace.take(&status, self.line),
                None => (self.line)("(here is a part of the builder's log that can't be read)"),
            }
        }
    }

    /// The error of a build that `error` ended: one that the builder told carries the failing step's last lines.
    pub(super) fn failure(mut self, image: &str, error: EngineError) -> EngineError {
        self.end();
        match error {
            EngineError::Failed { reason, .. } => {
                let last_lines = match self.trace.failed() {
                    Some(lines) => lines,
                    None => self.classic.into_last(),
                };
                EngineError::BuildFailed {
                    image: image.to_owned(),
                    reason: with_advice(reason),
                    last_lines,
                }
            }
            other => other,
        }
    }

    /// The error of a build that said nothing for too long: with the last lines of what it said before.
    pub(super) fn silent(mut self, image: &str, limit: std::time::Duration) -> EngineError {
        self.end();
        let mut last_lines = self.classic.into_last();
        last_lines.extend(self.trace.under_way());
        EngineError::BuildFailed {
            image: image.to_owned(),
            reason: format!(
                "it said nothing for {}, so it was ended; a step that needs longer must say something now and then",
                humantime::format_duration(limit)
            ),
            last_lines,
        }
    }

    /// Ends the lines that are unfinished.
    pub(super) fn end(&mut self) {
        self.classic.end(self.line);
        self.trace.end(self.line);
    }
}

/// The builder's words, with what to do about those that name no step.
fn with_advice(reason: String) -> String {
    if reason.contains("no space left on device") {
        format!(
            "{reason}; the engine's disk is full: `docker system df` shows with what, `docker builder prune` frees caches"
        )
    } else {
        reason
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::error::Call;

    #[test]
    fn a_full_disk_is_told_with_what_to_do() {
        let full = EngineError::Failed {
            call: Call::new("build image", "shop-web"),
            reason: "write /var/lib/docker/x: no space left on device".to_owned(),
        };
        let said = BuildLog::new(&|_| {}).failure("shop-web", full).to_string();
        assert!(said.contains("docker builder prune"), "{said}");
    }
}
