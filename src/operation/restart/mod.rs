//! `/docker-restart`, `/docker-start`, `/docker-stop`: the same containers, by their labels, in dependency order.
//!
//! No compose file is read. One-shots that have run to their end stay ended.

mod carry_out;
mod failure;
mod plan;

pub use carry_out::carry_out;
pub(super) use failure::broken;
pub(super) use plan::container_ref;
pub use plan::plan;

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Stop and start.
    Restart,
    /// Start what isn't running.
    Start,
    /// Stop what is running.
    Stop,
}
