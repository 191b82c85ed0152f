//! A wall clock that is wrong for one process, by libfaketime: nobody else on the machine notices.

use std::fs;
use std::path::{Path, PathBuf};

/// Where Debian puts it: its `*-linux-gnu` is the machine's own.
const LIBRARY: &str = "faketime/libfaketime.so.1";

/// Where it keeps what processes share, two files for each.
const SHARED: &str = "/dev/shm";

/// The environment in which the clock is so many seconds before this machine's. What measures time goes right, and so do the
/// times of files.
pub(crate) fn off_by(seconds: i64) -> Vec<(&'static str, String)> {
    sweep();
    vec![
        ("LD_PRELOAD", library().display().to_string()),
        ("FAKETIME", format!("{seconds:+}")),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ("NO_FAKE_STAT", "1".to_owned()),
    ]
}

/// Takes away what it has left of processes that were killed: another one with the number of one of them couldn't begin.
pub(crate) fn sweep() {
    for entry in fs::read_dir(SHARED).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap_or_default();
        let process = ["faketime_shm_", "sem.faketime_sem_"]
            .iter()
            .find_map(|begins| name.strip_prefix(begins));
        if process.is_some_and(|process| !Path::new("/proc").join(process).exists()) {
            // Another campaign may have been first.
            fs::remove_file(entry.path()).ok();
        }
    }
}

fn library() -> PathBuf {
    let folder = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    let library = PathBuf::from(folder).join(LIBRARY);
    assert!(
        library.exists(),
        "{} (libfaketime); run scripts/setup",
        library.display()
    );
    library
}
