//! Progress at the terminal: a moving line for each step under way, and a line that stays for each step that is over. In
//! a pipe, plain lines on standard error.

mod steps;

use std::collections::HashMap;
use std::io::Write as _;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use tokio::sync::Notify;

use crate::reply::{Progress, Responder, Tone, clean_line};

use super::look::Look;
use steps::{News, Steps};

/// Shows progress on standard error and followed lines on standard output.
#[derive(Debug)]
pub struct ConsoleResponder {
    look: Look,
    moving: MultiProgress,
    shown: Mutex<Shown>,
    reader_gone: Notify,
}

#[derive(Debug, Default)]
struct Shown {
    steps: Steps,
    /// The moving line of each step; none in a pipe.
    bars: HashMap<String, ProgressBar>,
}

impl ConsoleResponder {
    const TICK: Duration = Duration::from_millis(100);

    /// Moving lines where standard error is a terminal, plain ones elsewhere.
    #[must_use]
    pub fn new() -> Self {
        Self {
            look: Look::of_stderr(),
            moving: MultiProgress::new(),
            shown: Mutex::default(),
            reader_gone: Notify::new(),
        }
    }

    /// Takes every moving line away: before a reply is printed, also when a step never ended.
    pub fn clear(&self) {
        let shown = std::mem::take(&mut *self.shown());
        for bar in shown.bars.into_values() {
            bar.finish_and_clear();
        }
    }

    /// Waits until nobody reads standard output any more (`hailer logs --follow | head`): then following can end.
    pub async fn reader_gone(&self) {
        self.reader_gone.notified().await;
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        // A panic elsewhere leaves at worst a line too many on the screen.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bar(&self) -> ProgressBar {
        let bar = self.moving.add(ProgressBar::new_spinner());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Self::TICK);
        bar
    }

    /// One line that stays, above what moves.
    fn say(&self, line: &str) {
        self.moving.suspend(|| {
            // When nobody reads standard error any more, there is nobody to be told.
            let _ = writeln!(std::io::stderr(), "{line}");
        });
    }
}

impl Default for ConsoleResponder {
    fn default() -> Self {
        Self::new()
    }
}

impl Responder for ConsoleResponder {
    fn progress(&self, progress: Progress) {
        let mut shown = self.shown();
        let Some(news) = shown.steps.hear(&progress, Instant::now()) else {
            return;
        };
        match news {
            News::Now { step, line } if self.look.is_terminal() => {
                let bar = shown.bars.entry(step).or_insert_with(|| self.bar());
                bar.set_message(line);
            }
            News::Now { line, .. } => self.say(&line),
            News::Over { step, line } => {
                if let Some(bar) = shown.bars.remove(&step) {
                    bar.finish_and_clear();
                    self.moving.remove(&bar);
                }
                if self.look.is_terminal() {
                    self.say(&format!("{} {line}", self.look.toned(Tone::Good, "✓")));
                } else {
                    self.say(&line);
                }
            }
        }
    }

    fn line(&self, line: &str) {
        let line = clean_line(line);
        self.moving.suspend(|| {
            if writeln!(std::io::stdout(), "{line}").is_err() {
                self.reader_gone.notify_one();
            }
        });
    }
}
