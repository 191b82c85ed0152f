//! Where people talk to Hailer. Each front end verifies its senders and renders replies; nothing else knows it.

pub mod console;
#[cfg(test)]
mod drawn;
pub mod github;
mod mail;
mod steps;
pub mod telegram;

pub use mail::{Listening, Off};
