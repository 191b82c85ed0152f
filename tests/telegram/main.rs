//! Telegram, as Hailer meets it: first the stand-in that the conversations are held against.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]

mod stand_in;
#[path = "../support/telegram/mod.rs"]
mod telegram;
