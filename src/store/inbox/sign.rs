//! Signs of life: which readers of this machine have ended, however that was, so that nobody waits for their lease.
//!
//! Each reader keeps a file locked, and the kernel frees it with the program. Of a reader on another machine, or from before
//! this one was started, nothing is known here.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// Another one each time that the machine starts (`proc_sys_kernel_random(5)`).
const BOOT: &str = "/proc/sys/kernel/random/boot_id";

/// A file that is locked as long as its reader lives.
#[derive(Debug)]
pub(super) struct Sign {
    path: PathBuf,
    _locked: File,
}

impl Sign {
    /// From now on the reader shows in `folder` that it is alive.
    pub(super) fn of(reader: &str, folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let path = folder.join(reader);
        let mut locked = File::create_new(&path)?;
        locked.try_lock()?;
        let mark = mark(&locked)?;
        locked.write_all(mark.as_bytes())?;
        Ok(Self {
            path,
            _locked: locked,
        })
    }
}

impl Drop for Sign {
    fn drop(&mut self) {
        // One that stays is taken away by the next reader.
        fs::remove_file(&self.path).ok();
    }
}

/// What stands in a sign. A copy of it, in a copied data folder, is another file, which nobody keeps locked.
fn mark(file: &File) -> io::Result<String> {
    let boot = fs::read_to_string(BOOT)?;
    let file = file.metadata()?;
    Ok(format!("{boot}{}:{}", file.dev(), file.ino()))
}

/// The readers that have certainly ended. Their signs go.
pub(super) fn ended(folder: &Path) -> io::Result<Vec<String>> {
    let mut ended = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(mut file) = File::options().read(true).write(true).open(entry.path()) else {
            // It has just ended well.
            continue;
        };
        if file.try_lock().is_err() {
            continue;
        }
        let mut begun = Vec::new();
        file.read_to_end(&mut begun)?;
        if begun == mark(&file)?.as_bytes() {
            ended.extend(entry.file_name().into_string());
        }
        // Another that begins at this moment may have taken it away.
        fs::remove_file(entry.path()).ok();
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
        assert_eq!(ended(folder.path()).unwrap(), ["killed"]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        drop(alive);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
