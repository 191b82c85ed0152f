//! Versions of a codebase that were fetched: a folder for each commit, named after it. One that is there is whole.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use cap_fs_ext::DirExt as _;
use cap_std::fs::{Dir, DirBuilder, DirBuilderExt as _};
use rustix::fs::{AtFlags, RenameFlags, Timestamps};

use super::{Limits, UnpackError, unpack};
use crate::sync::SyncError;
use crate::sync::releases::opened;
use crate::sync::releases::prune::remove_tree;
use crate::sync::stage::list::sync_folder;
use crate::sync::tree::folder::names;
use crate::sync::tree::look::{Facts, Kind};

/// What stands between a commit and the rest of a name that is not yet that commit's.
const DRAFT: &str = ".draft-";

/// The folder that has them.
#[derive(Debug)]
pub struct Sources {
    dir: Dir,
    path: PathBuf,
}

impl Sources {
    /// Opens `folder`, which is made if it isn't there, for its owner alone.
    pub fn open(folder: &Path) -> Result<Self, SyncError> {
        use std::os::unix::fs::DirBuilderExt as _;
        let open = || {
            std::fs::DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(folder)?;
            Dir::open_ambient_dir(folder, cap_std::ambient_authority())
        };
        Ok(Self {
            dir: open().map_err(SyncError::io("open the folder", folder.to_string_lossy()))?,
            path: folder.to_owned(),
        })
    }

    /// The folder of `commit`, if it is there; it counts as used now.
    pub fn find(&self, commit: &str) -> Result<Option<PathBuf>, SyncError> {
        let found = Facts::at(&self.dir, commit).map_err(self.failed("look into"))?;
        if found.is_none_or(|found| found.kind != Kind::Folder) {
            return Ok(None);
        }
        let now = rustix::fs::Timespec {
            tv_sec: 0,
            tv_nsec: rustix::fs::UTIME_NOW,
        };
        let now = Timestamps {
            last_access: now,
            last_modification: now,
        };
        rustix::fs::utimensat(&self.dir, commit, &now, AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|errno| self.failed("use a folder of")(errno.into()))?;
        Ok(Some(self.path.join(commit)))
    }

    /// A file to be filled and read again by whoever has it, and by nobody else: it has no name.
    pub fn scratch(&self) -> Result<std::fs::File, SyncError> {
        let name = draft("archive").map_err(self.failed("name a file in"))?;
        let make = || {
            let mut options = cap_std::fs::OpenOptions::new();
            options.read(true).write(true).create_new(true);
            let file = self.dir.open_with(&name, &options)?;
            self.dir.remove_file(&name)?;
            Ok(file.into_std())
        };
        make().map_err(self.failed("make a file in"))
    }

    /// Unpacks `archive`, GitHub's of `commit`. Where somebody else was faster, theirs is it.
    pub fn unpack(
        &self,
        archive: impl Read,
        commit: &str,
        limits: &Limits,
    ) -> Result<PathBuf, UnpackError> {
        let draft = draft(commit).map_err(self.failed("name a folder in"))?;
        let unpacked = self.fill(archive, (commit, &draft), limits);
        if let Err(error) = remove_tree(&self.dir, &draft) {
            tracing::warn!(%commit, %error, "can't remove an archive that was not unpacked whole");
        }
        unpacked?;
        Ok(self.path.join(commit))
    }

    fn fill(
        &self,
        archive: impl Read,
        (commit, draft): (&str, &str),
        limits: &Limits,
    ) -> Result<(), UnpackError> {
        let mut private = DirBuilder::new();
        private.mode(0o700);
        let made = self.dir.create_dir_with(draft, &private);
        let into = made
            .and_then(|()| self.dir.open_dir_nofollow(draft))
            .map_err(self.failed("make a folder in"))?;
        unpack(archive, commit, limits, &into)?;
        let placed = || -> io::Result<()> {
            rustix::fs::syncfs(opened(&into)?)?;
            match rustix::fs::renameat_with(
                &self.dir,
                draft,
                &self.dir,
                commit,
                RenameFlags::NOREPLACE,
            ) {
                Ok(()) | Err(rustix::io::Errno::EXIST) => sync_folder(&self.dir),
                Err(errno) => Err(errno.into()),
            }
        };
        placed().map_err(self.failed("finish a folder of"))?;
        Ok(())
    }

    /// Removes all but the `most` that were used last, and what was used within `spared`.
    pub fn prune(&self, most: usize, spared: Duration) -> Result<(), SyncError> {
        let mut there = Vec::new();
        for name in names(&self.dir).map_err(self.failed("list"))? {
            let name = String::from_utf8_lossy(&name).into_owned();
            let facts = Facts::at(&self.dir, &name).map_err(self.failed("look into"))?;
            there.extend(facts.map(|facts| (facts.modified_at(), facts.kind, name)));
        }
        there.sort_by_key(|(used, ..)| std::cmp::Reverse(*used));
        let now = SystemTime::now();
        let mut whole = 0;
        for (used, kind, name) in there {
            whole += usize::from(!name.contains(DRAFT));
            let age = used.and_then(|used| now.duration_since(used).ok());
            let is_young = age.is_none_or(|age| age < spared);
            if is_young || (!name.contains(DRAFT) && whole <= most) {
                continue;
            }
            self.remove(&name, kind)?;
        }
        Ok(())
    }

    /// Under another name first, so that half of it is never taken for the whole.
    fn remove(&self, name: &str, kind: Kind) -> Result<(), SyncError> {
        if kind != Kind::Folder {
            return self
                .dir
                .remove_file(name)
                .map_err(self.failed("remove a file of"));
        }
        let commit = name.split(DRAFT).next().unwrap_or_default();
        let draft = draft(commit).map_err(self.failed("remove a folder of"))?;
        self.dir
            .rename(name, &self.dir, &draft)
            .map_err(self.failed("remove a folder of"))?;
        remove_tree(&self.dir, &draft)
    }

    fn failed(&self, doing: &'static str) -> impl FnOnce(io::Error) -> SyncError + use<> {
        SyncError::io(doing, self.path.to_string_lossy().into_owned())
    }
}

/// A name that nobody else has.
fn draft(of: &str) -> io::Result<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)?;
    Ok(format!("{of}{DRAFT}{}", hex::encode(bytes)))
}
