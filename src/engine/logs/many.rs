//! The logs of several containers as one, in the order of their times: the view of a whole project.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::stream::{self, select_all};
use futures_util::{Stream as AsyncStream, StreamExt, TryStreamExt};

use super::LogLine;
use super::recent::MEMORY;
use crate::domain::log::LogQuery;
use crate::engine::connection::Engine;
use crate::engine::error::EngineError;

/// How many logs are read at a time.
const AT_A_TIME: usize = 8;

/// A container whose log is wanted, with the name under which its lines are shown.
#[derive(Debug, Clone)]
pub struct LogSource {
    /// The container's id.
    pub id: String,
    /// What its lines are marked with ("web", "web-2").
    pub name: Arc<str>,
}

/// A line with the source that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcedLine {
    /// The source's name.
    pub source: Arc<str>,
    /// The line.
    pub line: LogLine,
}

impl Engine {
    /// The newest lines of all these containers together, oldest of them first. Each that is wanted is `shown` as it comes.
    pub async fn interleaved_logs(
        &self,
        sources: &[LogSource],
        query: &LogQuery,
        shown: impl Fn(LogLine) -> LogLine + Clone + Send + 'static,
    ) -> Result<Vec<SourcedLine>, EngineError> {
        let share = MEMORY / sources.len().max(1);
        let logs: Vec<Vec<SourcedLine>> = stream::iter(sources)
            .map(|source| {
                let lines = self.logs_within((&source.id, share), query, shown.clone());
                async move { Ok::<_, EngineError>(marked(source, lines.await?)) }
            })
            .buffered(AT_A_TIME)
            .try_collect()
            .await?;
        Ok(newest(logs, query.lines))
    }

    /// Each new line of all these containers as it is written. A source that fails says so and ends; the others go on.
    pub fn follow_interleaved(
        &self,
        sources: Vec<LogSource>,
        query: &LogQuery,
    ) -> impl AsyncStream<Item = Result<SourcedLine, EngineError>> + Send + 'static {
        select_all(sources.into_iter().map(|source| {
            let name = source.name;
            self.follow_logs(&source.id, query.clone())
                .map_ok(move |line| SourcedLine {
                    source: Arc::clone(&name),
                    line,
                })
                .boxed()
        }))
    }
}

fn marked(source: &LogSource, lines: Vec<LogLine>) -> Vec<SourcedLine> {
    let mark = |line| SourcedLine {
        source: Arc::clone(&source.name),
        line,
    };
    lines.into_iter().map(mark).collect()
}

/// The last `most` lines of all logs by time. A line without a time stays behind the one before it in its log.
fn newest(logs: Vec<Vec<SourcedLine>>, most: usize) -> Vec<SourcedLine> {
    let mut timed: Vec<(DateTime<Utc>, SourcedLine)> = Vec::new();
    for log in logs {
        let mut last = DateTime::UNIX_EPOCH;
        for line in log {
            last = line.line.at.unwrap_or(last);
            timed.push((last, line));
        }
    }
    timed.sort_by_key(|(at, _)| *at);
    let older = timed.len().saturating_sub(most);
    timed
        .into_iter()
        .skip(older)
        .map(|(_, line)| line)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::log::Stream;

    fn log(name: &str, times: &[Option<i64>]) -> Vec<SourcedLine> {
        let source = LogSource {
            id: String::new(),
            name: name.into(),
        };
        let line = |(number, at): (usize, &Option<i64>)| LogLine {
            stream: Stream::Stdout,
            at: at.and_then(|secs| DateTime::from_timestamp(secs, 0)),
            text: format!("{name}{number}"),
            cut: false,
        };
        marked(&source, times.iter().enumerate().map(line).collect())
    }

    #[test]
    fn lines_come_in_the_order_of_their_times_and_the_newest_are_kept() {
        let logs = vec![
            log("a", &[Some(1), Some(4), None]),
            log("b", &[Some(2), Some(3), Some(5)]),
        ];
        let texts: Vec<_> = newest(logs, 5).into_iter().map(|l| l.line.text).collect();
        assert_eq!(texts, ["b0", "b1", "a1", "a2", "b2"]);
    }
}
