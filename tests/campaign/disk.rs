//! A small disk, which may be full.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::dockerd::Dockerd;

/// Enough for a project and its history.
const SIZE: &str = "size=48m";

/// Mounted until this is dropped. A daemon that shall see it is started after it.
pub(crate) struct Disk {
    at: PathBuf,
}

impl Disk {
    pub(crate) fn mount(at: PathBuf) -> Self {
        fs::create_dir(&at).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", SIZE, "tmpfs"])
            .arg(&at)
            .status();
        assert!(mounted.unwrap().success(), "mounting a tmpfs takes root");
        Self { at }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.at
    }

    /// Leaves room for nothing.
    pub(crate) fn fill(&self) {
        let mut filler = fs::File::create(self.filler()).unwrap();
        for size in [1 << 20, 4096] {
            while filler.write_all(&vec![0; size]).is_ok() {}
        }
    }

    /// Makes room again.
    pub(crate) fn make_room(&self) {
        // Nothing to take away where a run ended before it was full.
        drop(fs::remove_file(self.filler()));
    }

    fn filler(&self) -> PathBuf {
        self.at.join("filler")
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.at).status());
    }
}

/// Leaves no room where the engine puts together what it builds and pulls: `tmp` below its data.
pub(crate) fn engine_has_no_room(dockerd: &Dockerd) {
    let tmp = engine_tmp(dockerd);
    let full =
        format!("mount -t tmpfs -o size=4k tmpfs {tmp} && head -c 4096 /dev/zero >{tmp}/filler");
    assert!(in_engine(dockerd, &full), "{full}");
}

/// Makes room again.
pub(crate) fn engine_has_room(dockerd: &Dockerd) {
    let tmp = engine_tmp(dockerd);
    in_engine(dockerd, &format!("umount -q -l {tmp}"));
}

fn engine_tmp(dockerd: &Dockerd) -> String {
    let host = dockerd.host();
    let home = host.trim_start_matches("unix://");
    let home = home.trim_end_matches("/docker.sock");
    format!("{home}/data/tmp")
}

/// Whether that went well where the engine sees it.
fn in_engine(dockerd: &Dockerd, script: &str) -> bool {
    let words = dockerd.entering(&["--mount", "--pid"]);
    let mut shell = Command::new(&words[0]);
    shell.args(&words[1..]).args(["sh", "-c", script]);
    shell.status().unwrap().success()
}
