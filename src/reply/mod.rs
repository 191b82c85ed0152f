//! What users read. A [`Reply`] is blocks, not markup: each front end renders it its own way, and everything that came
//! from outside (log lines, names, errors) stays inert text in it.

use serde::Serialize;
use serde_json::Value;

/// An answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reply {
    /// How it ended; the console's exit code and the sign in front of the headline come from it.
    pub status: Status,
    /// The codebase it speaks of; every preview and answer begins with it.
    pub codebase: Option<String>,
    /// The outcome in a short sentence.
    pub headline: String,
    /// The facts, in reading order.
    pub blocks: Vec<Block>,
    /// What to do next, as commands that can be tapped or copied.
    pub next: Vec<Suggestion>,
    /// The same facts for scripts (`--json`), from the same types.
    pub data: Value,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Done and verified, or answered.
    Done,
    /// The command could not be read.
    Usage,
    /// The sender may not.
    Denied,
    /// A plan waits for a yes.
    NeedsConfirmation,
    /// It failed.
    Failed,
    /// It failed, and production runs what it ran before.
    RolledBack,
}

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// A heading over what follows.
    Heading(String),
    /// Names and their values.
    Facts(Vec<(String, String)>),
    /// A table; every row is as long as the header.
    Table {
        /// The columns' names.
        header: Vec<String>,
        /// The rows.
        rows: Vec<Vec<Cell>>,
    },
    /// Lines that belong together.
    List(Vec<String>),
    /// Preformatted text: log lines, a caret under a place.
    Code(String),
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// How good that is; a terminal shows it in colour, chat as a sign.
    pub tone: Tone,
}

/// How good something is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Neither.
    #[default]
    Plain,
    /// As it should be.
    Good,
    /// Under way, or worth a look.
    Warn,
    /// Broken.
    Bad,
}

/// A command that makes sense next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// What it does, in a word or two ("Roll back").
    pub label: String,
    /// The command as it is typed.
    pub command: String,
}

/// How far an operation is. Progress may be dropped; replies may not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// The step, as people call it ("building api").
    pub step: String,
    /// What it waits for or last said ("api: starting, 3 s").
    pub detail: Option<String>,
    /// Whether the step is over.
    pub done: bool,
}

/// Where what happens on the way is shown. Each front end has one; the answer itself is what the router returns.
pub trait Responder: Send + Sync {
    /// Shows how far an operation is. It may drop what comes too fast; it never fails and never waits.
    fn progress(&self, progress: Progress);
    /// Shows one line of a log that is being followed.
    fn line(&self, line: &str);
}
