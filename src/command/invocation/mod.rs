//! What a line of text asked for, as types. Each value has been checked; a [`Command`] prints as text that reads back as
//! the same one.

mod command;

use super::value::{LineCount, Pattern, Period};
use crate::domain::name::{CodebaseName, OperationId, ServiceName};

pub use command::Command;

/// One command with what every verb takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// What is asked for.
    pub command: Command,
    /// `--in CODEBASE`. `None`: the one that the conversation speaks of, or the only one that the sender can see.
    pub codebase: Option<CodebaseName>,
    /// Whether the line ended in `yes`: spends what is pending, and never acts without it.
    pub yes: bool,
}

/// Which log lines. `--operation` asks for what was kept of containers that failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogsQuery {
    /// Of which service; `None`: the unhealthy one, else the primary one, else all.
    pub service: Option<ServiceName>,
    /// How many at most.
    pub lines: Option<LineCount>,
    /// How far back.
    pub since: Option<Period>,
    /// Which pattern they hold.
    pub grep: Option<Pattern>,
    /// Whether new lines are shown as they come.
    pub follow: bool,
    /// Of which operation.
    pub operation: Option<OperationId>,
}
