//! The parts of a reply as lines of Markdown.

use super::table;
use super::words::{bold, code, cut, inert};
use crate::reply::{Block, Reply, Status, Suggestion, Tone, clean_line};

/// Units of a line before it is cut.
const LINE: usize = 2000;
/// Units of a name.
const NAME: usize = 200;
/// Suggestions that are shown.
const NEXT: usize = 20;

/// The one sign of how a command ended, the codebase and the outcome.
pub(super) fn headline(reply: &Reply) -> String {
    let mut line = sign(reply).to_owned();
    if let Some(codebase) = &reply.codebase {
        line.push(' ');
        line.push_str(&bold(&cut(&clean_line(codebase), NAME)));
        line.push(':');
    }
    line.push(' ');
    line.push_str(&inert(&cut(&clean_line(&reply.headline), LINE)));
    line
}

/// An answer whose news are bad has another than one whose are good.
const fn sign(reply: &Reply) -> &'static str {
    match (reply.status, reply.tone) {
        (Status::Done, Tone::Bad) => "🔴",
        (Status::Done, Tone::Warn) => "⚠️",
        (Status::Done, Tone::Good | Tone::Plain) => "✅",
        (Status::Usage | Status::NeedsConfirmation, _) => "❓",
        (Status::Denied, _) => "⛔",
        (Status::Failed, _) => "❌",
        (Status::RolledBack, _) => "↩️",
    }
}

/// What to do next, to be copied.
pub(super) fn next(all: &[Suggestion]) -> String {
    let line = |next: &Suggestion| {
        let label = bold(&cut(&clean_line(&next.label), NAME));
        let command = code(&cut(&clean_line(&next.command), NAME));
        format!("- {label}: {command}")
    };
    let lines: Vec<String> = all.iter().take(NEXT).map(line).collect();
    lines.join("\n")
}

/// Lines that stand over the others and are not counted among them.
pub(super) fn head(block: &Block) -> Vec<String> {
    match block {
        Block::Table { header, rows } => table::head(header, rows).into(),
        _ => Vec::new(),
    }
}

/// How many lines [`lines`] gives, at least.
pub(super) fn count(block: &Block) -> usize {
    match block {
        Block::Heading(_) => 1,
        Block::Text(text) | Block::Code(text) => text.lines().count(),
        Block::Facts(facts) => facts.len(),
        Block::List(items) => items.len(),
        Block::Table { rows, .. } => rows.len(),
    }
}

/// The block's lines, each drawn when it is asked for. Code has none here.
pub(super) fn lines(block: &Block) -> Box<dyn Iterator<Item = String> + '_> {
    match block {
        Block::Text(text) => Box::new(text.lines().map(line)),
        Block::Heading(text) => Box::new(std::iter::once(format!("#### {}", line(text)))),
        Block::Facts(facts) => Box::new(facts.iter().map(fact)),
        Block::List(items) => Box::new(items.iter().map(|item| format!("- {}", line(item)))),
        Block::Table { rows, .. } => Box::new(rows.iter().map(|cells| table::row(cells))),
        Block::Code(_) => Box::new(std::iter::empty()),
    }
}

/// The name can be a command, as in `/help`; then it can be copied.
fn fact((name, value): &(String, String)) -> String {
    let name = cut(&clean_line(name), NAME);
    let name = if name.starts_with('/') {
        code(&name)
    } else {
        bold(&name)
    };
    format!("{name}: {}", line(value))
}

fn line(text: &str) -> String {
    inert(&cut(&clean_line(text), LINE))
}
