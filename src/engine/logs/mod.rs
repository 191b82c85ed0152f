//! What containers wrote: the last lines, or each as it comes. The text is raw: making it inert and hiding secrets is
//! the reply's, also where it is done in here.

mod line;
mod many;
mod recent;

pub use line::LogLine;
pub use many::{LogSource, SourcedLine};

use std::future::pending;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::time::Duration;

use bollard::container::LogOutput;
use bollard::errors::Error as ApiError;
use bollard::query_parameters::LogsOptions;
use chrono::{DateTime, Utc};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream as AsyncStream, StreamExt};
use tokio_util::task::AbortOnDropHandle;

use line::Lines;
use recent::{MEMORY, Recent};

use super::connection::Engine;
use super::error::{Call, EngineError};
use crate::domain::log::LogQuery;

/// Reading a gigabyte to search it takes about this long; more than that no one waits for.
const TAIL_LIMIT: Duration = Duration::from_mins(1);

impl LogQuery {
    /// What the engine is asked for. It knows whole seconds and no pattern, so `wants` is asked again.
    fn options(&self, follow: bool) -> LogsOptions {
        let seconds = |time: DateTime<Utc>| i32::try_from(time.timestamp()).unwrap_or(i32::MAX);
        let searched = self.grep.is_some() || self.until.is_some();
        LogsOptions {
            follow,
            stdout: true,
            stderr: true,
            since: self.since.map_or(0, seconds),
            // Rounded up, for 0 and the second itself would lose lines.
            until: self
                .until
                .map_or(0, |until| seconds(until).saturating_add(1)),
            timestamps: true,
            tail: if searched {
                "all".to_owned()
            } else {
                self.lines.to_string()
            },
        }
    }
}

impl Engine {
    /// The newest lines of one container, oldest of them first.
    pub async fn logs(&self, id: &str, query: &LogQuery) -> Result<Vec<LogLine>, EngineError> {
        self.logs_within((id, MEMORY), query, |line| line).await
    }

    /// The newest lines of one container, each `shown` while the engine still sends: that takes it as long as the rest together.
    async fn logs_within(
        &self,
        (id, most_bytes): (&str, usize),
        query: &LogQuery,
        shown: impl Fn(LogLine) -> LogLine + Send + 'static,
    ) -> Result<Vec<LogLine>, EngineError> {
        let call = Call::new("read the log of container", id);
        let mut lines = self.lines(id, query.options(false));
        let query = query.clone();
        let read = async move {
            let mut recent = Recent::new(query.lines, most_bytes);
            while let Some(line) = lines.next().await {
                let line = line?;
                if query.wants(line.at, &line.text) {
                    recent.push(shown(line));
                }
            }
            Ok(recent.into_lines())
        };
        // As a task it stays on the thread that its connection is read on. Else each frame would wake another thread.
        let read = AbortOnDropHandle::new(tokio::spawn(read));
        match tokio::time::timeout(TAIL_LIMIT, read).await {
            Ok(Ok(lines)) => lines,
            Ok(Err(ended)) => match ended.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                // The program ends, and with it whoever waits here.
                Err(_cancelled) => pending().await,
            },
            Err(_) => Err(EngineError::TimedOut {
                call,
                limit: TAIL_LIMIT,
            }),
        }
    }

    /// The lines that are wanted, then each new one as it is written, until the container ends or the stream is dropped.
    pub fn follow_logs(
        &self,
        id: &str,
        query: LogQuery,
    ) -> impl AsyncStream<Item = Result<LogLine, EngineError>> + Send + 'static {
        self.lines(id, query.options(true)).filter(move |line| {
            let wanted = line
                .as_ref()
                .map_or(true, |line| query.wants(line.at, &line.text));
            std::future::ready(wanted)
        })
    }

    /// Every line of one answer, put together from its frames.
    fn lines(
        &self,
        id: &str,
        options: LogsOptions,
    ) -> BoxStream<'static, Result<LogLine, EngineError>> {
        let begin = Reading {
            frames: Box::pin(self.docker().logs(id, Some(options))),
            lines: Lines::default(),
            open: true,
            engine: self.clone(),
            call: Call::new("read the log of container", id),
        };
        stream::unfold(begin, |mut reading| async move {
            reading.next().await.map(|line| (line, reading))
        })
        .boxed()
    }
}

/// A log that is being read.
struct Reading {
    frames: Pin<Box<dyn AsyncStream<Item = Result<LogOutput, ApiError>> + Send>>,
    lines: Lines,
    open: bool,
    engine: Engine,
    call: Call,
}

impl Reading {
    async fn next(&mut self) -> Option<Result<LogLine, EngineError>> {
        loop {
            if let Some(line) = self.lines.next() {
                return Some(Ok(line));
            }
            if !self.open {
                return None;
            }
            match self.frames.next().await {
                Some(Ok(frame)) => self.lines.take(&frame),
                Some(Err(error)) => {
                    self.open = false;
                    return Some(Err(self.engine.explain(self.call.clone(), error)));
                }
                None => {
                    self.open = false;
                    self.lines.end();
                }
            }
        }
    }
}
