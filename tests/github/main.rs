//! GitHub, as Hailer meets it: the stand-in that its front end is held against.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]

#[path = "../support/github/mod.rs"]
mod github;
mod stand_in;
