//! A wall clock that is wrong for one process and for what it starts, by libfaketime: nobody else on the machine notices.

use std::path::PathBuf;

/// Where Debian puts it: its `*-linux-gnu` is the machine's own.
const LIBRARY: &str = "faketime/libfaketime.so.1";

/// The environment in which the clock is so many seconds before this machine's. What measures time goes right.
pub(crate) fn off_by(seconds: i64) -> Vec<(&'static str, String)> {
    vec![
        ("LD_PRELOAD", library().display().to_string()),
        ("FAKETIME", format!("{seconds:+}")),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ]
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
