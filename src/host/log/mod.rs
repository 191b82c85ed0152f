//! What a program wrote: the last lines. The text is raw: making it inert and hiding secrets is the reply's.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};

use super::control::PAUSE;
use super::folder::{LOG, OLD_LOG};
use super::{Host, HostError, state};
use crate::domain::log::{LogQuery, Stream};

/// How large a log grows before it is put aside, bytes. The one that was put aside before goes.
pub(super) const LARGEST: u64 = 4 << 20;
/// How often a log is looked for again that isn't there, where something was started.
const LOOKS: u32 = 20;

/// The longest text of a line, bytes. What is beyond is dropped.
pub(super) const LONGEST_LINE: usize = 64 * 1024;
/// Put behind a text that was cut.
pub(super) const CUT: &str = " …(cut)";

/// One line that a program wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Where it was written to.
    pub stream: Stream,
    /// When it was read.
    pub at: DateTime<Utc>,
    /// The text without its line end. Bytes that aren't UTF-8 are replaced by U+FFFD. Neither redacted nor made inert.
    pub text: String,
}

impl LogLine {
    /// The text, and whether the line was longer and its end is missing, so that the text may end in the middle of a secret.
    #[must_use]
    pub fn parts(&self) -> (&str, bool) {
        // A carriage return may have been taken off, and half a letter be replaced.
        let is_long = |text: &&str| text.len() + 8 >= LONGEST_LINE;
        match self.text.strip_suffix(CUT).filter(is_long) {
            Some(text) => (text, true),
            None => (&self.text, false),
        }
    }

    /// As it stands in the file.
    pub(super) fn written(&self) -> String {
        let at = self.at.to_rfc3339_opts(SecondsFormat::Micros, true);
        let stream = match self.stream {
            Stream::Stdout => 'o',
            Stream::Stderr => 'e',
        };
        format!("{at} {stream} {}\n", self.text)
    }

    /// A line of the file; `None`: it is none of ours, as after a full disk.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let line = String::from_utf8_lossy(line);
        let (at, rest) = line.split_once(' ')?;
        let (stream, text) = rest.split_once(' ')?;
        Some(Self {
            stream: match stream {
                "o" => Stream::Stdout,
                "e" => Stream::Stderr,
                _ => return None,
            },
            at: DateTime::parse_from_rfc3339(at).ok()?.to_utc(),
            text: text.to_owned(),
        })
    }
}

/// The whole lines of a file's next bytes, and how many bytes they are.
pub(super) fn lines(bytes: &[u8]) -> (impl Iterator<Item = LogLine>, usize) {
    let end = bytes.iter().rposition(|byte| *byte == b'\n');
    let whole = end.map_or(0, |end| end + 1);
    let lines = bytes[..whole].split(|byte| *byte == b'\n');
    (lines.filter_map(LogLine::read), whole)
}

/// The wanted ones of the lines that are there, and the file that is written now, with how much of it was read.
pub(super) fn tail(folder: &Path, query: &LogQuery) -> io::Result<(VecDeque<LogLine>, Open)> {
    let mut newest = Open::now(folder)?;
    // It may be put aside between the two.
    let old = match File::open(folder.join(OLD_LOG)) {
        Ok(old) if newest.is(&old.metadata()?) => None,
        Ok(old) => Some(old),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    let mut wanted = VecDeque::new();
    let mut take = |bytes: &[u8]| {
        let (lines, whole) = lines(bytes);
        for line in lines.filter(|line| query.wants(Some(line.at), &line.text)) {
            wanted.push_back(line);
            if wanted.len() > query.lines {
                wanted.pop_front();
            }
        }
        whole
    };
    let mut bytes = Vec::new();
    if let Some(mut old) = old {
        old.read_to_end(&mut bytes)?;
        take(&bytes);
        bytes.clear();
    }
    newest.file.read_to_end(&mut bytes)?;
    let whole = take(&bytes);
    newest.rest = bytes.split_off(whole);
    Ok((wanted, newest))
}

/// A log that is open for reading.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) file: File,
    /// What was read of the line that isn't whole yet.
    pub(super) rest: Vec<u8>,
}

impl Open {
    /// The one that is written now.
    pub(super) fn now(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            file: File::open(folder.join(LOG))?,
            rest: Vec::new(),
        })
    }

    fn is(&self, other: &fs::Metadata) -> bool {
        let own = self.file.metadata();
        own.is_ok_and(|own| (own.dev(), own.ino()) == (other.dev(), other.ino()))
    }

    /// Whether another is written by now.
    pub(super) fn is_put_aside(&self, folder: &Path) -> bool {
        fs::metadata(folder.join(LOG)).is_ok_and(|now| !self.is(&now))
    }

    /// The whole lines that came since.
    pub(super) fn next(&mut self) -> io::Result<Vec<LogLine>> {
        self.file.read_to_end(&mut self.rest)?;
        let (lines, whole) = lines(&self.rest);
        let lines = lines.collect();
        self.rest.drain(..whole);
        Ok(lines)
    }
}

impl Host {
    /// The newest lines that the program in `folder` wrote, in all its runs, oldest first.
    pub async fn logs(&self, folder: &Path, query: &LogQuery) -> Result<Vec<LogLine>, HostError> {
        let (tail, _) = read(folder, query).await?;
        Ok(tail.into())
    }
}

/// Away from those that don't wait for the disk.
pub(super) async fn read(
    folder: &Path,
    query: &LogQuery,
) -> Result<(VecDeque<LogLine>, Open), HostError> {
    let mut looks = 0;
    loop {
        let (at, query) = (folder.to_owned(), query.clone());
        let read = tokio::task::spawn_blocking(move || tail(&at, &query)).await;
        match read.map_err(io::Error::other).flatten() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                state::written(folder)?.ok_or_else(|| HostError::Nothing {
                    folder: folder.to_owned(),
                })?;
                // The moment at which it is put aside, or it is gone.
                if looks == LOOKS {
                    return Err(HostError::at(&folder.join(LOG))(error));
                }
            }
            read => return read.map_err(HostError::at(&folder.join(LOG))),
        }
        looks += 1;
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests;
