//! The log: two streams into one file, which is put aside when it has grown large.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::lines::Lines;
use crate::domain::log::Stream;
use crate::host::LogLine;
use crate::host::folder::{LOG, NEW_LOG, OLD_LOG};
use crate::host::log::LARGEST;

/// How much is read at a time, bytes.
const READ: usize = 16 * 1024;

/// The file that is written.
pub(super) struct Log {
    folder: PathBuf,
    file: File,
    size: u64,
}

impl Log {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let file = append(&folder.join(LOG))?;
        Ok(Self {
            folder: folder.to_owned(),
            size: file.metadata()?.len(),
            file,
        })
    }

    /// Lines that can't be written, as on a full disk, are lost: the program goes on. So are those for which a full log can't be
    /// put aside, which is tried for each.
    fn write(&mut self, lines: impl IntoIterator<Item = LogLine>) {
        for line in lines {
            let line = line.written();
            let is_full = self.size + line.len() as u64 > LARGEST;
            if is_full && self.put_aside().is_err() {
                continue;
            }
            if self.file.write_all(line.as_bytes()).is_ok() {
                self.size += line.len() as u64;
            }
        }
    }

    /// Where that fails the log is what it was.
    fn put_aside(&mut self) -> io::Result<()> {
        let [log, old, new] = [LOG, OLD_LOG, NEW_LOG].map(|name| self.folder.join(name));
        // What is likeliest to fail comes first.
        let file = append(&new)?;
        match fs::rename(&log, &old) {
            // It couldn't be put back the last time.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            aside => aside?,
        }
        if let Err(error) = fs::rename(&new, &log) {
            fs::rename(&old, &log).ok();
            return Err(error);
        }
        self.file = file;
        self.size = 0;
        Ok(())
    }
}

fn append(log: &Path) -> io::Result<File> {
    File::options()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(log)
}

/// Writes down both streams until both have ended.
pub(super) async fn copy(
    mut log: Log,
    mut stdout: impl AsyncRead + Unpin,
    mut stderr: impl AsyncRead + Unpin,
) {
    let (mut out, mut err) = (Lines::of(Stream::Stdout), Lines::of(Stream::Stderr));
    let (mut out_bytes, mut err_bytes) = (vec![0; READ], vec![0; READ]);
    let (mut out_open, mut err_open) = (true, true);
    while out_open || err_open {
        let (read, lines, open, bytes) = tokio::select! {
            read = stdout.read(&mut out_bytes), if out_open => (read, &mut out, &mut out_open, &out_bytes),
            read = stderr.read(&mut err_bytes), if err_open => (read, &mut err, &mut err_open, &err_bytes),
        };
        if let Ok(read @ 1..) = read {
            log.write(lines.take(&bytes[..read]));
        } else {
            *open = false;
            log.write(lines.end());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::log::LogQuery;
    use crate::host::log::tail;

    #[tokio::test]
    async fn a_log_stays_bounded_and_the_newest_lines_are_there() {
        let folder = tempfile::tempdir().unwrap();
        let text = "x".repeat(999);
        let lines = (0..12_000).map(|number| format!("{number} {text}\n"));
        let all = lines.collect::<Vec<_>>().concat();
        let log = Log::open(folder.path()).unwrap();
        copy(log, all.as_bytes(), &b"half"[..]).await;
        let size = |name| fs::metadata(folder.path().join(name)).unwrap().len();
        assert!(size(LOG) <= LARGEST && size(OLD_LOG) <= LARGEST);
        let (lines, _) = tail(folder.path(), &LogQuery::last(4000)).unwrap();
        let numbers: Vec<usize> = lines
            .iter()
            .filter(|line| line.stream == Stream::Stdout)
            .map(|line| line.text.split(' ').next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(numbers.last(), Some(&11_999));
        assert!(numbers.is_sorted_by(|a, b| a + 1 == *b));
        assert_eq!(lines.len(), 4000, "as many as one file holds are there");
    }

    #[test]
    fn a_log_that_cant_be_put_aside_stays_whole_and_bounded_until_it_can() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name| folder.path().join(name);
        let mut log = Log::open(folder.path()).unwrap();
        let line = |text: &str| LogLine {
            stream: Stream::Stdout,
            at: chrono::Utc::now(),
            text: text.to_owned(),
        };
        let half = "x".repeat(usize::try_from(LARGEST).unwrap() / 2);
        let texts = || {
            let (lines, _) = tail(folder.path(), &LogQuery::last(9)).unwrap();
            let first = |line: LogLine| line.text[..1].to_owned();
            lines.into_iter().map(first).collect::<String>()
        };
        log.write([line(&half), line("1")]);
        for (blocked, number) in [(NEW_LOG, "2"), (OLD_LOG, "3")] {
            fs::create_dir_all(at(blocked).join("full")).unwrap();
            log.write([line(&half), line(number)]);
            fs::remove_dir_all(at(blocked)).unwrap();
        }
        assert_eq!(texts(), "x123", "what has no room is lost");
        log.write([line(&half), line("4")]);
        assert_eq!(texts(), "x123x4");
        assert!(fs::metadata(at(LOG)).unwrap().len() <= LARGEST);
    }
}
