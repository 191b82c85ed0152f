//! Tables as GitHub draws them, a line for each row.

use super::words::{cut, inert};
use crate::reply::{Cell, Tone, clean_line};

/// Units of a cell.
const CELL: usize = 500;
/// Signs that a cell says by itself how it is.
const SIGNS: &str = "●◐▲✗○↻‖?";

/// The lines over the rows: the columns' names, which there are as many as the widest row has.
pub(super) fn head(header: &[String], rows: &[Vec<Cell>]) -> [String; 2] {
    let columns = columns(header, rows);
    let names: Vec<String> = (0..columns)
        .map(|column| {
            header
                .get(column)
                .map_or_else(String::new, |name| text(name))
        })
        .collect();
    [line(&names), line(&vec!["---".to_owned(); columns])]
}

/// A row below `header`.
pub(super) fn row(cells: &[Cell]) -> String {
    let cells: Vec<String> = cells.iter().map(cell).collect();
    line(&cells)
}

fn columns(header: &[String], rows: &[Vec<Cell>]) -> usize {
    let widest = rows.iter().map(Vec::len).max().unwrap_or_default();
    header.len().max(widest).max(1)
}

/// How good it is, is said by a sign.
fn cell(cell: &Cell) -> String {
    let told = text(&cell.text);
    let has_own = cell.text.starts_with(|first| SIGNS.contains(first));
    match cell.tone {
        Tone::Bad if !has_own => format!("▲ {told}"),
        Tone::Warn if !has_own => format!("◐ {told}"),
        Tone::Good if !has_own => format!("● {told}"),
        _ => told,
    }
}

fn text(text: &str) -> String {
    escaped(&inert(&cut(&clean_line(text), CELL)))
}

/// A bar ends a cell, also in code, but behind an odd number of backslashes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut backslashes = 0;
    for letter in text.chars() {
        match letter {
            '\\' => backslashes += 1,
            '|' => {
                escaped.push_str(if backslashes % 2 == 0 { "\\" } else { "\\\\" });
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        escaped.push(letter);
    }
    escaped
}

fn line(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_in_a_cell_ends_no_cell() {
        let cells = [
            Cell::plain("a|b"),
            Cell::plain(r"c\|d"),
            Cell::plain("two\nlines"),
            Cell::toned("exited", Tone::Bad),
            Cell::toned("✗ exited", Tone::Bad),
        ];
        assert_eq!(
            row(&cells),
            r"| `a\|b` | `c\\\|d` | two lines | ▲ exited | ✗ exited |"
        );
    }
}
