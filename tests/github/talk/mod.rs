//! Conversations: people on GitHub, the bot as a process of its own, a project on a real engine.

mod deploying;
mod heard;
mod linked;
mod strangers;
mod world;

use world::{World, code};
