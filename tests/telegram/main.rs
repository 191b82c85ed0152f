//! Telegram, as Hailer meets it: the stand-in that the conversations are held against, and how a reply looks and is sent.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]

#[expect(dead_code, reason = "its process is measured elsewhere")]
#[path = "../support/bot.rs"]
mod bot;
#[path = "../support/crowd.rs"]
mod crowd;
#[expect(dead_code, reason = "it is neither restarted nor killed here")]
#[path = "../support/dockerd.rs"]
mod dockerd;
mod paper;
#[path = "../support/shop.rs"]
mod shop;
#[path = "../support/shop_image.rs"]
mod shop_image;
mod stand_in;
mod talk;
#[path = "../support/telegram/mod.rs"]
mod telegram;
