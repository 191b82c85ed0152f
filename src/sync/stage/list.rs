//! The staging folder of one operation, and the list in it that makes it self-describing.
//!
//! `.hailer-<operation>/` lies in production's root, so that everything in it can be renamed into place:
//! `new/<n>` is what the n-th change will put there, `old/<n>` what it replaced or deleted, `old/f<k>` a folder that
//! stood where a file belongs. `list.json` is written, with the disk's word for it, after the last copy and before the
//! first rename; without it nothing in production has been touched. The state of each change is read from which of
//! its two files exist, so that a killed `apply` or `undo` can be taken up anywhere.

use std::io;
use std::path::{Path, PathBuf};

use cap_fs_ext::DirExt as _;
use cap_std::fs::{Dir, DirBuilder, DirBuilderExt as _};
use serde::{Deserialize, Serialize};

use crate::domain::files::{FileChange, RelativePath};
use crate::domain::name::OperationId;
use crate::sync::error::SyncError;
use crate::sync::tree::Tree;
use crate::sync::tree::look::{Facts, open_file};

/// What the names of Hailer's own folders in production begin with.
pub(in crate::sync) const PREFIX: &str = ".hailer-";

pub(super) const LIST: &str = "list.json";

/// The paths that an undo could not put back: whoever asks once more hears of them too.
const KEPT: &str = "kept.json";

const DRAFT: &str = "list.draft";

/// What a staging folder is going to do to production, or has done.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::sync) struct List {
    /// Folders that must be made, outermost first.
    pub(in crate::sync) folders: Vec<NewFolder>,
    /// Folders, empty but for what is deleted, that stand where a file belongs.
    pub(in crate::sync) replaced: Vec<RelativePath>,
    /// Deleted files first, then added, then changed ones.
    pub(in crate::sync) changes: Vec<FileChange>,
}

/// A folder that production lacks.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::sync) struct NewFolder {
    pub(in crate::sync) path: RelativePath,
    /// Permission bits, as in the source.
    pub(in crate::sync) mode: u32,
}

/// New files that are complete and on disk, ready to be renamed into place.
#[derive(Debug)]
pub struct Staging {
    path: PathBuf,
    pub(in crate::sync) dir: Dir,
    pub(in crate::sync) new: Dir,
    pub(in crate::sync) old: Dir,
    pub(in crate::sync) list: List,
}

impl Staging {
    /// The staging folder of `operation` in `production`. `None`: there is none, or its copying was never finished, or
    /// it has been undone; in each case production is as it was before.
    pub fn open(production: &Tree, operation: &OperationId) -> Result<Option<Self>, SyncError> {
        let name = folder_name(operation);
        let path = production.path().join(&name);
        let bad = |why: String| SyncError::BadList {
            path: path.join(LIST),
            why,
        };
        let dir = match production.dir().open_dir_nofollow(&name) {
            Ok(dir) => dir,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(SyncError::io("open the folder", name)(error)),
        };
        let file = match open_file(&dir, LIST) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(bad(error.to_string())),
        };
        let list = serde_json::from_reader(io::BufReader::new(file))
            .map_err(|error| bad(error.to_string()))?;
        let open = |part: &str| {
            dir.open_dir_nofollow(part)
                .map_err(|error| bad(format!("beside it, {part}: {error}")))
        };
        Ok(Some(Self {
            new: open("new")?,
            old: open("old")?,
            dir,
            path,
            list,
        }))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many files it adds, changes or deletes.
    #[must_use]
    pub const fn changes(&self) -> usize {
        self.list.changes.len()
    }

