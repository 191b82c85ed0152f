//! Conversations: people on Telegram, the bot as a process of its own, a project on a real engine.

mod arriving;
mod crashes;
mod crowd;
mod deploying;
mod floods;
mod people;
mod previews;
mod strangers;

use crate::shop::Shop as World;
