//! Drift as people read it, a line each.

use crate::domain::files::RelativePath;
use crate::domain::release::drift::Drift;
use crate::reply::words::{count, few};

/// How many files are named.
const FILES: usize = 5;

/// What differs from the live release.
pub(super) fn line(drift: &Drift) -> String {
    match drift {
        Drift::Image { container, .. } => {
            format!("{container} runs another image than the live release")
        }
        Drift::Definition { container } => {
            format!("{container} was made by hand, from another definition than the live release's")
        }
        Drift::Missing { service } => format!("{service} has no container"),
        Drift::Scale {
            service,
            released,
            there,
        } => {
            let there = count(*there as usize, "container");
            format!("{service} has {there}, and the live release has {released}")
        }
        Drift::Extra { container } => format!("{container} is not part of the live release"),
        Drift::Edited { paths } => format!("edited in production: {}", names(paths)),
        Drift::Gone { paths } => format!("gone from production: {}", names(paths)),
        Drift::Unknown { what, why } => format!("whether {what} changed isn't known: {why}"),
    }
}

fn names(paths: &[RelativePath]) -> String {
    let names: Vec<&str> = paths.iter().map(RelativePath::as_str).collect();
    few(&names, FILES)
}
