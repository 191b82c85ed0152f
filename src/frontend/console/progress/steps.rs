//! Which steps are under way, since when, and what of each is news.

use std::collections::HashMap;
use std::time::Instant;

use crate::reply::{Progress, clean_line, span};

/// The steps under way.
#[derive(Debug, Default)]
pub(super) struct Steps(HashMap<String, Running>);

#[derive(Debug)]
struct Running {
    since: Instant,
    /// What was said last, so that the same isn't said twice.
    said: Option<String>,
}

/// What there is to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum News {
    /// A step under way says this now.
    Now {
        /// The step.
        step: String,
        /// The step and what it waits for.
        line: String,
    },
    /// A step is over.
    Over {
        /// The step.
        step: String,
        /// The step and how long it took.
        line: String,
    },
}

impl Steps {
    /// Takes note of `progress`; `None` when it says nothing new.
    pub(super) fn hear(&mut self, progress: &Progress, now: Instant) -> Option<News> {
        let step = clean_line(&progress.step).into_owned();
        if progress.done {
            let since = self.0.remove(&step).map_or(now, |running| running.since);
            let line = format!("{step}: done in {}", span(now - since));
            return Some(News::Over { step, line });
        }
        let line = match &progress.detail {
            Some(detail) => format!("{step}: {}", clean_line(detail)),
            None => step.clone(),
        };
        let running = self.0.entry(step.clone()).or_insert(Running {
            since: now,
            said: None,
        });
        if running.said.as_ref() == Some(&line) {
            return None;
        }
        running.said = Some(line.clone());
        Some(News::Now { step, line })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::name::OperationId;

    fn progress(step: &str, detail: Option<&str>, done: bool) -> Progress {
        Progress {
            operation: OperationId::new("k3f9a2m7qx").unwrap(),
            title: "shop: deploy".to_owned(),
            step: step.to_owned(),
            detail: detail.map(str::to_owned),
            done,
        }
    }

    fn line(news: Option<News>) -> Option<String> {
        news.map(|news| match news {
            News::Now { line, .. } | News::Over { line, .. } => line,
        })
    }

    #[test]
    fn only_news_are_told_and_the_end_says_how_long_it_took() {
        let begin = Instant::now();
        let mut steps = Steps::default();
        let mut hear = |step, detail, done, after| {
            line(steps.hear(
                &progress(step, detail, done),
                begin + Duration::from_secs(after),
            ))
        };
        assert_eq!(
            hear("building api", None, false, 0).unwrap(),
            "building api"
        );
        assert_eq!(hear("building api", None, false, 1), None);
        assert_eq!(
            hear("building api", Some("step 2/5\u{1b}[K"), false, 2).unwrap(),
            "building api: step 2/5"
        );
        assert_eq!(
            hear("waiting", Some("web: starting"), false, 3).unwrap(),
            "waiting: web: starting"
        );
        assert_eq!(
            hear("building api", None, true, 65).unwrap(),
            "building api: done in 1 min 5 s"
        );
        assert_eq!(
            hear("never begun", None, true, 65).unwrap(),
            "never begun: done in 0 s"
        );
    }
}
