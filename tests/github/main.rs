//! GitHub, as Hailer meets it: the stand-in that all is held against, and the client.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by ending"
)]
#![expect(
    clippy::duplicate_mod,
    reason = "each of the two stand-ins has a clock and a world of its own, of one kind"
)]

#[expect(dead_code, reason = "its prompt is for others")]
#[path = "../support/bot.rs"]
mod bot;
mod client;
#[path = "../support/github/mod.rs"]
mod github;
mod scene;
#[expect(dead_code, reason = "most of it is for conversations on Telegram")]
#[path = "../support/shop.rs"]
mod shop;
#[path = "../support/shop_image.rs"]
mod shop_image;
mod stand_in;
#[expect(dead_code, reason = "most of it is for those who kill it")]
#[path = "../support/mod.rs"]
mod support;
mod talk;
#[expect(dead_code, unused_imports, reason = "its own tests are elsewhere")]
#[path = "../support/telegram/mod.rs"]
mod telegram;
