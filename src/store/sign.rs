//! Signs of life: which readers and senders of this machine have ended, however that was, so that nobody waits for their lease.
//!
//! Each keeps a file locked, and the kernel frees it with the program. Of one on another machine, or from before this one was
//! started, nothing is known here.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::error::StoreError;
use super::random::digits;

/// Another one each time that the machine starts (`proc_sys_kernel_random(5)`).
const BOOT: &str = "/proc/sys/kernel/random/boot_id";

/// What the name of a sign ends with that isn't locked yet.
const NEW: &str = ".new";

/// Who takes something out of the store for a while, and shows that it is alive.
#[derive(Debug)]
pub(super) struct Taker {
    pub(super) id: String,
    sign: OnceLock<Sign>,
}

impl Taker {
    pub(super) fn new() -> Result<Self, StoreError> {
        Ok(Self {
            id: digits(10)?,
            sign: OnceLock::new(),
        })
    }

    /// It begins: it shows in `folder` that it is alive. Gives those who showed it there and have ended since.
    pub(super) fn begin(&self, folder: &Path) -> Result<Vec<Gone>, StoreError> {
        let signs = || -> io::Result<_> {
            let own = Sign::of(&self.id, folder)?;
            Ok((own, ended(folder)?))
        };
        let (own, ended) = signs().map_err(|error| StoreError::Unstorable {
            what: "a sign of life",
            why: error.to_string(),
        })?;
        // It begins once.
        drop(self.sign.set(own));
        Ok(ended)
    }
}

/// A file that is locked as long as its taker lives.
#[derive(Debug)]
struct Sign {
    path: PathBuf,
    _locked: File,
}

impl Sign {
    /// From now on the taker shows in `folder` that it is alive.
    fn of(taker: &str, folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        // Under another name until it is locked: nobody must take it for one whose taker has ended.
        let (path, new) = (folder.join(taker), folder.join(format!("{taker}{NEW}")));
        let mut locked = File::create_new(&new)?;
        locked.try_lock()?;
        let mark = mark(&locked)?;
        locked.write_all(mark.as_bytes())?;
        fs::rename(new, &path)?;
        Ok(Self {
            path,
            _locked: locked,
        })
    }
}

impl Drop for Sign {
    fn drop(&mut self) {
        // One that stays is taken away by the next taker.
        fs::remove_file(&self.path).ok();
    }
}

/// What stands in a sign. A copy of it, in a copied data folder, is another file, which nobody keeps locked.
fn mark(file: &File) -> io::Result<String> {
    let boot = fs::read_to_string(BOOT)?;
    let file = file.metadata()?;
    Ok(format!("{boot}{}:{}", file.dev(), file.ino()))
}

/// A taker that has certainly ended. Its sign is kept from others until it is forgotten, or given up where that can't be.
#[derive(Debug)]
pub(super) struct Gone {
    pub(super) id: String,
    path: PathBuf,
    locked: File,
}

impl Gone {
    /// What it had taken is free.
    pub(super) fn forget(self) {
        // One that stays is looked at again.
        fs::remove_file(self.path).ok();
    }
}

fn ended(folder: &Path) -> io::Result<Vec<Gone>> {
    let mut ended = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Ok(mut file) = File::options().read(true).write(true).open(&path) else {
            // It has just ended well, or begun well.
            continue;
        };
        let Some(id) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        if id.ends_with(NEW) || file.try_lock().is_err() {
            continue;
        }
        let mut begun = Vec::new();
        file.read_to_end(&mut begun)?;
        let gone = Gone {
            id: id.to_owned(),
            path,
            locked: file,
        };
        if begun == mark(&gone.locked)?.as_bytes() {
            ended.push(gone);
        } else {
            gone.forget();
        }
    }
    Ok(ended)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As with SIGKILL: the lock goes, the file stays.
    fn ends_without_a_word(sign: Sign) {
        let path = sign.path.clone();
        let kept = path.with_extension("kept");
        fs::rename(&path, &kept).unwrap();
        drop(sign);
        fs::rename(kept, path).unwrap();
    }

    #[test]
    fn whoever_lives_hasnt_ended_and_of_another_start_of_the_machine_nothing_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let alive = Sign::of("alive", folder.path()).unwrap();
        let killed = Sign::of("killed", folder.path()).unwrap();
        fs::copy(&killed.path, folder.path().join("copied")).unwrap();
        fs::write(folder.path().join("before"), [0xff]).unwrap();
        ends_without_a_word(killed);
        let gone = || -> Vec<_> { ended(folder.path()).unwrap() };
        let first = gone();
        assert_eq!(first[0].id, "killed");
        assert!(gone().is_empty(), "somebody sees to it");
        drop(first);
        gone().into_iter().for_each(Gone::forget);
        assert!(gone().is_empty());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        drop(alive);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
