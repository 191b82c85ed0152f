//! What a live comment shows at a moment.

use std::time::Instant;

use crate::frontend::github::render::render;
use crate::frontend::steps::{Step, Steps};
use crate::reply::words::seconds;
use crate::reply::{Block, Reply, Status, Tone, clean_line, count};

/// Steps that are shown; those before are counted.
const STEPS: usize = 20;

/// All that was told so far.
pub(super) struct Board {
    /// Whether everybody reads it.
    is_public: bool,
    pub(super) steps: Steps,
    /// The last line of a build's log.
    line: Option<String>,
}

impl Board {
    pub(super) fn new(is_public: bool) -> Self {
        Self {
            is_public,
            steps: Steps::default(),
            line: None,
        }
    }

    pub(super) fn line(&mut self, line: &str) {
        self.line = Some(clean_line(line).into_owned());
    }

    /// The comment as it is now.
    pub(super) fn draw(&self, id: &str, now: Instant) -> String {
        let title = self.steps.title().unwrap_or("under way");
        if self.is_public {
            let done = count(self.steps.done(), "step");
            let told = format!("{title}, under way: {done} done");
            return render(&Reply::new(Status::Done, told).toned(Tone::Plain), id).body;
        }
        let (before, steps) = self.steps.last(STEPS);
        let earlier = (before > 0).then(|| format!("✓ {before} before"));
        let shown = steps.iter().map(|step| told(step, now));
        let reply = Reply::new(Status::Done, format!("{title}, under way"))
            .toned(Tone::Plain)
            .with(Block::List(earlier.into_iter().chain(shown).collect()));
        let reply = match &self.line {
            Some(line) => reply.with(Block::Code(line.clone())),
            None => reply,
        };
        render(&reply, id).body
    }
}

fn told(step: &Step, now: Instant) -> String {
    let mut told = format!("{} {}", step.sign(), step.name);
    // What took no time has no time to show.
    let secs = step.took(now).as_secs();
    if secs > 0 {
        told.extend([" (", &seconds(secs), ")"]);
    }
    if let Some(detail) = step.detail.as_ref().filter(|_| step.runs()) {
        told.extend([": ", detail]);
    }
    told
}
