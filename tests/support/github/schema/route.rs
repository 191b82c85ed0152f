//! Which operation a method and a path ask for.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::{DESCRIPTION, Operation};

/// Parameters that may hold slashes.
const LONG: [&str; 3] = ["{ref}", "{branch}", "{basehead}"];

/// An operation, and the parameters that stand in its path.
pub(crate) struct Route {
    pub(crate) name: &'static str,
    pub(crate) parameters: BTreeMap<&'static str, String>,
}

/// The one whose path fits best: what is written out goes before what may be anything.
pub(crate) fn find(method: &str, path: &str) -> Option<Route> {
    let asked: Vec<_> = path.trim_start_matches('/').split('/').collect();
    let fitting = |(name, operation): (&'static String, &'static Operation)| {
        let wanted: Vec<_> = operation.path.trim_start_matches('/').split('/').collect();
        let fit = (operation.method == method).then(|| fit(&wanted, &asked))??;
        let route = Route {
            name,
            parameters: fit.parameters,
        };
        Some((fit.literal, route))
    };
    let all = DESCRIPTION.operations.iter().filter_map(fitting);
    all.max_by_key(|(literal, _)| *literal)
        .map(|(_, route)| route)
}

#[derive(Default)]
struct Fit {
    /// How many parts are written out.
    literal: usize,
    parameters: BTreeMap<&'static str, String>,
}

fn fit(wanted: &[&'static str], asked: &[&str]) -> Option<Fit> {
    let Some((first, rest)) = wanted.split_first() else {
        return asked.is_empty().then(Fit::default);
    };
    let Some(parameter) = first
        .strip_prefix('{')
        .and_then(|name| name.strip_suffix('}'))
    else {
        let mut inner = (asked.first()? == first).then(|| fit(rest, &asked[1..]))??;
        inner.literal += 1;
        return Some(inner);
    };
    let longest = if LONG.contains(first) { asked.len() } else { 1 };
    for taken in 1..=longest.min(asked.len()) {
        if let Some(mut inner) = fit(rest, &asked[taken..]) {
            let value = asked[..taken].join("/");
            let value = percent_decode_str(&value).decode_utf8().ok()?;
            if value.is_empty() {
                return None;
            }
            inner.parameters.insert(parameter, value.into_owned());
            return Some(inner);
        }
    }
    None
}
