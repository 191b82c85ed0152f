//! What stands at one name in an open folder: its facts, its entry, its contents' hash. It never follows a symlink.

use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use cap_fs_ext::{FollowSymlinks, OpenOptionsFollowExt as _, OpenOptionsSyncExt as _};
use cap_std::fs::{Dir, File, OpenOptions};
use rustix::fs::{AtFlags, FileType, Statx, StatxFlags};
use rustix::io::Errno;

use crate::domain::files::{ContentHash, Entry, RelativePath};
use crate::sync::error::SyncError;

/// What kind of thing a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sync) enum Kind {
    File,
    Folder,
    Link,
    Other(&'static str),
}

/// What the kernel says of a name without opening it.
#[derive(Debug, Clone, Copy)]
pub(in crate::sync) struct Facts {
    pub(in crate::sync) kind: Kind,
    pub(in crate::sync) mode: u32,
    pub(in crate::sync) size: u64,
    pub(in crate::sync) links: u32,
    pub(in crate::sync) owner: (u32, u32),
    pub(in crate::sync) device: (u32, u32),
    inode: u64,
    modified: (i64, u32),
    changed: (i64, u32),
}

/// The facts that change when a file's contents do, as bytes: device, inode, size, mode, modified, changed.
pub(in crate::sync) type Stamp = [u8; 52];

impl Facts {
    /// Of `name` in `dir`; `None` if nothing is there.
    pub(in crate::sync) fn at(dir: &Dir, name: &str) -> io::Result<Option<Self>> {
        let flags = AtFlags::SYMLINK_NOFOLLOW | AtFlags::NO_AUTOMOUNT;
        match rustix::fs::statx(dir, name, flags, StatxFlags::BASIC_STATS) {
            Ok(stat) => Ok(Some(Self::from(&stat))),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => Err(errno.into()),
        }
    }

    /// Of an open file or folder.
    pub(in crate::sync) fn of(open: impl AsFd) -> io::Result<Self> {
        let stat = rustix::fs::statx(open, "", AtFlags::EMPTY_PATH, StatxFlags::BASIC_STATS)?;
        Ok(Self::from(&stat))
    }

    /// Whether both are names of one file.
    pub(in crate::sync) fn same_file(&self, other: &Self) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }

    /// Device, inode and so on, as bytes.
    pub(in crate::sync) fn stamp(&self) -> Stamp {
        let mut stamp = [0; 52];
        let mut rest = stamp.as_mut_slice();
        let mut put = |bytes: &[u8]| {
            let (head, tail) = std::mem::take(&mut rest).split_at_mut(bytes.len());
            head.copy_from_slice(bytes);
            rest = tail;
        };
        put(&self.device.0.to_le_bytes());
        put(&self.device.1.to_le_bytes());
        put(&self.inode.to_le_bytes());
        put(&self.size.to_le_bytes());
        put(&self.mode.to_le_bytes());
        put(&self.modified.0.to_le_bytes());
        put(&self.modified.1.to_le_bytes());
        put(&self.changed.0.to_le_bytes());
        put(&self.changed.1.to_le_bytes());
        stamp
    }

    /// When it was last written; `None` for a time before 1970.
    pub(in crate::sync) fn modified_at(&self) -> Option<SystemTime> {
        let seconds = u64::try_from(self.modified.0).ok()?;
        Some(UNIX_EPOCH + Duration::new(seconds, self.modified.1))
    }

    /// Whether the last change lies far enough before `moment` that another one after it shows in the times: file
    /// systems keep them in steps of up to two seconds, and within one step two versions have the same stamp.
    pub(in crate::sync) fn settled_before(&self, moment: SystemTime) -> bool {
        let last = self.changed.max(self.modified);
        let (Ok(seconds), nanoseconds) = (u64::try_from(last.0), last.1) else {
            return false;
        };
        UNIX_EPOCH + Duration::new(seconds, nanoseconds) + Duration::from_secs(2) < moment
    }
}

