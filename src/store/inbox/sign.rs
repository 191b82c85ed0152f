//! Signs of life: which readers of this machine have ended, however that was, so that nobody waits for their lease.
//!
//! Each reader keeps a file locked, and the kernel frees it with the program. Of a reader on another machine, or from before
//! this one was started, nothing is known here.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
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
        locked.write_all(fs::read_to_string(BOOT)?.as_bytes())?;
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

/// The readers that have certainly ended. Their signs go.
pub(super) fn ended(folder: &Path) -> io::Result<Vec<String>> {
    let boot = fs::read_to_string(BOOT)?;
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
        let mut begun = String::new();
        file.read_to_string(&mut begun)?;
        if begun == boot {
            ended.extend(entry.file_name().into_string());
        }
        fs::remove_file(entry.path())?;
    }
    Ok(ended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_lives_hasnt_ended_and_of_another_start_of_the_machine_nothing_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let alive = Sign::of("alive", folder.path()).unwrap();
        let boot = fs::read_to_string(BOOT).unwrap();
        fs::write(folder.path().join("killed"), &boot).unwrap();
        fs::write(folder.path().join("before"), "another").unwrap();
        assert_eq!(ended(folder.path()).unwrap(), ["killed"]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        drop(alive);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
