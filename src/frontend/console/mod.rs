//! The terminal: one command (`hailer run`), or a prompt (`hailer console`).
//!
//! Text from outside is made inert here once more before it reaches the screen. Nothing here decides anything.

mod exit;
mod json;
mod look;
mod progress;
mod prompt;
mod render;
mod session;
mod table;
mod who;
mod wrap;

#[cfg(test)]
mod tests;

pub use exit::exit_code;
pub use json::json;
pub use look::Look;
pub use progress::ConsoleResponder;
pub use prompt::{Entry, Names, Prompt, PromptError};
pub use render::render;
pub use session::{Options, Session, line, print};
pub use who::actor;
