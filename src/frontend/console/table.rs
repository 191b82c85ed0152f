//! Tables that fit: columns side by side while every word has its place, else one record below the other.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::UnicodeWidthStr;

use crate::reply::{Cell, Tone};

use super::look::Look;
use super::wrap::wrap;

/// Words that are longer may be broken: references of images, paths.
const LONGEST_WORD: u16 = 20;
/// Cells that are no wider stay on one line.
const SHORT: usize = 12;
/// Columns between two columns.
const GAP: u16 = 2;

/// `rows` under `header`, as wide as `look` allows, without trailing spaces or a line feed at the end.
pub(super) fn draw(header: &[String], rows: &[Vec<Cell>], look: Look) -> String {
    match look.width {
        Some(width) if narrowest(header, rows) > width => records(header, rows, look),
        _ => columns(header, rows, look),
    }
}

/// The width below which words would be broken.
fn narrowest(header: &[String], rows: &[Vec<Cell>]) -> u16 {
    let gaps = u16::try_from(header.len().saturating_sub(1)).unwrap_or(u16::MAX);
    (0..header.len())
        .map(|index| longest_word(header, rows, index))
        .fold(gaps.saturating_mul(GAP), u16::saturating_add)
}

/// The widest word of a column, as far as words stay whole.
fn longest_word(header: &[String], rows: &[Vec<Cell>], index: usize) -> u16 {
    let cells = rows.iter().filter_map(|row| row.get(index));
    let texts = cells.map(|cell| &cell.text).chain(header.get(index));
    texts
        .flat_map(|text| text.split(move |c: char| c == ' ' && text.width() > SHORT))
        .map(|word| u16::try_from(word.width()).unwrap_or(u16::MAX))
        .max()
        .unwrap_or(0)
        .min(LONGEST_WORD)
}

fn columns(header: &[String], rows: &[Vec<Cell>], look: Look) -> String {
    let mut table = Table::new();
    // Whether and how to style is the look's to say, not the environment's.
    table.force_no_tty().load_style(presets::NOTHING);
    if look.colour {
        table.enforce_styling().style_text_only();
    }
    match look.width {
        Some(width) => table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    table.set_header(
        header
            .iter()
            .map(|name| comfy_table::Cell::new(name).add_attribute(comfy_table::Attribute::Dim)),
    );
    for row in rows {
        table.add_row(row.iter().map(cell));
    }
    let last = header.len().saturating_sub(1);
    for (index, column) in table.column_iter_mut().enumerate() {
        let gap = if index == last { 0 } else { GAP };
        column.set_padding((0, gap));
        let narrow = longest_word(header, rows, index) + gap;
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(narrow)));
        let number = |row: &Vec<Cell>| row.get(index).is_some_and(|cell| is_number(&cell.text));
        if !rows.is_empty() && rows.iter().all(number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

fn cell(cell: &Cell) -> comfy_table::Cell {
    let shown = comfy_table::Cell::new(&cell.text);
    match cell.tone {
        Tone::Plain => shown,
        Tone::Good => shown.fg(comfy_table::Color::DarkGreen),
        Tone::Warn => shown.fg(comfy_table::Color::DarkYellow),
        Tone::Bad => shown.fg(comfy_table::Color::DarkRed),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A record for each row: its first two cells as its line, the rest below with their names.
fn records(header: &[String], rows: &[Vec<Cell>], look: Look) -> String {
    let label = header.iter().skip(2).map(|name| name.width()).max();
    let label = label.unwrap_or(0);
    let mut lines = Vec::new();
    for row in rows {
        let title: Vec<String> = row
            .iter()
            .take(2)
            .enumerate()
            .map(|(index, cell)| match index {
                0 => look.bold(&cell.text),
                _ => look.toned(cell.tone, &cell.text),
            })
            .collect();
        lines.push(title.join("  "));
        for (name, cell) in header.iter().zip(row).skip(2) {
            let gap = " ".repeat(label.saturating_sub(name.width()) + 2);
            let value = wrap(&cell.text, look.width, 2 + label + 2);
            let value = look.toned(cell.tone, &value);
            lines.push(format!("  {}{gap}{value}", look.dim(name)));
        }
    }
    lines.join("\n")
}
