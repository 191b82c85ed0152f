//! What a house made goes with it: containers, volumes, and programs of this machine.

use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};

use super::{HOUSE, House, docker};

impl Drop for House {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let cleaned = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.remove()));
            drop(cleaned);
        } else {
            self.remove();
        }
    }
}

impl House {
    fn remove(&self) {
        let label = format!("label={HOUSE}={}", self.id);
        for id in docker(&["ps", "--all", "--quiet", "--filter", &label]).lines() {
            docker(&["rm", "--force", "--volumes", id]);
        }
        for name in docker(&["volume", "ls", "--quiet", "--filter", &label]).lines() {
            docker(&["volume", "rm", "--force", name]);
        }
        for program in programs(&self.path("data")) {
            // It may have ended by itself.
            kill_process(program, Signal::KILL).ok();
        }
    }
}

/// Who runs below a folder: each supervisor is told it, and takes its program along.
fn programs(folder: &Path) -> Vec<Pid> {
    let folder = folder.as_os_str().as_encoded_bytes();
    let runs = |entry: std::fs::DirEntry| {
        let words = std::fs::read(entry.path().join("cmdline")).ok()?;
        let told = words.split(|byte| *byte == 0);
        let below = told.into_iter().any(|word| word.starts_with(folder));
        let pid = below.then(|| entry.file_name().to_str()?.parse().ok())??;
        Pid::from_raw(pid)
    };
    let entries = std::fs::read_dir("/proc").unwrap();
    entries.flatten().filter_map(runs).collect()
}
