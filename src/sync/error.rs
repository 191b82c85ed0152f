//! What can go wrong with file trees: what happened, why, and what to do.

use std::io;
use std::path::PathBuf;

use bytesize::ByteSize;

use crate::domain::files::RelativePath;
use crate::domain::files::link::Pointed;

/// A file operation that could not be done. Nothing was half done unless the function's documentation says so.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The root of a tree can't be opened.
    #[error("can't open the folder {path}: {source}; create it or correct the path")]
    Root {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The root is a symlink and the caller wants a real folder.
    #[error("{path} is a symlink; name the folder that it leads to")]
    RootIsLink {
        /// The link.
        path: PathBuf,
    },
    /// A call on a file failed for a reason that has no variant of its own.
    #[error("can't {doing} {path:?}: {source}; look at its permissions and at the disk")]
    Io {
        /// What was being done ("read", "rename").
        doing: &'static str,
        /// The file, below its root or absolute.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// Something in a source that is neither a file, a folder nor a symlink.
    #[error(
        "{path:?} is {kind}; only files, folders and symlinks are deployed: remove it or name it in .hailerignore"
    )]
    NotPlain {
        /// Where.
        path: String,
        /// What it is ("a device").
        kind: &'static str,
    },
    /// A symlink in a source that leads out of it, or might.
    #[error(
        "the symlink {path:?} leads to {target:?}, which is absolute, leaves the project or turns back after a name: \
         make its target relative, with '..' only at its beginning, or name it in .hailerignore",
        path = path.as_str()
    )]
    LinkLeaves {
        /// The link.
        path: RelativePath,
        /// Its target.
        target: String,
    },
    /// A file in a source that has more than one name: another one may lie outside, or be edited meanwhile.
    #[error("{path:?} has {links} names (hard links): copy it to a file of its own or name it in .hailerignore", path = path.as_str())]
    HardLink {
        /// The file.
        path: RelativePath,
        /// How many names it has.
        links: u32,
    },
    /// A name that can't be shown or carried safely.
    #[error("the name {path:?} {why}: rename it or name its folder in .hailerignore")]
    BadName {
        /// The path, with what is not UTF-8 replaced.
        path: String,
        /// What is wrong with it ("is not UTF-8").
        why: &'static str,
    },
    /// Two names that are one on a file system which ignores case or normalises Unicode.
    #[error(
        "{one:?} and {other:?} differ only in case or Unicode form, and would be one file elsewhere: rename one"
    )]
    Collision {
        /// The first path.
        one: String,
        /// The second path.
        other: String,
    },
    /// A line of `.hailerignore` that is no pattern.
    #[error("can't read .hailerignore: {why}; correct it")]
    BadRules {
        /// The file's problem, with the line.
        why: String,
    },
    /// Production has something at a path that the source wants, and it can't be replaced by a rename.
    #[error(
        "{path:?} in production is {what}, which Hailer did not put there: move it away, or name it in .hailerignore",
        path = path.as_str()
    )]
    InTheWay {
        /// Where.
        path: RelativePath,
        /// What stands there ("a folder with files of its own").
        what: &'static str,
    },
    /// A file is no longer what the plan said.
    #[error("{path:?} has changed since the plan was made: ask for a new preview", path = path.as_str())]
    ChangedMeanwhile {
        /// The file.
        path: RelativePath,
    },
    /// The contents that an earlier release had here are not in the archive.
    #[error("what {path:?} held in that release is no longer kept: deploy that version from its source instead", path = path.as_str())]
    NotKept {
        /// The file.
        path: RelativePath,
    },
    /// A folder with something in it stands where the strategy symlink has a link.
    #[error("{path} is a folder of its own, and the strategy symlink makes it a link")]
    PlainFolder {
        /// production_path.
        path: PathBuf,
    },
    /// The link isn't where it was, nor where it should be.
    #[error("{path} was pointed to {now} by somebody else: ask for a new preview")]
    LinkMoved {
        /// production_path.
        path: PathBuf,
        /// What stands there.
        now: Pointed,
    },
    /// A release folder that isn't what its name says.
    #[error(
        "the release folder {path} has been edited since it was made: move it away, then try again"
    )]
    Altered {
        /// The folder.
        path: PathBuf,
    },
    /// There is no room for the new files.
    #[error("{needed} are needed in {path} and {free} are free: make room", needed = ByteSize(*needed), free = ByteSize(*free), path = path.display())]
    DiskFull {
        /// Production's root.
        path: PathBuf,
        /// Bytes that the new files take.
        needed: u64,
        /// Bytes that were free.
        free: u64,
    },
    /// The disk was full before all new files were on it, although there had been room enough by count.
    #[error("the disk of {path} filled up while {needed} of new files were copied to it: make room (see `df -h`, and `df -i` for the number of files)", needed = ByteSize(*needed), path = path.display())]
    FilledUp {
        /// Production's root.
        path: PathBuf,
        /// Bytes that the new files take.
        needed: u64,
    },
    /// A folder of production lies on another file system, so that nothing can be renamed into it.
    #[error("{path:?} is a mount of its own, so files can't be renamed into it: name it in .hailerignore or unmount it", path = path.as_str())]
    OtherFileSystem {
        /// The folder.
        path: RelativePath,
    },
    /// The staging folder of this operation exists already.
    #[error(
        "{path} is left over from an interrupted operation: let it be recovered first (restart Hailer)"
    )]
    Leftover {
        /// The folder.
        path: PathBuf,
    },
    /// The staging folder's list of changes is missing or unreadable.
    #[error(
        "the list of changes {path} can't be read: {why}; compare the folder's files by hand before removing it"
    )]
    BadList {
        /// The list.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

impl SyncError {
    /// For `map_err`: the failure of doing something with a path.
    pub(crate) fn io(
        doing: &'static str,
        path: impl Into<String>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path: String = path.into();
        move |source| Self::Io {
            doing,
            path: if path.is_empty() { ".".into() } else { path },
            source,
        }
    }

    /// Whether the disk, or the quota on it, was full.
    pub(super) fn is_full(&self) -> bool {
        matches!(self, Self::Io { source, .. }
            if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
    }
}
