//! Log lines of instances in Hailer's own log, under `hailer::container::NAME`, for as long as they run.

use std::collections::BTreeMap;
use std::fmt::Display;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{Stream as AsyncStream, StreamExt};
use tokio::task::{AbortHandle, JoinSet};

use super::{InstanceError, asked};
use crate::domain::instance::{Instance, Life, Runs};
use crate::domain::log::{LogQuery, Stream};
use crate::domain::name::InstanceName;
use crate::engine;
use crate::host;
use crate::operation::{Context, OperationError};
use crate::reply::{self, Redactor};

/// The logs that are followed, by container.
#[derive(Debug, Default)]
pub struct Traces {
    followed: BTreeMap<String, AbortHandle>,
    tasks: JoinSet<Ended>,
    /// From when on lines are new, by container.
    heard: BTreeMap<String, DateTime<Utc>>,
    /// Since when it is looked.
    begun: Option<DateTime<Utc>>,
}

/// A log that has come to its end: of which container, and when its last line was written.
type Ended = (String, Option<DateTime<Utc>>);

impl Traces {
    /// Begins to follow what is new, and forgets what has ended.
    pub async fn look(&mut self, context: &Context) -> Result<(), OperationError> {
        let begun = *self.begun.get_or_insert_with(|| context.store.now());
        while let Some(ended) = self.tasks.try_join_next() {
            // One that was stopped is forgotten below.
            if let Ok((container, last)) = ended {
                self.followed.remove(&container);
                if let Some(last) = last {
                    self.heard
                        .insert(container, last + TimeDelta::nanoseconds(1));
                }
            }
        }
        let all = context.store.instances().await?;
        let wanted: BTreeMap<_, _> = all
            .iter()
            .filter(|one| one.life == Life::There && one.made.traced)
            .filter_map(|one| Some((one.container.clone()?, one)))
            .collect();
        // The log of one that stops ends by itself.
        self.followed.retain(|container, task| {
            let goes_on = wanted.contains_key(container);
            if !goes_on {
                task.abort();
            }
            goes_on
        });
        self.heard
            .retain(|container, _| wanted.contains_key(container));
        let mut looked = Ok(());
        for (container, instance) in wanted {
            if instance.stopped_at.is_none() && !self.followed.contains_key(&container) {
                // What was there before is not told again by a Hailer that begins anew.
                let since = instance.created_at.max(begun);
                let since = self.heard.get(&container).copied().unwrap_or(since);
                let follow = self.follow(context, (container, instance), since).await;
                // What is wrong with one keeps no other's lines out of the log.
                looked = looked.and(follow);
            }
        }
        looked
    }

    async fn follow(
        &mut self,
        context: &Context,
        (container, instance): (String, &Instance),
        since: DateTime<Utc>,
    ) -> Result<(), OperationError> {
        let redactor = asked::redactor_of(context, &instance.name).await?;
        let query = LogQuery {
            lines: usize::MAX,
            since: Some(since),
            until: None,
            grep: None,
        };
        let of = (instance.name.clone(), container.clone());
        let task = match instance.made.runs {
            Runs::Container => {
                let lines = context.engine().await?.follow_logs(&container, query);
                let lines = lines.map(|line| line.map(Line::from));
                self.tasks.spawn(trace(of, lines, redactor))
            }
            Runs::Process => {
                let folder = context.process_folder(&instance.name);
                let lines = context.host.follow(&folder, &query).await;
                let lines = lines.map_err(InstanceError::from)?;
                let lines = lines.map(|line| line.map(Line::from));
                self.tasks.spawn(trace(of, lines, redactor))
            }
        };
        self.followed.insert(container, task);
        Ok(())
    }
}

/// A line, whoever kept it.
struct Line {
    stream: Stream,
    at: Option<DateTime<Utc>>,
    text: String,
    cut: bool,
}

impl From<engine::LogLine> for Line {
    fn from(line: engine::LogLine) -> Self {
        Self {
            stream: line.stream,
            at: line.at,
            text: line.text,
            cut: line.cut,
        }
    }
}

impl From<host::LogLine> for Line {
    fn from(line: host::LogLine) -> Self {
        let (text, cut) = line.parts();
        Self {
            stream: line.stream,
            at: Some(line.at),
            text: text.to_owned(),
            cut,
        }
    }
}

/// Each line as it is written, until the instance ends.
async fn trace<E: Display>(
    (name, id): (InstanceName, String),
    lines: impl AsyncStream<Item = Result<Line, E>>,
    redactor: Redactor,
) -> Ended {
    let mut last = None;
    let target = format!("hailer::container::{name}");
    let mut lines = std::pin::pin!(lines);
    while let Some(line) = lines.next().await {
        match line {
            Ok(line) => {
                last = line.at.or(last);
                let stream = match line.stream {
                    Stream::Stdout => "stdout",
                    Stream::Stderr => "stderr",
                };
                let text = redactor.line(&line.text, line.cut);
                say(
                    &target,
                    format_args!("{stream}: {}", reply::clean_line(&text)),
                );
            }
            Err(error) => {
                tracing::warn!(instance = %name, %error, "its log can't be followed");
                break;
            }
        }
    }
    (id, last)
}

/// One line. tracing's own events have targets that are known when the program is made; those of `log` don't, and become the same.
fn say(target: &str, line: std::fmt::Arguments<'_>) {
    let record = log::Record::builder()
        .target(target)
        .level(log::Level::Info)
        .args(line)
        .build();
    // It writes where tracing's subscriber does; there is nothing that it could say to us.
    drop(tracing_log::format_trace(&record));
}
