//! A wall clock that is wrong for one process and for what it starts: nobody else on the machine notices.

use std::path::{Path, PathBuf};
use std::process::Command;

/// What is loaded before a program's own libraries.
pub(crate) struct WrongClock {
    library: PathBuf,
}

impl WrongClock {
    /// Builds it, with the compiler that Rust links with.
    pub(crate) fn build(folder: &Path) -> Self {
        let library = folder.join("clock.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/campaign/clock.c");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .args([&library, &source])
            .status();
        assert!(built.unwrap().success(), "cc {}", source.display());
        Self { library }
    }

    /// The environment in which a clock is so many seconds before this machine's.
    pub(crate) fn off_by(&self, seconds: i64) -> Vec<(&'static str, String)> {
        vec![
            ("LD_PRELOAD", self.library.display().to_string()),
            ("CLOCK_OFF", seconds.to_string()),
        ]
    }
}
