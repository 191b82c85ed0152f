//! From a path to an operation and its repository.

use std::collections::BTreeMap;

use axum::http::Method;

use crate::github::refusal::{Refusal, not_found};
use crate::github::schema;
use crate::github::state::State;

pub(super) struct Way {
    pub(super) name: &'static str,
    pub(super) parameters: BTreeMap<&'static str, String>,
    /// 0 if the path names none.
    pub(super) repository: i64,
    /// What comes after the repository's name.
    rest: String,
}

impl Way {
    /// The address as GitHub writes it in links: by the repository's id.
    pub(super) fn address(&self, state: &State, path: &str) -> String {
        match self.repository {
            0 => format!("{}{path}", state.url),
            id => format!("{}/repositories/{id}{}", state.url, self.rest),
        }
    }
}

/// None: there is no such operation. A repository that was renamed is found where it is now, after a redirect.
pub(super) fn find(state: &State, method: &Method, path: &str) -> Result<Option<Way>, Refusal> {
    let by_id = path.strip_prefix("/repositories/").map(|rest| {
        let (id, rest) = rest
            .split_once('/')
            .map_or((rest, ""), |(id, rest)| (id, rest));
        (id.parse::<i64>().unwrap_or_default(), rest.to_owned())
    });
    let path = match by_id {
        Some((id, rest)) => {
            let name = state.full_name(state.repository(id)?);
            format!("/repos/{name}/{rest}")
                .trim_end_matches('/')
                .to_owned()
        }
        None => path.to_owned(),
    };
    let Some(route) = schema::find(method.as_str(), &path) else {
        return Ok(None);
    };
    let mut way = Way {
        name: route.name,
        parameters: route.parameters,
        repository: 0,
        rest: String::new(),
    };
    let owner = way.parameters.get("owner");
    if let (Some(owner), Some(name)) = (owner, way.parameters.get("repo")) {
        let full = format!("{owner}/{name}");
        way.rest = path
            .splitn(5, '/')
            .nth(4)
            .map_or_else(String::new, |rest| format!("/{rest}"));
        way.repository = match state.find_repository(&full) {
            Some(id) => id,
            None => return Err(moved(state, method, &full, &way.rest)),
        };
    }
    Ok(Some(way))
}

/// To where it is now, if it was ever there.
fn moved(state: &State, method: &Method, full: &str, rest: &str) -> Refusal {
    let Some(id) = state.former_names.get(&full.to_lowercase()) else {
        return not_found();
    };
    let address = format!("{}/repositories/{id}{rest}", state.url);
    let (status, words) = match *method {
        Method::GET => (301, "Moved Permanently"),
        _ => (307, "Temporary Redirect"),
    };
    Refusal::new(status, words).with_header("location", address)
}
