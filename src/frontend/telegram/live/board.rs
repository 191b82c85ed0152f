//! What a live message shows at a moment.

use std::collections::VecDeque;
use std::time::Instant;

use crate::frontend::steps::{Step, Steps};
use crate::frontend::telegram::buttons::{self, Keyboard};
use crate::frontend::telegram::render::{Html, MARKS, MESSAGE, Mark, cut, inert, sign, units};
use crate::reply::words::seconds;
use crate::reply::{Progress, Reply, clean_line};

/// Steps that are shown; those before are counted.
const STEPS: usize = 12;
/// Units of a step's name, and of what it says: all steps that are shown leave room for some lines of a log.
const STEP: usize = 100;
/// Marks of a step; some are left for the title and the log.
const STEP_MARKS: usize = MARKS / STEPS - 1;
/// Lines of a log.
const LINES: usize = 25;
/// Units of one line.
const LINE: usize = 500;
/// The sign of what is under way, and of what has ended nobody says how.
const RUNS: &str = "⏳";
const OVER: &str = "⏹";

/// All that was told so far.
#[derive(Debug)]
pub(super) struct Board {
    /// What was asked for, as it was typed.
    asked: String,
    /// What came of it, once it is an operation.
    steps: Steps,
    tail: VecDeque<String>,
    /// Whether a log is followed, though it may have no lines yet.
    follows: bool,
    /// The sign of how it ended.
    over: Option<&'static str>,
}

impl Board {
    pub(super) fn new(asked: &str) -> Self {
        Self {
            asked: cut(&clean_line(asked), STEP),
            steps: Steps::default(),
            tail: VecDeque::new(),
            follows: false,
            over: None,
        }
    }

    /// Whether there is nothing to show.
    pub(super) fn is_empty(&self) -> bool {
        self.steps.is_empty() && !self.follows
    }

    /// A log is followed from now on.
    pub(super) fn follow(&mut self) {
        self.follows = true;
    }

    pub(super) fn hear(&mut self, progress: &Progress, now: Instant) {
        self.steps.hear(progress, now);
    }

    /// One more line of a log; the oldest go.
    pub(super) fn line(&mut self, line: &str) {
        self.tail.push_back(cut(&clean_line(line), LINE));
        while self.tail.len() > LINES {
            self.tail.pop_front();
        }
    }

    /// Whether a step is under way, whose time goes on.
    pub(super) fn is_timed(&self) -> bool {
        self.steps.is_timed()
    }

    /// Nothing more comes; what came is answered by `reply`, where that is known.
    pub(super) fn end(&mut self, reply: Option<&Reply>, now: Instant) {
        self.over.get_or_insert(reply.map_or(OVER, sign));
        self.steps.leave(now);
    }

    /// The message as it is now.
    pub(super) fn draw(&self, now: Instant) -> (String, Keyboard) {
        let mut html = Html::default();
        html.plain(self.over.unwrap_or(RUNS)).plain(" ");
        match self.steps.title() {
            Some(operation) => html.mark(Mark::Bold, &cut(operation, STEP)),
            None => html.mark(Mark::Code, &self.asked),
        };
        let (before, steps) = self.steps.last(STEPS);
        if before > 0 {
            html.plain(&format!("\n✓ {before} before"));
        }
        for step in steps {
            html.plain("\n").add(&drawn(step, now).at_most(STEP_MARKS));
        }
        let tail = self.end_of_tail(MESSAGE.saturating_sub(html.units() + 1));
        if !tail.is_empty() {
            html.plain("\n").mark(Mark::Pre, &tail);
        } else if self.follows {
            html.plain("\n").mark(Mark::Italic, "no lines yet");
        }
        let follows = self.follows && self.over.is_none();
        let keyboard = if follows {
            buttons::stop()
        } else {
            Keyboard::new()
        };
        (html.into_markup(), keyboard)
    }

    /// The last lines that have room.
    fn end_of_tail(&self, mut room: usize) -> String {
        let mut lines: Vec<&str> = Vec::new();
        for line in self.tail.iter().rev() {
            let Some(left) = room.checked_sub(units(line) + 1) else {
                break;
            };
            room = left;
            lines.push(line);
        }
        lines.reverse();
        lines.join("\n")
    }
}

