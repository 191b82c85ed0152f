//! Writes what an archive holds into an open folder. Nothing is replaced, and no symlink is followed.

use std::io::{self, Read, Write as _};

use cap_fs_ext::DirExt as _;
use cap_std::fs::{Dir, File, OpenOptions};
use rustix::fs::Mode;

use super::error::UnpackError;
use crate::domain::files::RelativePath;
use crate::sync::SyncError;

/// How much is read at once, and of how much of a file the beginning is told.
const CHUNK: usize = 64 * 1024;

/// Reads one file's contents, and says why that failed.
type Contents<'a> = (&'a mut dyn Read, &'a dyn Fn(io::Error) -> UnpackError);

pub(super) struct Writer<'a> {
    root: &'a Dir,
    /// The folder that was written to last, by its path: archives have a folder's files together.
    last: Option<(String, Dir)>,
    chunk: Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(root: &'a Dir) -> Self {
        Self {
            root,
            last: None,
            chunk: vec![0; CHUNK],
        }
    }

    /// Makes a folder, unless it is there.
    pub(super) fn folder(&mut self, path: &RelativePath) -> Result<(), UnpackError> {
        self.open(path.as_str()).map(drop)
    }

    /// Makes a symlink.
    pub(super) fn link(&mut self, path: &RelativePath, target: &str) -> Result<(), UnpackError> {
        let (folder, name) = path.split();
        self.open(folder)?
            .symlink_contents(target, name)
            .map_err(|error| refused("link", path.as_str(), error))
    }

    /// Writes a file. Returns how many bytes it has, and with which it begins.
    pub(super) fn file(
        &mut self,
        path: &RelativePath,
        mode: u32,
        (contents, unreadable): Contents<'_>,
    ) -> Result<(u64, Vec<u8>), UnpackError> {
        let (folder, name) = path.split();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        let mut file = self
            .open(folder)?
            .open_with(name, &options)
            .map_err(|error| refused("make", path.as_str(), error))?;
        let failed = || SyncError::io("write", path.as_str());
        let (mut written, mut beginning) = (0, Vec::new());
        loop {
            let read = fill(contents, &mut self.chunk).map_err(unreadable)?;
            let chunk = &self.chunk[..read];
            if written == 0 {
                beginning = chunk.to_vec();
            }
            file.write_all(chunk).map_err(failed())?;
            written += read as u64;
            if read < CHUNK {
                break;
            }
        }
        set_mode(&file, mode).map_err(failed())?;
        Ok((written, beginning))
    }

    /// Opens the folder at `path` (`""`: the root), through real folders only; those that aren't there are made.
    fn open(&mut self, path: &str) -> Result<&Dir, UnpackError> {
        if path.is_empty() {
            return Ok(self.root);
        }
        if self.last.as_ref().is_none_or(|(last, _)| last != path) {
            let dir = self.reach(path)?;
            self.last = Some((path.to_owned(), dir));
        }
        Ok(self.last.as_ref().map_or(self.root, |(_, dir)| dir))
    }

    fn reach(&self, path: &str) -> Result<Dir, UnpackError> {
        let failed = |error| refused("make the folder", path, error);
        let mut dir = self.root.try_clone().map_err(failed)?;
        for part in path.split('/') {
            match dir.create_dir(part) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(failed(error));
                }
                _ => {}
            }
            dir = dir
                .open_dir_nofollow(part)
                .map_err(|_| UnpackError::BadPath {
                    path: path.to_owned(),
                    why: "is a folder, and leads through what is none",
                })?;
        }
        Ok(dir)
    }
}

fn refused(doing: &'static str, path: &str, error: io::Error) -> UnpackError {
    if error.kind() == io::ErrorKind::AlreadyExists {
        let path = path.to_owned();
        return UnpackError::Twice { path };
    }
    SyncError::io(doing, path)(error).into()
}

fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    Ok(rustix::fs::fchmod(file, Mode::from_raw_mode(mode))?)
}

/// Reads until the chunk is full or nothing more comes.
fn fill(from: &mut dyn Read, chunk: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < chunk.len() {
        match from.read(&mut chunk[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
