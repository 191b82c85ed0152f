//! What a builder says, as lines.

use std::collections::VecDeque;

use crate::engine::error::EngineError;

/// How many lines are kept for the error.
const KEPT: usize = 50;

/// What the classic builder puts around what a step wrote to its stderr: red, and back.
const COLOURS: [&str; 2] = ["\u{1b}[91m", "\u{1b}[0m"];

/// Puts a builder's pieces of text together to lines, hands each on, and keeps the last ones.
pub(super) struct BuildLog<'a> {
    line: &'a (dyn Fn(&str) + Send + Sync),
    unfinished: String,
    last: VecDeque<String>,
}

impl<'a> BuildLog<'a> {
    pub(super) fn new(line: &'a (dyn Fn(&str) + Send + Sync)) -> Self {
        Self {
            line,
            unfinished: String::new(),
            last: VecDeque::new(),
        }
    }

    /// Takes the next piece.
    pub(super) fn take(&mut self, text: &str) {
        for piece in text.split_inclusive('\n') {
            self.unfinished.push_str(piece);
            if piece.ends_with('\n') {
                self.end();
            }
        }
    }

    /// Ends the line that is unfinished, if one is.
    pub(super) fn end(&mut self) {
        let line = COLOURS
            .iter()
            .fold(std::mem::take(&mut self.unfinished), |line, colour| {
                line.replace(colour, "")
            });
        let line = line.trim_end();
        if line.is_empty() {
            return;
        }
        (self.line)(line);
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(line.to_owned());
    }

    /// The error of a build that `error` ended: one that the builder told carries the last lines.
    pub(super) fn failure(self, image: &str, error: EngineError) -> EngineError {
        match error {
            EngineError::Failed { reason, .. } => EngineError::BuildFailed {
                image: image.to_owned(),
                reason,
                last_lines: self.last.into(),
            },
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn pieces_become_lines_and_blank_ones_are_dropped() {
        let heard = Mutex::new(Vec::new());
        let hear = |line: &str| heard.lock().unwrap().push(line.to_owned());
        let mut log = BuildLog::new(&hear);
        for piece in [
            "Step 1/2 : ",
            "FROM scratch\n",
            "\n",
            "\u{1b}[91moops\n",
            "\u{1b}[0m\nend",
        ] {
            log.take(piece);
        }
        log.end();
        assert_eq!(
            *heard.lock().unwrap(),
            ["Step 1/2 : FROM scratch", "oops", "end"]
        );
    }
}
