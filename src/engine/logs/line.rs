//! From the frames that the engine sends to the lines that a program wrote.
//!
//! The engine cuts lines at 16 KiB and puts its timestamp before each piece. Pieces are joined here, told apart by
//! stream, and a line is kept to a length that can be shown and held in memory.

use std::collections::VecDeque;

use bollard::container::LogOutput;
use chrono::{DateTime, Utc};

use crate::domain::log::Stream;

/// The longest text of a line, bytes. What is beyond is dropped.
pub(crate) const LONGEST_LINE: usize = 64 * 1024;

/// One line that a container wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Where it was written to.
    pub stream: Stream,
    /// When the engine took it; `None` where its log driver keeps no times.
    pub at: Option<DateTime<Utc>>,
    /// The text without its line end. Bytes that aren't UTF-8 are replaced by U+FFFD. Neither redacted nor made inert.
    pub text: String,
    /// Whether the line was longer and its end is missing, so that the text may end in the middle of a secret.
    pub cut: bool,
}

/// Puts lines together from frames.
#[derive(Debug, Default)]
pub(super) struct Lines {
    stdout: Unfinished,
    stderr: Unfinished,
    ready: VecDeque<LogLine>,
}

/// A line whose end has not come yet.
#[derive(Debug, Default)]
struct Unfinished {
    at: Option<DateTime<Utc>>,
    bytes: Vec<u8>,
    begun: bool,
    cut: bool,
}

impl Lines {
    /// Takes the next frame.
    pub(super) fn take(&mut self, frame: &LogOutput) {
        let stream = match frame {
            LogOutput::StdErr { .. } => Stream::Stderr,
            LogOutput::StdOut { .. } | LogOutput::Console { .. } | LogOutput::StdIn { .. } => {
                Stream::Stdout
            }
        };
        let (at, text) = split_time(frame.as_ref());
        let unfinished = match stream {
            Stream::Stdout => &mut self.stdout,
            Stream::Stderr => &mut self.stderr,
        };
        for piece in text.split_inclusive(|byte| *byte == b'\n') {
            unfinished.add(at, piece.strip_suffix(b"\n").unwrap_or(piece));
            if piece.ends_with(b"\n") {
                self.ready.push_back(unfinished.finish(stream));
            }
        }
    }

    /// The next whole line.
    pub(super) fn next(&mut self) -> Option<LogLine> {
        self.ready.pop_front()
    }

    /// The lines that the log ended in the middle of.
    pub(super) fn end(&mut self) {
        for (stream, unfinished) in [
            (Stream::Stdout, &mut self.stdout),
            (Stream::Stderr, &mut self.stderr),
        ] {
            if unfinished.begun {
                self.ready.push_back(unfinished.finish(stream));
            }
        }
    }
}

impl Unfinished {
    fn add(&mut self, at: Option<DateTime<Utc>>, piece: &[u8]) {
        if !self.begun {
            self.at = at;
            self.begun = true;
        }
        let room = LONGEST_LINE - self.bytes.len();
        self.cut |= piece.len() > room;
        self.bytes
            .extend_from_slice(&piece[..piece.len().min(room)]);
    }

    fn finish(&mut self, stream: Stream) -> LogLine {
        let Self { at, bytes, cut, .. } = std::mem::take(self);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(&bytes);
        LogLine {
            stream,
            at,
            text: String::from_utf8_lossy(bytes).into_owned(),
            cut,
        }
    }
}

/// The engine's timestamp, and what the program wrote behind it.
fn split_time(frame: &[u8]) -> (Option<DateTime<Utc>>, &[u8]) {
    // RFC 3339 with nanoseconds and an offset has 35 characters at most.
    let space = frame.iter().take(36).position(|byte| *byte == b' ');
    let time = space
        .and_then(|end| std::str::from_utf8(&frame[..end]).ok())
        .and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    match (time, space) {
        (Some(time), Some(end)) => (Some(time.to_utc()), &frame[end + 1..]),
        _ => (None, frame),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn out(text: &[u8]) -> LogOutput {
        LogOutput::StdOut {
            message: [b"2026-11-21T09:00:00.000000001Z ", text].concat().into(),
        }
    }

    fn lines(frames: &[LogOutput]) -> Vec<LogLine> {
        let mut lines = Lines::default();
        for frame in frames {
            lines.take(frame);
        }
        lines.end();
        std::iter::from_fn(|| lines.next()).collect()
    }

    #[test]
    fn a_line_that_came_in_pieces_is_one_line() {
        let got = lines(&[out(b"one, "), out(b"still one\n"), out(b"two\r\n")]);
        let texts: Vec<_> = got.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["one, still one", "two"]);
        assert!(got.iter().all(|line| line.at.is_some()));
    }

    #[test]
    fn the_streams_do_not_run_into_each_other() {
        let err = LogOutput::StdErr {
            message: "2026-11-21T09:00:00Z oops\n".into(),
        };
        let got = lines(&[out(b"half "), err, out(b"done\n")]);
        assert_eq!(got[0].stream, Stream::Stderr);
        assert_eq!(
            (got[1].stream, got[1].text.as_str()),
            (Stream::Stdout, "half done")
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced_also_across_pieces() {
        let got = lines(&[out(b"\xe2\x82"), out(b"\xac and \xff\n")]);
        assert_eq!(got[0].text, "€ and \u{fffd}");
    }

    #[test]
    fn an_endless_line_is_cut() {
        let piece = out(&[b'x'; 16 * 1024]);
        let got = lines(&vec![piece; 100]);
        assert_eq!(got.len(), 1);
        assert_eq!((got[0].text.len(), got[0].cut), (LONGEST_LINE, true));
    }

    #[test]
    fn a_line_that_just_fits_is_whole_and_so_is_the_one_behind_one_that_was_cut() {
        let text = "x".repeat(LONGEST_LINE);
        let got = lines(&[
            out(format!("{text}\n").as_bytes()),
            out(format!("{text}y\n").as_bytes()),
            out(b"z\n"),
        ]);
        let cut: Vec<_> = got.iter().map(|line| (line.text.len(), line.cut)).collect();
        assert_eq!(
            cut,
            [(LONGEST_LINE, false), (LONGEST_LINE, true), (1, false)]
        );
    }

    #[test]
    fn an_empty_line_is_a_line_and_a_log_without_one_has_none() {
        assert_eq!(lines(&[out(b"\n")]).len(), 1);
        assert_eq!(lines(&[]).len(), 0);
    }
}
