//! What is read: commands, webhooks, updates, models and archives that nobody should send.

mod archives;
mod changes;
mod commands;
mod models;
mod updates;
mod webhooks;
