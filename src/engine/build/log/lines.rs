//! Pieces of text put together to lines.

use std::collections::VecDeque;

/// How many lines are kept for the error.
const KEPT: usize = 50;

/// How many bytes a line may have; what goes beyond is left out.
const LONGEST: usize = 16 * 1024;

/// What the classic builder puts around what a step wrote to its stderr: red, and back.
const COLOURS: [&str; 2] = ["\u{1b}[91m", "\u{1b}[0m"];

/// One stream of text, as lines. Blank ones are dropped.
#[derive(Debug, Default)]
pub(super) struct Lines {
    unfinished: String,
    last: VecDeque<String>,
}

impl Lines {
    /// Takes the next piece, and hands on each line that it ends.
    pub(super) fn take(&mut self, text: &str, line: impl Fn(&str)) {
        for piece in text.split_inclusive('\n') {
            if self.unfinished.len() + piece.len() <= LONGEST {
                self.unfinished.push_str(piece);
            }
            if piece.ends_with('\n') {
                self.end(&line);
            }
        }
    }

    /// Ends the line that is unfinished, if one is.
    pub(super) fn end(&mut self, line: impl Fn(&str)) {
        let whole = COLOURS
            .iter()
            .fold(std::mem::take(&mut self.unfinished), |whole, colour| {
                whole.replace(colour, "")
            });
        let whole = whole.trim_end();
        if whole.is_empty() {
            return;
        }
        line(whole);
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(whole.to_owned());
    }

    /// The last lines, oldest first.
    pub(super) fn last(&self) -> impl Iterator<Item = &str> {
        self.last.iter().map(String::as_str)
    }

    /// The same.
    pub(super) fn into_last(self) -> Vec<String> {
        self.last.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    #[test]
    fn pieces_become_lines_and_blank_ones_are_dropped() {
        let heard = RefCell::new(Vec::new());
        let hear = |line: &str| heard.borrow_mut().push(line.to_owned());
        let mut lines = Lines::default();
        for piece in [
            "Step 1/2 : ",
            "FROM scratch\n",
            "\n",
            "\u{1b}[91moops\n",
            "\u{1b}[0m\nend",
        ] {
            lines.take(piece, hear);
        }
        lines.end(hear);
        assert_eq!(*heard.borrow(), ["Step 1/2 : FROM scratch", "oops", "end"]);
    }

    #[test]
    fn a_line_without_an_end_does_not_fill_the_memory() {
        let mut lines = Lines::default();
        for _ in 0..100 {
            lines.take(&"x".repeat(1000), |_| {});
        }
        lines.end(|_| {});
        assert!(lines.last().all(|line| line.len() <= LONGEST));
    }
}
