//! From bytes to lines, of one stream.

use chrono::Utc;

use crate::domain::log::Stream;
use crate::host::LogLine;
use crate::host::log::{CUT, LONGEST_LINE};

/// A stream's line whose end has not come yet.
#[derive(Debug)]
pub(super) struct Lines {
    stream: Stream,
    bytes: Vec<u8>,
    begun: bool,
    cut: bool,
}

impl Lines {
    pub(super) const fn of(stream: Stream) -> Self {
        Self {
            stream,
            bytes: Vec::new(),
            begun: false,
            cut: false,
        }
    }

    /// The lines that end in these bytes.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<LogLine> {
        let mut whole = Vec::new();
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let text = piece.strip_suffix(b"\n");
            self.add(text.unwrap_or(piece));
            if text.is_some() {
                whole.extend(self.end());
            }
        }
        whole
    }

    /// The line that the stream ended in the middle of.
    pub(super) fn end(&mut self) -> Option<LogLine> {
        if !std::mem::take(&mut self.begun) {
            return None;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(&bytes);
        let mut text = String::from_utf8_lossy(bytes).into_owned();
        if std::mem::take(&mut self.cut) {
            text.push_str(CUT);
        }
        Some(LogLine {
            stream: self.stream,
            at: Utc::now(),
            text,
        })
    }

    fn add(&mut self, piece: &[u8]) {
        self.begun = true;
        let room = LONGEST_LINE - self.bytes.len();
        self.cut |= piece.len() > room;
        self.bytes.extend(piece.iter().take(room));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pieces: &[&[u8]]) -> Vec<String> {
        let mut lines = Lines::of(Stream::Stdout);
        let mut got: Vec<_> = pieces.iter().flat_map(|piece| lines.take(piece)).collect();
        got.extend(lines.end());
        got.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn a_line_that_came_in_pieces_is_one_also_within_a_letter() {
        assert_eq!(
            texts(&[b"one, ", b"still one\ntwo\r\n", b"\n\xe2\x82", b"\xac \xff"]),
            ["one, still one", "two", "", "€ \u{fffd}"]
        );
        assert_eq!(texts(&[]), [""; 0]);
    }

    #[test]
    fn an_endless_line_is_cut() {
        let got = texts(&[&[b'x'; 16 * 1024][..]; 100]);
        assert_eq!(got.len(), 1);
        assert_eq!(got[0].len(), LONGEST_LINE + CUT.len());
    }

    #[test]
    fn a_cut_is_known_once_the_line_was_written_and_read() {
        let long = "x".repeat(LONGEST_LINE - 2);
        for (piece, cut) in [
            (format!("{long}yyz"), true),
            (format!("{long}y\r\n"), false),
            (format!("{long}y\rz"), true),
            (format!("{long}y€"), true),
            (format!("short{CUT}"), false),
            (long.clone(), false),
        ] {
            let mut lines = Lines::of(Stream::Stdout);
            let mut got = lines.take(piece.as_bytes());
            got.extend(lines.end());
            let written = got[0].written();
            let read = LogLine::read(written.trim_end_matches('\n').as_bytes()).unwrap();
            let (text, is_cut) = read.parts();
            assert_eq!(is_cut, cut, "{}", &piece[piece.len() - 8..]);
            assert_eq!(text.ends_with(CUT), piece.ends_with(CUT));
        }
    }
}
