//! Telegram: what a reply looks like there, how it is sent, and what an update says. teloxide lives here alone.
//!
//! Nothing here decides who may do what, and nothing is remembered over a restart: what has to arrive is kept by whoever
//! calls ([`Letter`] can be stored).

mod bot;
mod buttons;
mod client;
mod desk;
mod heard;
mod intake;
mod live;
mod menu;
mod news;
mod place;
mod post;
mod render;

pub use bot::Telegram;
pub use buttons::{Button, Keyboard, Pressed};
pub use client::{Address, Client, TelegramError};
pub use heard::{Heard, Me, Moved, Press, Said, Sender, Why, Words, hear, update_id};
pub use intake::{Arrival, Inbox, Intake};
pub use live::{LiveMessage, Stops};
pub use menu::{Audience, Entry, menu};
pub use place::Place;
pub(super) use post::told_in;
pub use render::{Letter, Piece, letter};
