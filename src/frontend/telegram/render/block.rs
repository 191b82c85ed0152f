//! The parts of a reply as paragraphs, whose lines can be taken apart where a message ends.

use super::fit::MESSAGE;
use super::html::{Html, cut, split, units};
use super::table;
use super::words::{bold, command, inert, prose};
use crate::reply::{Block, Reply, Status, Suggestion, Tone, clean_line};

/// Units of a line before it is broken; a line is never taken apart over two messages.
const LINE: usize = 1500;
/// Units of a fact's name.
const NAME: usize = 200;
/// Marks of a line, of which a table has the most.
const LINE_MARKS: usize = 30;

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Paragraph<'r> {
    pub(super) content: Content<'r>,
    /// Whether an empty line stands before it.
    pub(super) apart: bool,
}

/// What stands in a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content<'r> {
    /// Lines, none longer than a message, with few marks each.
    Lines(Vec<Html>),
    /// Preformatted lines, of any length.
    Code(&'r str),
    /// Their end, and all of them.
    End { lines: Vec<Html>, of: &'r str },
}

impl Paragraph<'_> {
    fn new(lines: Vec<Html>, apart: bool) -> Self {
        let lines = lines.into_iter().map(|line| line.at_most(LINE_MARKS));
        let content = Content::Lines(lines.collect());
        Self { content, apart }
    }

    /// How long it is, with the line feeds within it and before it; of what is longer than a message by far, at least.
    pub(super) fn units(&self) -> usize {
        let own: usize = match &self.content {
            // A unit has three bytes at most: so long a log needn't be counted.
            Content::Code(code) if code.len() > 3 * MESSAGE => code.len() / 3,
            Content::Code(code) => units(code) + 1,
            Content::Lines(lines) | Content::End { lines, .. } => {
                lines.iter().map(|line| line.units() + 1).sum()
            }
        };
        own + usize::from(self.apart)
    }
}

/// `reply`, whose texts are inert already, with the suggestions that are no buttons.
pub(super) fn paragraphs<'r>(reply: &'r Reply, next: &[Suggestion]) -> Vec<Paragraph<'r>> {
    let mut all = vec![headline(reply)];
    let mut before: Option<&Block> = None;
    for block in &reply.blocks {
        all.push(paragraph(block, apart(before, block)));
        before = Some(block);
    }
    if !next.is_empty() {
        all.push(Paragraph::new(next.iter().map(left).collect(), true));
    }
    all
}

/// The one sign of how a command ended; an answer whose news are bad has another than one whose are good.
pub(in crate::frontend::telegram) const fn sign(reply: &Reply) -> &'static str {
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

fn headline(reply: &Reply) -> Paragraph<'_> {
    let mut first = Html::default();
    first.plain(sign(reply)).plain(" ");
    if let Some(codebase) = &reply.codebase {
        let codebase = cut(&clean_line(codebase), NAME);
        first.add(&bold(&codebase)).plain(": ");
    }
    let told = clean_line(&reply.headline);
    let mut lines = broken(&told, inert).into_iter();
    if let Some(line) = lines.next() {
        first.add(&line);
    }
    Paragraph::new(std::iter::once(first).chain(lines).collect(), false)
}

/// Whether an empty line stands before `block`: not between facts, and not below a heading.
const fn apart(before: Option<&Block>, block: &Block) -> bool {
    !matches!(
        (before, block),
        (Some(Block::Heading(_)), _) | (Some(Block::Facts(_)), Block::Facts(_) | Block::Code(_))
    )
}

fn paragraph(block: &Block, apart: bool) -> Paragraph<'_> {
    let lines = match block {
        Block::Text(text) => broken(text, prose),
        Block::Heading(text) => vec![bold(&cut(&clean_line(text), LINE))],
        Block::Facts(facts) => facts.iter().flat_map(fact).collect(),
        Block::Table { header, rows } => table::draw(header, rows),
        Block::List(items) => items.iter().flat_map(|item| bullet(item)).collect(),
        Block::Code(text) => {
            let content = Content::Code(text.trim_end());
            return Paragraph { content, apart };
        }
    };
    Paragraph::new(lines, apart)
}

/// The name can be a command, as in `/help`; then it can be tapped, or copied where it has more than one word.
fn fact((name, value): &(String, String)) -> Vec<Html> {
    let mut first = command(&cut(&clean_line(name), NAME));
    first.plain(": ");
    behind(first, value)
}

fn bullet(item: &str) -> Vec<Html> {
    let mut first = Html::default();
    first.plain("• ");
    behind(first, item)
}

/// `text` behind the beginning of its first line.
fn behind(mut first: Html, text: &str) -> Vec<Html> {
    let mut lines = broken(text, inert).into_iter();
    if let Some(line) = lines.next() {
        first.add(&line);
    }
    std::iter::once(first).chain(lines).collect()
}

/// What could not be made a button.
fn left(next: &Suggestion) -> Html {
    let mut html = inert(&cut(&clean_line(&next.label), NAME));
    html.plain(": ");
    html.add(&command(&cut(&clean_line(&next.command), LINE)));
    html
}

/// The lines of `text`, long ones broken.
fn broken(text: &str, draw: impl Fn(&str) -> Html) -> Vec<Html> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let (mut part, mut rest) = split(line, LINE);
        loop {
            lines.push(draw(part));
            if rest.is_empty() {
                break;
            }
            (part, rest) = split(rest, LINE);
        }
    }
    lines
}
