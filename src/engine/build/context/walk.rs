//! The files, folders and symlinks below a folder that a build's context holds.

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};

use ignore::{DirEntry, WalkBuilder};

use super::ignorefile::IgnoreFile;
use super::unreadable;
use crate::engine::error::EngineError;

/// A file, folder or symlink of the context.
#[derive(Debug)]
pub(super) struct Entry {
    /// Relative to the root.
    pub(super) path: PathBuf,
    /// Permission bits.
    pub(super) mode: u32,
    pub(super) kind: EntryKind,
}

#[derive(Debug)]
pub(super) enum EntryKind {
    Folder,
    File { size: u64 },
    Link { target: PathBuf },
}

/// Everything below `root` that isn't `ignored`: folders before what is in them, names sorted. Symlinks are never
/// followed. Sockets are left out, as Docker does; devices and pipes are an error.
pub(super) fn walk(root: &Path, ignored: &IgnoreFile) -> Result<Vec<Entry>, EngineError> {
    let (asked, base) = (ignored.clone(), root.to_owned());
    let walk = WalkBuilder::new(root)
        .standard_filters(false)
        .follow_links(false)
        .sort_by_file_name(Ord::cmp)
        .filter_entry(move |entry| worth_a_look(&asked, &base, entry))
        .build();
    let mut entries = Vec::new();
    for found in walk {
        let found = found.map_err(|error| unreadable(root, std::io::Error::other(error)))?;
        let Ok(path) = found.path().strip_prefix(root) else {
            continue;
        };
        if path.as_os_str().is_empty() || ignored.leaves_out(&path.to_string_lossy()) {
            continue;
        }
        if let Some((mode, kind)) = what_is(found.path())? {
            entries.push(Entry {
                path: path.to_owned(),
                mode,
                kind,
            });
        }
    }
    Ok(entries)
}

/// Whether the entry, or something below it, may be part of the context.
fn worth_a_look(ignored: &IgnoreFile, root: &Path, entry: &DirEntry) -> bool {
    let Ok(path) = entry.path().strip_prefix(root) else {
        return true;
    };
    ignored.brings_back() || !ignored.leaves_out(&path.to_string_lossy())
}

/// Mode and kind of what stands at `path`; `None` for a socket.
fn what_is(path: &Path) -> Result<Option<(u32, EntryKind)>, EngineError> {
    let failed = |error| unreadable(path, error);
    let metadata = fs::symlink_metadata(path).map_err(failed)?;
    let kind = metadata.file_type();
    let mode = metadata.permissions().mode() & 0o7777;
    let kind = if kind.is_dir() {
        EntryKind::Folder
    } else if kind.is_file() {
        let size = metadata.len();
        EntryKind::File { size }
    } else if kind.is_symlink() {
        let target = fs::read_link(path).map_err(failed)?;
        EntryKind::Link { target }
    } else if kind.is_socket() {
        return Ok(None);
    } else {
        return Err(failed(std::io::Error::other(
            "devices and pipes can't be part of a build's context; name it in .dockerignore",
        )));
    };
    Ok(Some((mode, kind)))
}
