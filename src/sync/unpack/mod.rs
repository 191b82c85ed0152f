//! A commit as GitHub's archive has it, unpacked as a folder: whole, or not at all.
//!
//! An archive is whatever came over the network. Every entry is written through the open folder that it belongs into, no
//! symlink is followed, nothing is replaced, and what is read is counted while it is read, whatever headers say.

mod entry;
mod error;
mod leash;
mod sources;
mod write;

use std::io::{self, Read};

use cap_std::fs::Dir;
use flate2::read::MultiGzDecoder;
use tar::{Archive, Entry, EntryType, PaxExtensions};

use crate::domain::files::RelativePath;
pub use error::UnpackError;
use leash::{HEADERS, Leash, Leashed};
pub use sources::Sources;
use write::Writer;

/// How much an archive may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Files, folders and symlinks.
    pub entries: u64,
    /// Bytes of all, unpacked, with their headers.
    pub bytes: u64,
    /// Bytes of one file.
    pub file: u64,
}

type Reader<R> = Leashed<MultiGzDecoder<R>>;

/// Unpacks `archive`, a `.tar.gz` with one folder at its top, into `into`, without that folder. It must be of `commit`, if it
/// says of which it is.
fn unpack(
    archive: impl Read,
    commit: &str,
    limits: &Limits,
    into: &Dir,
) -> Result<(), UnpackError> {
    let leash = Leash::new(limits.bytes);
    let mut archive = Archive::new(leash.hold(MultiGzDecoder::new(archive)));
    let mut unpacking = Unpacking {
        commit,
        limits,
        leash: leash.clone(),
        writer: Writer::new(into),
        top: None,
        entries: 0,
    };
    let failed = |error| unreadable(&leash, limits, error);
    for entry in archive.entries().map_err(failed)? {
        unpacking.entry(&mut entry.map_err(failed)?)?;
        leash.tighten();
    }
    if unpacking.top.is_none() {
        return Err(UnpackError::Empty);
    }
    // What ends without the mark of its end was cut off, and so is what its checksum doesn't follow.
    if leash.has_ended() {
        let cut = io::Error::from(io::ErrorKind::UnexpectedEof);
        return Err(UnpackError::Unreadable(cut));
    }
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(failed)?;
    Ok(())
}

struct Unpacking<'a> {
    commit: &'a str,
    limits: &'a Limits,
    leash: Leash,
    writer: Writer<'a>,
    /// The folder at the top.
    top: Option<String>,
    entries: u64,
}

impl Unpacking<'_> {
    fn entry<R: Read>(&mut self, entry: &mut Entry<'_, Reader<R>>) -> Result<(), UnpackError> {
        self.entries += 1;
        let most = self.limits.entries;
        if self.entries > most {
            return Err(UnpackError::TooMany { most });
        }
        if entry.header().entry_type() == EntryType::XGlobalHeader {
            return self.global(entry);
        }
        let bytes = entry.path_bytes().into_owned();
        let (top, path) = entry::place(&bytes)?;
        let first = self.top.get_or_insert_with(|| top.clone());
        if *first != top {
            return Err(UnpackError::OutsideTop {
                path: entry::shown(&bytes),
                top: first.clone(),
            });
        }
        let Some(path) = path else {
            return match entry.header().entry_type() {
                EntryType::Directory => Ok(()),
                _ => Err(UnpackError::NotPlain {
                    path: top,
                    kind: "no folder, and everything should be in it",
                }),
            };
        };
        let target = entry.link_name_bytes().map(std::borrow::Cow::into_owned);
        match entry::what((entry.header(), &path), target.as_deref())? {
            entry::What::Folder => self.writer.folder(&path),
            entry::What::Link { target } => self.writer.link(&path, &target),
            entry::What::File { mode } => self.file(entry, &path, mode),
        }
    }

    /// GitHub writes the commit into a header for all that follows (git-archive(1), git-get-tar-commit-id(1)).
    fn global<R: Read>(&mut self, entry: &mut Entry<'_, Reader<R>>) -> Result<(), UnpackError> {
        let mut header = Vec::new();
        entry
            .read_to_end(&mut header)
            .map_err(|error| self.unreadable(error))?;
        for extension in PaxExtensions::new(&header) {
            let extension = extension.map_err(UnpackError::Unreadable)?;
            if extension.key_bytes() == b"comment"
                && extension.value_bytes() != self.commit.as_bytes()
            {
                return Err(UnpackError::OtherCommit {
                    wanted: self.commit.to_owned(),
                    got: entry::shown(extension.value_bytes()),
                });
            }
        }
        Ok(())
    }

    fn file<R: Read>(
        &mut self,
        entry: &mut Entry<'_, Reader<R>>,
        path: &RelativePath,
        mode: u32,
    ) -> Result<(), UnpackError> {
        self.leash.loosen();
        let (said, most) = (entry.size(), self.limits.file);
        let (leash, limits) = (self.leash.clone(), self.limits);
        let mut contents = entry.take(most.saturating_add(1));
        let read = |error| unreadable(&leash, limits, error);
        let (written, beginning) = self.writer.file(path, mode, (&mut contents, &read))?;
        let path = path.to_string();
        if written > most {
            return Err(UnpackError::FileTooLarge { path, most });
        }
        if written != said {
            let cut = io::Error::from(io::ErrorKind::UnexpectedEof);
            return Err(UnpackError::Unreadable(cut));
        }
        if entry::is_lfs_pointer(&beginning) {
            return Err(UnpackError::Lfs { path });
        }
        let names = match path.as_str() {
            ".gitmodules" => entry::submodules(&beginning),
            _ => vec![],
        };
        if names.is_empty() {
            Ok(())
        } else {
            Err(UnpackError::Submodules { names })
        }
    }

    fn unreadable(&self, error: io::Error) -> UnpackError {
        unreadable(&self.leash, self.limits, error)
    }
}

/// Why nothing more can be read.
fn unreadable(leash: &Leash, limits: &Limits, error: io::Error) -> UnpackError {
    if leash.is_out() {
        UnpackError::TooLarge { most: limits.bytes }
    } else if leash.is_short() {
        UnpackError::LongHeader { most: HEADERS }
    } else {
        UnpackError::Unreadable(error)
    }
}

#[cfg(test)]
mod tests;
