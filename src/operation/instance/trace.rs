//! Log lines of instances in Hailer's own log, under `hailer::container::NAME`, for as long as their containers run.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::StreamExt;
use tokio::task::{AbortHandle, JoinSet};

use super::asked;
use crate::domain::instance::{Instance, Life};
use crate::domain::log::{LogQuery, Stream};
use crate::domain::name::InstanceName;
use crate::engine::Engine;
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
        let engine = context.engine().await?.clone();
        let (name, id) = (instance.name.clone(), container.clone());
        let task = self
            .tasks
            .spawn(async move { trace(engine, (name, id), query, redactor).await });
        self.followed.insert(container, task);
        Ok(())
    }
}

/// Each line as it is written, until the container ends.
async fn trace(
    engine: Engine,
    (name, id): (InstanceName, String),
    query: LogQuery,
    redactor: Redactor,
) -> Ended {
    let mut last = None;
    let target = format!("hailer::container::{name}");
    let mut lines = std::pin::pin!(engine.follow_logs(&id, query));
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
