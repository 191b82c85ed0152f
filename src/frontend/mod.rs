//! Where people talk to Hailer. Each front end verifies its senders and renders replies; nothing else knows it.

pub mod console;
pub mod telegram;
