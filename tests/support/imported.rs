//! Images that are made of files of this machine, where there is no registry.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// Has the engine that `docker` speaks to know an archive by this name. `changes` are lines of a Dockerfile.
pub(crate) fn import(
    mut docker: Command,
    archive: &[u8],
    reference: &str,
    changes: &[&str],
) -> Output {
    let changes = changes.iter().flat_map(|change| ["--change", change]);
    let mut importing = docker
        .arg("import")
        .args(changes)
        .args(["-", reference])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = importing.stdin.take().unwrap();
    input.write_all(archive).unwrap();
    drop(input);
    importing.wait_with_output().unwrap()
}