impl From<&Statx> for Facts {
    fn from(stat: &Statx) -> Self {
        let kind = match FileType::from_raw_mode(stat.stx_mode.into()) {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Folder,
            FileType::Symlink => Kind::Link,
            FileType::Fifo => Kind::Other("a named pipe"),
            FileType::Socket => Kind::Other("a socket"),
            FileType::CharacterDevice | FileType::BlockDevice => Kind::Other("a device"),
            FileType::Unknown => Kind::Other("of an unknown kind"),
        };
        Self {
            kind,
            mode: u32::from(stat.stx_mode) & 0o777,
            size: stat.stx_size,
            links: stat.stx_nlink,
            owner: (stat.stx_uid, stat.stx_gid),
            device: (stat.stx_dev_major, stat.stx_dev_minor),
            inode: stat.stx_ino,
            modified: (stat.stx_mtime.tv_sec, stat.stx_mtime.tv_nsec),
            changed: (stat.stx_ctime.tv_sec, stat.stx_ctime.tv_nsec),
        }
    }
}

/// Opens the regular file `name` for reading. A link is refused; a pipe that took its place is not waited for.
pub(in crate::sync) fn open_file(dir: &Dir, name: &str) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).follow(FollowSymlinks::No).nonblock(true);
    dir.open_with(name, &options)
}

/// The entry of the symlink `name`. A target that isn't UTF-8 is an error of kind `InvalidData`.
pub(in crate::sync) fn link_entry(dir: &Dir, name: &str) -> io::Result<Entry> {
    let target = dir
        .read_link_contents(name)?
        .into_os_string()
        .into_string()
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "its target is not UTF-8"))?;
    Ok(Entry {
        hash: ContentHash::of(target.as_bytes()),
        size: target.len() as u64,
        mode: 0o777,
        link: Some(target),
    })
}

/// Reads the regular file at `path` (which is `name` in `dir`) and says what it held, with the facts that go with it.
///
/// A file that is written to while it is read is read again, twice; then it is [`SyncError::ChangedMeanwhile`].
pub(in crate::sync) fn file_entry(
    dir: &Dir,
    name: &str,
    path: &RelativePath,
) -> Result<(Entry, Facts), SyncError> {
    for _ in 0..3 {
        let mut file = open_file(dir, name).map_err(SyncError::io("read", path.as_str()))?;
        let (hash, before, after) =
            hash_open(&mut file).map_err(SyncError::io("read", path.as_str()))?;
        if before.kind == Kind::File && before.stamp() == after.stamp() {
            let entry = Entry {
                hash,
                size: after.size,
                mode: after.mode,
                link: None,
            };
            return Ok((entry, after));
        }
    }
    Err(SyncError::ChangedMeanwhile { path: path.clone() })
}

fn hash_open(file: &mut File) -> io::Result<(ContentHash, Facts, Facts)> {
    let before = Facts::of(&*file)?;
    let mut hasher = blake3::Hasher::new();
    if before.kind == Kind::File {
        hasher.update_reader(&mut *file)?;
    }
    Ok((hasher.finalize().into(), before, Facts::of(&*file)?))
}

/// The entry of whatever is at `path`, read afresh. `None`: nothing, or neither a file nor a symlink.
pub(in crate::sync) fn entry_at(
    dir: &Dir,
    name: &str,
    path: &RelativePath,
) -> Result<Option<Entry>, SyncError> {
    let failed = SyncError::io("look at", path.as_str());
    match Facts::at(dir, name)
        .map_err(failed)?
        .map(|facts| facts.kind)
    {
        Some(Kind::File) => Ok(Some(file_entry(dir, name, path)?.0)),
        Some(Kind::Link) => link_entry(dir, name)
            .map(Some)
            .map_err(SyncError::io("read the symlink", path.as_str())),
        Some(Kind::Folder | Kind::Other(_)) | None => Ok(None),
    }
}
