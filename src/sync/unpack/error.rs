//! Why an archive is refused. Nothing of it is left then.

use bytesize::ByteSize;

use crate::sync::SyncError;

/// An archive that can't be unpacked.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// It ends before its end, or is no `.tar.gz`.
    #[error("the archive can't be read: {0}")]
    Unreadable(std::io::Error),
    /// It says that it is of another commit.
    #[error("the archive is of commit {got}, and {wanted} was asked for")]
    OtherCommit {
        /// The commit that was asked for.
        wanted: String,
        /// The commit that its header names.
        got: String,
    },
    /// Nothing is in it.
    #[error("the archive is empty")]
    Empty,
    /// It has more than the one folder at its top that holds everything else.
    #[error("{path:?} in the archive lies outside its folder {top:?}")]
    OutsideTop {
        /// The entry.
        path: String,
        /// The folder that was first.
        top: String,
    },
    /// A name that leads elsewhere, or that can't be written safely.
    #[error("{path:?} in the archive {why}")]
    BadPath {
        /// The entry, with what is not UTF-8 replaced.
        path: String,
        /// What is wrong with it ("is not UTF-8").
        why: &'static str,
    },
    /// Something that is neither a file, a folder nor a symlink.
    #[error("{path:?} in the archive is {kind}; only files, folders and symlinks are unpacked")]
    NotPlain {
        /// The entry.
        path: String,
        /// What it is ("a device").
        kind: &'static str,
    },
    /// A symlink that leads out of the repository, or might.
    #[error(
        "the symlink {path:?} in the archive leads to {target:?}, which is absolute, leaves the repository or turns back after \
         a name"
    )]
    LinkLeaves {
        /// The link.
        path: String,
        /// Its target.
        target: String,
    },
    /// A path that it has twice.
    #[error("{path:?} is in the archive twice")]
    Twice {
        /// The path.
        path: String,
    },
    /// More entries than are unpacked.
    #[error("the archive has more than {most} entries, which is the most that is unpacked")]
    TooMany {
        /// How many are.
        most: u64,
    },
    /// More contents than are unpacked.
    #[error("the archive holds more than {}, which is the most that is unpacked", ByteSize(*most))]
    TooLarge {
        /// Bytes.
        most: u64,
    },
    /// A header that nothing of this world needs.
    #[error("a name or another header in the archive is longer than {}", ByteSize(*most))]
    LongHeader {
        /// Bytes.
        most: u64,
    },
    /// One file that is larger than any that is unpacked.
    #[error("{path:?} in the archive is larger than {}, the most that one file may have", ByteSize(*most))]
    FileTooLarge {
        /// The file.
        path: String,
        /// Bytes.
        most: u64,
    },
    /// A repository with others in it.
    #[error(
        "the repository has submodules ({}), whose files aren't in GitHub's archives",
        few(names)
    )]
    Submodules {
        /// Their names.
        names: Vec<String>,
    },
    /// A file whose contents are kept elsewhere.
    #[error("{path:?} is kept in Git LFS, and GitHub's archives hold only a pointer to it")]
    Lfs {
        /// The file.
        path: String,
    },
    /// It can't be written.
    #[error(transparent)]
    Sync(#[from] SyncError),
}

fn few(names: &[String]) -> String {
    match names {
        [one] => one.clone(),
        [one, rest @ ..] => format!("{one} and {} more", rest.len()),
        [] => "without names".to_owned(),
    }
}
