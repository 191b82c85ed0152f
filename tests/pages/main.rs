//! What is written for people, held against the program: each command on a page is one, each error is one that can be said, and
//! what describes the program to a shell and to man is complete.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]

mod completion;
#[expect(dead_code, reason = "the floors are measured elsewhere")]
#[path = "../tidy/house.rs"]
mod house;
mod literals;
mod manual;
mod migration;
mod troubleshooting;
mod unit;

use std::process::Command;

/// A page of the documentation.
fn page(name: &str) -> String {
    let path = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What the program prints, which needs no setting for it.
fn prints(words: &[&str]) -> String {
    let mut hailer = Command::new(env!("CARGO_BIN_EXE_hailer"));
    let ran = hailer.env_clear().args(words).output().unwrap();
    assert!(ran.status.success(), "{words:?}: {ran:?}");
    String::from_utf8(ran.stdout).unwrap()
}
