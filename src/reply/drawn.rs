//! A reply drawn plainly, for the exact-text tests of this room.

use super::block::{Block, Cell, Reply};

/// Every part on lines of its own, nothing cut, tones as letters.
pub(super) fn drawn(reply: &Reply) -> String {
    let codebase = reply.codebase.as_deref().unwrap_or("-");
    let mut lines = vec![format!(
        "[{:?}] {codebase}: {}",
        reply.status, reply.headline
    )];
    for block in &reply.blocks {
        match block {
            Block::Text(text) => lines.push(text.clone()),
            Block::Heading(text) => lines.push(format!("# {text}")),
            Block::Code(text) => lines.extend(text.lines().map(|line| format!("    {line}"))),
            Block::List(items) => lines.extend(items.iter().map(|item| format!("- {item}"))),
            Block::Facts(facts) => {
                lines.extend(facts.iter().map(|(name, value)| format!("{name}: {value}")));
            }
            Block::Table { header, rows } => {
                lines.push(format!("| {} |", header.join(" | ")));
                lines.extend(rows.iter().map(|row| {
                    let cells: Vec<String> = row.iter().map(cell).collect();
                    format!("| {} |", cells.join(" | "))
                }));
            }
        }
    }
    lines.extend(
        reply
            .next
            .iter()
            .map(|next| format!("> {}: {}", next.label, next.command)),
    );
    lines.join("\n")
}

fn cell(cell: &Cell) -> String {
    match cell.tone {
        super::Tone::Plain => cell.text.clone(),
        tone => format!("{} <{tone:?}>", cell.text),
    }
}
