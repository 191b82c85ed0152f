//! What comes in from chats, and what goes out to them.

mod deployment;
mod inbox;
mod outbox;
