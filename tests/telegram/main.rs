//! Telegram, as Hailer meets it: the stand-in that the conversations are held against, and how a reply looks and is sent.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]

mod paper;
mod stand_in;
#[path = "../support/telegram/mod.rs"]
mod telegram;
