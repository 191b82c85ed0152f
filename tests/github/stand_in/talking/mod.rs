//! Conversations: comments, reactions, locks.

mod comments;
mod locks;
mod reactions;
