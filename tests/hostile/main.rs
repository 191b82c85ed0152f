//! Hostile input: whatever comes from outside is read, refused or shown, and never acts, breaks out or gives anything away.
//!
//! What is drawn at random is drawn `PROPTEST_CASES` times, where that says how often (`make fuzz`).

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]

mod policy;
mod read;
mod shown;