    /// Makes the folder, empty, for its owner's eyes only.
    pub(in crate::sync) fn create(
        production: &Tree,
        operation: &OperationId,
    ) -> Result<Self, SyncError> {
        let name = folder_name(operation);
        let path = production.path().join(&name);
        let failed = || SyncError::io("write in", production.path().to_string_lossy());
        let mut private = DirBuilder::new();
        private.mode(0o700);
        let made = production.dir().create_dir_with(&name, &private);
        if let Err(error) = made {
            return Err(if error.kind() == io::ErrorKind::AlreadyExists {
                SyncError::Leftover { path }
            } else {
                failed()(error)
            });
        }
        let dir = production
            .dir()
            .open_dir_nofollow(&name)
            .map_err(failed())?;
        let part = |part: &str| {
            dir.create_dir_with(part, &private)
                .and_then(|()| dir.open_dir_nofollow(part))
                .map_err(failed())
        };
        Ok(Self {
            new: part("new")?,
            old: part("old")?,
            dir,
            path,
            list: List {
                folders: Vec::new(),
                replaced: Vec::new(),
                changes: Vec::new(),
            },
        })
    }

    /// Writes the list so that it is there whole or not at all, also after a power cut.
    pub(in crate::sync) fn write_list(&self, production: &Tree) -> Result<(), SyncError> {
        let write = || -> io::Result<()> {
            self.write(LIST, &self.list)?;
            sync_folder(&self.new)?;
            sync_folder(&self.dir)?;
            sync_folder(production.dir())
        };
        write().map_err(SyncError::io(
            "write the list of changes in",
            self.path.to_string_lossy(),
        ))
    }

    /// Takes the list out of the way: from now on there is nothing to apply and nothing to undo, but for what was `kept`. It stays
    /// readable.
    pub(in crate::sync) fn close_list(&self, kept: &[RelativePath]) -> Result<(), SyncError> {
        let close = || {
            if !kept.is_empty() {
                self.write(KEPT, &kept)?;
            }
            self.dir.rename(LIST, &self.dir, "undone.json")?;
            sync_folder(&self.dir)
        };
        close().map_err(SyncError::io(
            "close the list of changes in",
            self.path.to_string_lossy(),
        ))
    }

    /// Writes a file of the staging folder so that it is there whole or not at all.
    fn write(&self, name: &str, content: &impl Serialize) -> io::Result<()> {
        let mut draft = io::BufWriter::new(self.dir.create(DRAFT)?);
        serde_json::to_writer(&mut draft, content)?;
        draft
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
        self.dir.rename(DRAFT, &self.dir, name)
    }

    /// The facts of the file of the `number`-th change in one of the two folders, if it is there.
    pub(in crate::sync) fn part(
        &self,
        folder: &Dir,
        number: &str,
    ) -> Result<Option<Facts>, SyncError> {
        Facts::at(folder, number).map_err(SyncError::io("look into", self.path.to_string_lossy()))
    }
}

/// What an undo of `operation` that came to its end could not put back.
pub(in crate::sync) fn kept_before(
    production: &Tree,
    operation: &OperationId,
) -> Result<Vec<RelativePath>, SyncError> {
    let name = folder_name(operation);
    let path = production.path().join(&name);
    let read = || -> io::Result<Vec<RelativePath>> {
        let dir = production.dir().open_dir_nofollow(&name)?;
        let file = open_file(&dir, KEPT)?;
        Ok(serde_json::from_reader(io::BufReader::new(file))?)
    };
    match read() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(SyncError::BadList {
            path: path.join(KEPT),
            why: error.to_string(),
        }),
        Ok(kept) => Ok(kept),
    }
}

/// The name of an operation's staging folder within production.
#[must_use]
pub fn folder_name(operation: &OperationId) -> String {
    format!("{PREFIX}{operation}")
}

/// Waits until a folder's names are on disk. cap-std's folders can't be synced themselves (`O_PATH`).
pub(in crate::sync) fn sync_folder(dir: &Dir) -> io::Result<()> {
    let flags = rustix::fs::OFlags::DIRECTORY | rustix::fs::OFlags::CLOEXEC;
    let open = rustix::fs::openat(dir, ".", flags, rustix::fs::Mode::empty())?;
    Ok(rustix::fs::fsync(open)?)
}
