//! What comes in from chats, and what goes out to them.

mod inbox;
mod outbox;
