//! The table: a row for each comparison, the ratio in its last column.

use std::fmt;
use std::time::Duration;

use bytesize::ByteSize;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

const HEADER: [&str; 6] = ["what", "goal", "Hailer", "beside", "takes", "ratio"];

/// Something that was measured.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Figure {
    Time(Duration),
    /// Bytes.
    Size(u64),
    /// So many.
    Count(u64),
}

/// One comparison.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    what: String,
    /// What the figure must stay under.
    goal: Option<Figure>,
    ours: Figure,
    beside: Option<(String, Figure)>,
}

impl Row {
    pub(crate) fn new(what: impl Into<String>, ours: Figure) -> Self {
        Self {
            what: what.into(),
            goal: None,
            ours,
            beside: None,
        }
    }

    pub(crate) fn under(self, goal: Figure) -> Self {
        Self {
            goal: Some(goal),
            ..self
        }
    }

    pub(crate) fn beside(&self, other: impl Into<String>, theirs: Figure) -> Self {
        Self {
            beside: Some((other.into(), theirs)),
            ..self.clone()
        }
    }

    fn cells(&self) -> [String; 6] {
        let goal = self.goal.map_or_else(String::new, |goal| {
            let missed = self.ours.number() >= goal.number();
            format!("under {goal}{}", if missed { ", missed" } else { "" })
        });
        let (other, takes, ratio) = match &self.beside {
            Some((other, theirs)) => (other.clone(), theirs.to_string(), ratio(self.ours, *theirs)),
            None => Default::default(),
        };
        let ours = self.ours.to_string();
        [self.what.clone(), goal, ours, other, takes, ratio]
    }
}

impl Figure {
    pub(crate) const fn millis(millis: u64) -> Self {
        Self::Time(Duration::from_millis(millis))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "no size or count here needs more than 52 bits"
    )]
    fn number(self) -> f64 {
        match self {
            Self::Time(time) => time.as_secs_f64(),
            Self::Size(bytes) => bytes as f64,
            Self::Count(count) => count as f64,
        }
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(time) => write!(f, "{:.1} ms", time.as_secs_f64() * 1000.0),
            Self::Count(count) => write!(f, "{count}"),
            Self::Size(bytes) => write!(f, "{}", ByteSize(*bytes).display().si()),
        }
    }
}

/// `ours` as a part of `theirs`; none where that is nothing.
fn ratio(ours: Figure, theirs: Figure) -> String {
    if theirs.number() > 0.0 {
        format!("{:.3}", ours.number() / theirs.number())
    } else {
        "–".to_owned()
    }
}

/// The table as Markdown that can also be read as it is.
pub(crate) fn of(rows: &[Row]) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::ASCII_MARKDOWN)
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(HEADER)
        .add_rows(rows.iter().map(Row::cells));
    for column in [2, 4, 5] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}
