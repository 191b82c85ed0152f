//! How the files of `production_path` would differ.

use crate::domain::files::link::LinkPlan;
use crate::domain::files::{FileChange, FileDiff, RelativePath};
use crate::reply::block::Block;
use crate::reply::words::{few, size};

use super::NAMES;

/// Where production_path will lead.
pub(super) fn link(link: &LinkPlan) -> Block {
    let LinkPlan { path, from, to } = link;
    Block::Facts(vec![
        ("link".to_owned(), path.clone()),
        ("leads to".to_owned(), format!("{from} → {to}")),
    ])
}

/// How many files differ, and the first of them by name.
pub(super) fn blocks(diff: &FileDiff) -> Vec<Block> {
    if diff.is_empty() && diff.adopted.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::Facts(vec![(
        "files".to_owned(),
        format!(
            "{} added, {} changed, {} deleted, {} unchanged",
            diff.added.len(),
            diff.changed.len(),
            diff.deleted.len(),
            diff.unchanged
        ),
    )])];
    let line = |sign: &str, change: &FileChange| match change.to.as_ref().or(change.from.as_ref()) {
        Some(entry) => format!("{sign} {} ({})", change.path, size(entry.size)),
        None => format!("{sign} {}", change.path),
    };
    let signed = |sign: &'static str, changes: &[FileChange]| -> Vec<String> {
        changes.iter().map(|change| line(sign, change)).collect()
    };
    let mut lines = signed("~", &diff.changed);
    lines.extend(signed("+", &diff.added));
    lines.extend(signed("-", &diff.deleted));
    let more = lines.len().saturating_sub(NAMES);
    lines.truncate(NAMES);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    if !lines.is_empty() {
        blocks.push(Block::Code(lines.join("\n")));
    }
    if !diff.adopted.is_empty() {
        blocks.push(Block::Text(format!(
            "Hailer did not put these there and overwrites them for the first time, with a backup: {}.",
            few(
                &diff.adopted.iter().map(RelativePath::as_str).collect::<Vec<_>>(),
                NAMES
            )
        )));
    }
    blocks
}
