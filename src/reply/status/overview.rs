//! Several codebases at once.

use serde_json::{Value, json};

use crate::domain::container::Container;
use crate::domain::name::CodebaseName;
use crate::reply::block::{Block, Cell, Reply, Status, Tone};
use crate::reply::words::count;

use super::grade::{self, Grade};
use super::sum;

/// One line for each codebase, worst first; `Err` says why one could not be read.
#[must_use]
pub fn overview(projects: &[(CodebaseName, Result<Vec<Container>, String>)]) -> Reply {
    let worst = |containers: &Result<Vec<Container>, String>| match containers {
        Err(_) => Grade::Unknown,
        Ok(containers) => grade::worst(containers),
    };
    let mut sorted: Vec<_> = projects.iter().collect();
    sorted.sort_by_key(|(name, containers)| (std::cmp::Reverse(worst(containers)), name.clone()));
    let rows = sorted
        .iter()
        .map(|(name, containers)| {
            let said = match containers {
                Ok(containers) => sum(containers),
                Err(why) => format!("unknown: {why}"),
            };
            let tone = worst(containers).tone();
            vec![Cell::plain(name.as_str()), Cell::toned(said, tone)]
        })
        .collect();
    let data: Vec<Value> = sorted
        .iter()
        .map(|(name, containers)| match containers {
            Ok(containers) => json!({"codebase": name, "status": sum(containers)}),
            Err(why) => json!({"codebase": name, "error": why}),
        })
        .collect();
    let tone = sorted
        .first()
        .map_or(Tone::Plain, |(_, containers)| worst(containers).tone());
    Reply::new(Status::Done, count(projects.len(), "codebase"))
        .toned(tone)
        .with(Block::Table {
            header: vec!["codebase".to_owned(), "status".to_owned()],
            rows,
        })
        .data(json!({ "codebases": data }))
}
