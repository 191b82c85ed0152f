//! File trees against a real file system: what is refused, what arrives, what comes back.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on says so by ending"
)]

mod apply;
mod archive;
mod crash;
mod index;
#[path = "../support/opened.rs"]
mod opened;
mod production;
mod property;
mod refusals;
mod releases;
mod view;
mod world;
