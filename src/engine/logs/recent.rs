//! The last lines of a log, in bounded memory however long the log is.

use std::collections::VecDeque;

use super::LogLine;

/// What is held in memory of the logs of one answer, bytes of text.
pub(super) const MEMORY: usize = 16 * 1024 * 1024;

/// Keeps the newest lines, at most so many and at most so many bytes.
#[derive(Debug)]
pub(super) struct Recent {
    lines: VecDeque<LogLine>,
    bytes: usize,
    most_lines: usize,
    most_bytes: usize,
}

impl Recent {
    pub(super) fn new(most_lines: usize, most_bytes: usize) -> Self {
        Self {
            lines: VecDeque::new(),
            bytes: 0,
            most_lines,
            most_bytes,
        }
    }

    pub(super) fn push(&mut self, line: LogLine) {
        self.bytes += line.text.len();
        self.lines.push_back(line);
        while self.lines.len() > self.most_lines || self.bytes > self.most_bytes {
            let Some(oldest) = self.lines.pop_front() else {
                break;
            };
            self.bytes -= oldest.text.len();
        }
    }

    pub(super) fn into_lines(self) -> Vec<LogLine> {
        self.lines.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::log::Stream;

    fn kept(recent: Recent) -> Vec<String> {
        recent.into_lines().into_iter().map(|l| l.text).collect()
    }

    fn filled(mut recent: Recent, texts: &[&str]) -> Recent {
        for text in texts {
            recent.push(LogLine {
                stream: Stream::Stdout,
                at: None,
                text: (*text).to_owned(),
                cut: false,
            });
        }
        recent
    }

    #[test]
    fn the_newest_lines_are_kept_within_both_bounds() {
        let texts = ["a", "b", "c"];
        assert_eq!(kept(filled(Recent::new(2, 100), &texts)), ["b", "c"]);
        assert_eq!(kept(filled(Recent::new(9, 1), &texts)), ["c"]);
        assert_eq!(kept(filled(Recent::new(0, 100), &texts)), [""; 0]);
    }
}
