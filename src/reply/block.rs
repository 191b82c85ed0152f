//! The parts of an answer.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::name::{CodebaseName, OperationId};

/// An answer. As JSON it is what an outbox keeps, and reads back as the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// How it ended; the console's exit code and the sign in front of the headline come from it.
    pub status: Status,
    /// How good the news are: an answered `/docker-status` is done, and may still tell of something broken.
    pub tone: Tone,
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
    /// The operations whose end it tells, as far as they have ended. Whoever has delivered it, or has put it where it can't
    /// be lost, lets that be known, so that nobody tells it again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<OperationId>,
    /// Whether it says more than how those ended (a plan that asks for a yes, say), so that it is needed also where others have
    /// told that before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub says_more: bool,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "block", content = "content", rename_all = "snake_case")]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// What it says.
    pub text: String,
    /// How good that is; a terminal shows it in colour, chat as a sign.
    pub tone: Tone,
}

/// How good something is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// What it does, in a word or two ("Roll back").
    pub label: String,
    /// The command as it is typed.
    pub command: String,
}

impl Status {
    /// How good the news of such an end are, unless the answer knows better.
    const fn tone(self) -> Tone {
        match self {
            Self::Done => Tone::Good,
            Self::Usage | Self::NeedsConfirmation | Self::RolledBack => Tone::Warn,
            Self::Denied | Self::Failed => Tone::Bad,
        }
    }
}

impl Reply {
    /// An answer that is its headline and nothing else.
    #[must_use]
    pub fn new(status: Status, headline: impl Into<String>) -> Self {
        Self {
            status,
            tone: status.tone(),
            codebase: None,
            headline: headline.into(),
            blocks: Vec::new(),
            next: Vec::new(),
            data: Value::Null,
            tells: Vec::new(),
            says_more: false,
        }
    }

    /// The same, speaking of `codebase`.
    #[must_use]
    pub fn about(mut self, codebase: &CodebaseName) -> Self {
        self.codebase = Some(codebase.to_string());
        self
    }

    /// The same with news that are better or worse than its status.
    #[must_use]
    pub const fn toned(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// The same with one more part.
    #[must_use]
    pub fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// The same with a paragraph.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.with(Block::Text(text.into()))
    }

    /// The same with one more command to go on with.
    #[must_use]
    pub fn then(mut self, label: &str, command: impl Into<String>) -> Self {
        self.next.push(Suggestion {
            label: label.to_owned(),
            command: command.into(),
        });
        self
    }

    /// The same, which tells how `operation` ended.
    #[must_use]
    pub fn telling(mut self, operation: &OperationId) -> Self {
        if !self.tells.contains(operation) {
            self.tells.push(operation.clone());
        }
        self
    }

    /// The same with its facts for scripts.
    #[must_use]
    pub fn data(mut self, data: Value) -> Self {
        self.data = data;
        self
    }
}

impl Cell {
    /// A cell that is neither good nor bad.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self::toned(text, Tone::Plain)
    }

    /// A cell with its tone.
    #[must_use]
    pub fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self {
            text: text.into(),
            tone,
        }
    }
}
