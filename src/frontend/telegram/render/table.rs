//! Tables on a phone: columns side by side where they fit into its width, else a record for each row.

use unicode_width::UnicodeWidthStr;

use super::html::{Html, Mark, cut};
use super::words::{bold, inert};
use crate::reply::{Cell, Tone};

/// Columns of monospaced text that phones show without breaking the line.
const PHONE: usize = 34;
/// Spaces between two columns.
const GAP: usize = 2;
/// Units that all cells of a row may have together.
const ROW: usize = 1500;
/// A cell that says that there is nothing.
const NOTHING: &str = "–";

/// `rows` under `header`, a line or two for each row.
pub(super) fn draw(header: &[String], rows: &[Vec<Cell>]) -> Vec<Html> {
    let columns = header.len().max(1);
    let rows: Vec<Vec<Cell>> = rows
        .iter()
        .map(|row| shortened(row, ROW / columns))
        .collect();
    let rows: Vec<(&'static str, Vec<Cell>)> =
        rows.into_iter().map(|row| (sign(&row), row)).collect();
    match grid(header, &rows) {
        Some(grid) => vec![grid],
        None => rows
            .iter()
            .flat_map(|(sign, row)| record(header, sign, row))
            .collect(),
    }
}

fn shortened(row: &[Cell], most: usize) -> Vec<Cell> {
    row.iter()
        .map(|cell| Cell::toned(cut(&cell.text.replace('\n', " "), most), cell.tone))
        .collect()
}

/// One sign for a row, of its worst cell; none where a cell has one in its own text, or where all are plain.
fn sign(row: &[Cell]) -> &'static str {
    let has_own = |cell: &Cell| {
        let first = cell.text.chars().next();
        first.is_some_and(|first| "●◐▲✗○↻‖?".contains(first))
    };
    if row.iter().any(has_own) {
        return "";
    }
    let is = |tone: Tone| row.iter().any(|cell| cell.tone == tone);
    if is(Tone::Bad) {
        "▲ "
    } else if is(Tone::Warn) {
        "◐ "
    } else if is(Tone::Good) {
        "● "
    } else {
        ""
    }
}

/// The table in columns, if a phone is wide enough.
fn grid(header: &[String], rows: &[(&'static str, Vec<Cell>)]) -> Option<Html> {
    let head: Vec<String> = header.to_vec();
    let body = rows.iter().map(|(sign, row)| {
        let texts = row.iter().enumerate();
        texts
            .map(|(index, cell)| match index {
                0 => format!("{sign}{}", cell.text),
                _ => cell.text.clone(),
            })
            .collect::<Vec<_>>()
    });
    let lines: Vec<Vec<String>> = std::iter::once(head).chain(body).collect();
    let widths: Vec<usize> = (0..header.len())
        .map(|index| {
            let cells = lines.iter().filter_map(|line| line.get(index));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        })
        .collect();
    let gaps = GAP * header.len().saturating_sub(1);
    if widths.iter().sum::<usize>() + gaps > PHONE {
        return None;
    }
    let drawn: Vec<String> = lines.iter().map(|line| aligned(line, &widths)).collect();
    Some(Html::marked(Mark::Pre, &drawn.join("\n")))
}

fn aligned(line: &[String], widths: &[usize]) -> String {
    let mut drawn = String::new();
    for (cell, width) in line.iter().zip(widths) {
        drawn.push_str(cell);
        drawn.push_str(&" ".repeat(width.saturating_sub(cell.width()) + GAP));
    }
    drawn.trim_end().to_owned()
}

/// The first two cells as a line, below it the others with their names; what says nothing is left out.
fn record(header: &[String], sign: &str, row: &[Cell]) -> Vec<Html> {
    let mut title = Html::default();
    title.plain(sign);
    if let (Some(kind), Some(name)) = (header.first(), row.first()) {
        if name.text.chars().all(|digit| digit.is_ascii_digit()) {
            title.plain(kind).plain(" ");
        }
        title.add(&bold(&name.text));
    }
    if let Some(second) = row.get(1) {
        title.plain(" ").add(&inert(&second.text));
    }
    let mut rest = Html::default();
    for (name, cell) in header.iter().zip(row).skip(2) {
        if cell.text == NOTHING || cell.text.is_empty() {
            continue;
        }
        if rest.units() > 0 {
            rest.plain(" · ");
        }
        // "7 min ago" says by itself what it is.
        if !cell.text.contains(" ago") {
            rest.add(&inert(name)).plain(" ");
        }
        rest.add(&inert(&cell.text));
    }
    let mut lines = vec![title];
    if rest.units() > 0 {
        lines.push(rest);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn drawn(header: &[String], rows: &[Vec<Cell>]) -> String {
        let lines = draw(header, rows).into_iter().map(Html::into_markup);
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_table_that_a_phone_can_show_has_columns() {
        let rows = [
            vec![
                Cell::plain("shop-api-1"),
                Cell::toned("✗ exited", Tone::Bad),
            ],
            vec![
                Cell::plain("shop-漢字-1"),
                Cell::toned("● healthy", Tone::Good),
            ],
        ];
        assert_eq!(
            drawn(&header(&["container", "state"]), &rows),
            "<pre>container    state\nshop-api-1   ✗ exited\nshop-漢字-1  ● healthy</pre>"
        );
    }

    #[test]
    fn a_wider_one_is_a_record_for_each_row_with_one_sign() {
        let rows = [vec![
            Cell::plain("api"),
            Cell::toned("recreate, build", Tone::Warn),
            Cell::plain("its build changed: main.rs"),
            Cell::toned("none", Tone::Good),
            Cell::plain("–"),
        ]];
        assert_eq!(
            drawn(
                &header(&["service", "what", "why", "downtime", "ports"]),
                &rows
            ),
            "◐ <b>api</b> recreate, build\nwhy its build changed: <code>main.rs</code> · downtime none"
        );
    }

    #[test]
    fn a_number_is_named_and_a_moment_is_not() {
        let when = "30 min ago (2026-11-21 08:30 UTC)";
        let rows = [["7", "live", when, "Ada"].map(Cell::plain).to_vec()];
        assert_eq!(
            drawn(&header(&["release", "state", "when", "who"]), &rows),
            format!("release <b>7</b> live\n{when} · who Ada")
        );
    }
}
