//! Conversations: people on GitHub, the bot as a process of its own, a project on a real engine.

mod app;
mod crashes;
mod deploying;
mod deployments;
mod faults;
mod heard;
mod held;
mod linked;
mod payloads;
mod plain;
mod redelivered;
mod strangers;
mod unheard;
mod world;

use world::{World, code};
