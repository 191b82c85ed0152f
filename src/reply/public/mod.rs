//! What of an answer may be read where everybody reads: the outcome, names of services, and counts.
//!
//! It is made from what is known to be harmless, and nothing gets in because nobody thought of it: an operation's end and a
//! preview are told anew from their facts, and of other answers the sentences, tables and commands count that are listed here.
//! What came from a file, a log, a path or an error isn't among them. An answer that quotes only what its sender typed there
//! (a command that can't be read) needn't come through here.

mod operation;
mod preview;
mod sayings;

use serde_json::Value;

use super::block::{Block, Cell, Reply, Status, Suggestion};

/// Said where something was left out.
const REST: &str = "The rest is in the announce chat, where one is set.";

/// What is said instead of a headline that can't be shown.
const fn instead(status: Status) -> &'static str {
    match status {
        Status::Done => "done",
        Status::Usage => "this can't be carried out as it was given",
        Status::Denied => "this is not allowed",
        Status::NeedsConfirmation => "this waits for a yes",
        Status::Failed => "this failed",
        Status::RolledBack => "rolled back",
    }
}

/// What is told, and whether it is less than there was.
struct Told {
    headline: String,
    blocks: Vec<Block>,
    is_all: bool,
}

/// `reply` for a place that everybody reads. It says so where there is more.
#[must_use]
pub fn public(reply: &Reply) -> Reply {
    let told = operation::told(reply)
        .or_else(|| preview::told(reply))
        .unwrap_or_else(|| listed(reply));
    let next: Vec<Suggestion> = reply.next.iter().filter_map(sayings::next).collect();
    let mut blocks = told.blocks;
    if !told.is_all {
        blocks.push(Block::Text(REST.to_owned()));
    }
    Reply {
        status: reply.status,
        tone: reply.tone,
        codebase: reply.codebase.clone(),
        headline: told.headline,
        blocks,
        next,
        data: Value::Null,
        tells: reply.tells.clone(),
        says_more: reply.says_more,
    }
}

/// What of an answer that isn't told anew is on the lists.
fn listed(reply: &Reply) -> Told {
    let is_known = sayings::is_headline(&reply.headline);
    let headline = if is_known {
        reply.headline.clone()
    } else {
        instead(reply.status).to_owned()
    };
    let blocks: Vec<Option<Block>> = reply.blocks.iter().map(block).collect();
    let is_all = is_known
        && blocks
            .iter()
            .zip(&reply.blocks)
            .all(|(kept, block)| kept.as_ref() == Some(block));
    Told {
        headline,
        blocks: headed(blocks),
        is_all,
    }
}

/// Without headings over nothing.
fn headed(blocks: Vec<Option<Block>>) -> Vec<Block> {
    let mut kept = Vec::new();
    let mut blocks = blocks.into_iter().peekable();
    while let Some(block) = blocks.next() {
        let stands_over = matches!(blocks.peek(), Some(Some(_)));
        let is_heading = matches!(block, Some(Block::Heading(_)));
        kept.extend(block.filter(|_| !is_heading || stands_over));
    }
    kept
}

fn block(block: &Block) -> Option<Block> {
    match block {
        Block::Text(text) => sayings::is_sentence(text).then(|| block.clone()),
        Block::Heading(text) => sayings::is_heading(text).then(|| block.clone()),
        Block::Facts(facts) => {
            let known = facts.iter().filter(|fact| sayings::is_fact(fact));
            let known: Vec<_> = known.cloned().collect();
            (!known.is_empty()).then_some(Block::Facts(known))
        }
        Block::Table { header, rows } => table(header, rows),
        // Whatever is quoted stands in these.
        Block::List(_) | Block::Code(_) => None,
    }
}

/// The columns that are known of a table that is known.
fn table(header: &[String], rows: &[Vec<Cell>]) -> Option<Block> {
    let columns = sayings::columns(header)?;
    let of = |row: &Vec<Cell>| -> Vec<Cell> {
        let cells = columns.iter().filter_map(|column| row.get(*column));
        cells.map(cell).collect()
    };
    Some(Block::Table {
        header: columns
            .iter()
            .filter_map(|column| header.get(*column))
            .cloned()
            .collect(),
        rows: rows.iter().map(of).collect(),
    })
}

/// A name that isn't one of a service, say of a container that somebody made by hand, is not shown.
fn cell(cell: &Cell) -> Cell {
    if sayings::is_plain(&cell.text) {
        cell.clone()
    } else {
        Cell::toned("?", cell.tone)
    }
}

#[cfg(test)]
mod tests;
