//! A reply as text for a terminal, or for a pipe.

use unicode_width::UnicodeWidthStr;

use crate::reply::{Block, Reply, Suggestion, clean, clean_line};

use super::look::{Look, sign};
use super::table;
use super::wrap::wrap;

/// `reply` as it is printed, ending in a line feed.
#[must_use]
pub fn render(reply: &Reply, look: Look) -> String {
    let reply = reply.clone().map_text(&|text| clean(&text).into_owned());
    let mut text = headline(&reply, look);
    let mut before: Option<&Block> = None;
    for block in &reply.blocks {
        text.push_str(if apart(before, block) { "\n\n" } else { "\n" });
        text.push_str(&draw(block, look));
        before = Some(block);
    }
    if !reply.next.is_empty() {
        text.push_str("\n\n");
        text.push_str(&next(&reply.next, look));
    }
    text.push('\n');
    text
}

fn headline(reply: &Reply, look: Look) -> String {
    let told = match &reply.codebase {
        Some(codebase) => format!("{codebase}: {}", clean_line(&reply.headline)),
        None => clean_line(&reply.headline).into_owned(),
    };
    if !look.is_terminal() {
        return told;
    }
    let sign = look.toned(reply.tone, sign(reply));
    format!("{sign} {}", look.bold(&wrap(&told, look.width, 2)))
}

/// Whether an empty line stands before `block`: not between facts, and not below a heading.
const fn apart(before: Option<&Block>, block: &Block) -> bool {
    !matches!(
        (before, block),
        (Some(Block::Heading(_)), _) | (Some(Block::Facts(_)), Block::Facts(_) | Block::Code(_))
    )
}

fn draw(block: &Block, look: Look) -> String {
    match block {
        Block::Text(text) => wrap(text, look.width, 0),
        Block::Heading(text) => look.bold(&clean_line(text)),
        Block::Facts(facts) => pairs(facts, look),
        Block::Table { header, rows } => table::draw(header, rows, look),
        Block::List(items) => {
            let bullet = |item: &String| format!("- {}", wrap(item, look.width, 2));
            items.iter().map(bullet).collect::<Vec<_>>().join("\n")
        }
        Block::Code(text) => {
            let indented = |line: &str| format!("  {line}");
            text.lines().map(indented).collect::<Vec<_>>().join("\n")
        }
    }
}

/// Names in one column, values in another.
fn pairs(facts: &[(String, String)], look: Look) -> String {
    let widest = facts.iter().map(|(name, _)| name.width()).max();
    let widest = widest.unwrap_or(0);
    let line = |(name, value): &(String, String)| {
        let gap = " ".repeat(widest.saturating_sub(name.width()) + 2);
        format!(
            "{}{gap}{}",
            look.dim(name),
            wrap(value, look.width, widest + 2)
        )
    };
    facts.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn next(suggestions: &[Suggestion], look: Look) -> String {
    let facts: Vec<(String, String)> = suggestions
        .iter()
        .map(|next| (next.label.clone(), next.command.clone()))
        .collect();
    pairs(&facts, look)
}