fn drawn(step: &Step, now: Instant) -> Html {
    let mut html = Html::default();
    html.plain(step.sign()).plain(" ");
    html.add(&inert(&cut(&step.name, STEP)));
    // What took no time has no time to show.
    let secs = step.took(now).as_secs();
    if secs > 0 {
        html.plain(" ").mark(Mark::Italic, &seconds(secs));
    }
    if let Some(detail) = step.detail.as_ref().filter(|_| step.runs()) {
        html.plain(": ").add(&inert(&cut(detail, STEP)));
    }
    html
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::domain::name::OperationId;

    fn told(step: &str, detail: Option<&str>, done: bool) -> Progress {
        Progress {
            operation: OperationId::new("0a1b2c3d4e").unwrap(),
            title: "shop: deploy".to_owned(),
            step: step.to_owned(),
            detail: detail.map(str::to_owned),
            done,
        }
    }

    fn after(begin: Instant, secs: u64) -> Instant {
        begin + Duration::from_secs(secs)
    }

    #[test]
    fn steps_have_their_times_and_the_one_under_way_says_what_it_waits_for() {
        let begin = Instant::now();
        let mut board = Board::new("/docker-deploy");
        assert!(board.is_empty());
        board.hear(&told("building api", Some("step 2/5 <b>"), false), begin);
        board.hear(&told("building api", None, true), after(begin, 12));
        board.hear(
            &told("replacing api", Some("api: starting"), false),
            after(begin, 12),
        );
        let (html, keyboard) = board.draw(after(begin, 15));
        assert_eq!(
            html,
            "⏳ <b>shop: deploy</b>\n✓ building api <i>12 s</i>\n◐ replacing api <i>3 s</i>: api: starting"
        );
        assert!(keyboard.is_empty());
        board.end(None, after(begin, 20));
        assert_eq!(
            board.draw(after(begin, 99)).0,
            "⏹ <b>shop: deploy</b>\n✓ building api <i>12 s</i>\n– replacing api <i>8 s</i>"
        );
    }

    #[test]
    fn a_message_that_is_over_has_the_sign_of_its_answer() {
        let now = Instant::now();
        let mut board = Board::new("/docker-deploy");
        board.hear(&told("building api", None, true), now);
        board.end(Some(&Reply::done("deployed")), now);
        // What is dropped afterwards changes nothing.
        board.end(None, now);
        assert_eq!(board.draw(now).0, "✅ <b>shop: deploy</b>\n✓ building api");
    }

    #[test]
    fn many_steps_at_once_and_a_long_log_are_one_message() {
        let now = Instant::now();
        let mut board = Board::new(&"/docker-deploy ".repeat(50));
        for number in 0..50 {
            let step = format!("{number} {}", "🚢".repeat(200));
            board.hear(&told(&step, Some(&step), false), now);
            board.line(&step.repeat(9));
        }
        let (html, _) = board.draw(now);
        assert!(units(&html) < MESSAGE + 100, "{}", units(&html));
        assert!(html.contains("<pre>"), "{html}");
    }

    #[test]
    fn many_steps_are_counted_and_the_last_are_shown() {
        let now = Instant::now();
        let mut board = Board::new("/docker-deploy");
        for number in 1..=30 {
            board.hear(&told(&format!("step {number}"), None, true), now);
        }
        let (html, _) = board.draw(now);
        assert!(html.contains("\n✓ 18 before\n✓ step 19\n"), "{html}");
        assert!(html.ends_with("✓ step 30"));
    }

    #[test]
    fn a_tail_keeps_the_last_lines_within_a_message_and_can_be_stopped() {
        let mut board = Board::new("/docker-logs --follow");
        board.follow();
        for number in 1..=1000 {
            board.line(&format!("line {number} {}", "<🚢>".repeat(500)));
        }
        let (html, keyboard) = board.draw(Instant::now());
        assert!(html.contains("line 1000 &lt;🚢"));
        assert!(units(&html.replace("&lt;", "<").replace("&gt;", ">")) < 4096);
        assert_eq!(keyboard[0][0].label, "Stop");
        board.end(None, Instant::now());
        assert!(board.draw(Instant::now()).1.is_empty());
    }
}
