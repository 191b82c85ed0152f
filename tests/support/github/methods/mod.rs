//! The operations: what each does, and what it refuses, in GitHub's words.

mod accounts;
mod apps;
pub(crate) mod archive;
mod comments;
mod commits;
mod deployment_statuses;
mod deployments;
mod issues;
mod limits;
mod pulls;
mod reactions;
mod repositories;
mod statuses;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::refusal::{Refusal, not_found, unauthorised};
use super::rules::headers::Wanted;
use super::rules::{access, page};
use super::state::State;
use super::state::app::{Caller, Token};
use super::state::repository::Repository;

/// A call whose form is right.
pub(crate) struct Ask {
    pub(crate) name: &'static str,
    pub(crate) path: BTreeMap<&'static str, String>,
    /// The query as it was given.
    pub(crate) given: Vec<(String, String)>,
    pub(crate) query: Map<String, Value>,
    pub(crate) body: Map<String, Value>,
    pub(crate) caller: Caller,
    pub(crate) token: Option<Token>,
    pub(crate) wanted: Wanted,
    /// The repository that the path names; 0 if it names none.
    pub(crate) repository: i64,
    /// The address without its query, as pages of a list name each other.
    pub(crate) address: String,
}

impl Ask {
    /// A number in the query.
    pub(crate) fn integer(&self, name: &str) -> Option<i64> {
        self.query.get(name).and_then(Value::as_i64)
    }

    /// Text in the query.
    fn text(&self, name: &str) -> Option<&str> {
        self.query.get(name).and_then(Value::as_str)
    }

    /// Text in the body.
    fn field(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.body.get(name).and_then(Value::as_bool)
    }

    /// What stands in the path.
    fn part(&self, name: &str) -> &str {
        &self.path[name]
    }

    /// A number in the path; there is nothing at what is none.
    fn number(&self, name: &str) -> Result<i64, Refusal> {
        self.path[name].parse().map_err(|_| not_found())
    }

    /// As whom the caller acts.
    fn account(&self, state: &State) -> i64 {
        match self.caller {
            Caller::Person(id) => id,
            Caller::Installation(id) => state.apps[&state.installations[&id].app].bot,
            Caller::Nobody | Caller::App(_) => unreachable!("they may change nothing"),
        }
    }

    /// The App that acts, if it is one.
    fn app(&self, state: &State) -> Option<i64> {
        match self.caller {
            Caller::Installation(id) => Some(state.installations[&id].app),
            _ => None,
        }
    }

    fn repository<'a>(&self, state: &'a State) -> &'a Repository {
        &state.repositories[&self.repository]
    }

    /// One page of a list.
    fn page(&self, all: Vec<Value>) -> Answer {
        let page = page::turn(self, all);
        Answer::of(page.entries.into()).with_link(page.link)
    }

    /// One page of a list that stands in an object beside its length.
    fn page_in(&self, name: &str, all: Vec<Value>) -> Answer {
        let count = all.len();
        let page = page::turn(self, all);
        let mut shown = serde_json::json!({ "total_count": count });
        shown[name] = page.entries.into();
        Answer::of(shown).with_link(page.link)
    }
}

pub(crate) enum Body {
    Empty,
    Json(Value),
    Text(String),
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Body,
    pub(crate) headers: Vec<(&'static str, String)>,
}

impl Answer {
    fn of(shown: Value) -> Self {
        Self::with_status(200, shown)
    }

    fn with_status(status: u16, shown: Value) -> Self {
        Self {
            status,
            body: Body::Json(shown),
            headers: Vec::new(),
        }
    }

    fn created(shown: Value) -> Self {
        Self::with_status(201, shown)
    }

    fn empty() -> Self {
        Self {
            status: 204,
            body: Body::Empty,
            headers: Vec::new(),
        }
    }

    fn with_link(mut self, link: Option<String>) -> Self {
        self.headers.extend(link.map(|link| ("link", link)));
        self
    }
}

/// Carries a call out.
pub(crate) fn carry_out(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    // An App by itself has its own pages alone.
    let is_apps_own = ask.name.starts_with("apps/");
    if matches!(ask.caller, Caller::App(_)) && !is_apps_own && ask.name != "rate-limit/get" {
        return Err(unauthorised("Bad credentials"));
    }
    if ask.repository != 0 && !is_apps_own {
        access::check(state, ask, ask.repository(state))?;
    }
    match ask.name.split_once('/').unwrap_or_default() {
        ("apps", _) => apps::carry_out(state, ask),
        ("users", _) => accounts::carry_out(state, ask),
        ("rate-limit", _) => Ok(limits::get(state, ask)),
        ("issues", "get") => issues::get(state, ask),
        ("issues", _) => comments::carry_out(state, ask),
        ("reactions", _) => reactions::carry_out(state, ask),
        ("pulls", _) => pulls::carry_out(state, ask),
        _ => of_a_repository(state, ask),
    }
}

fn of_a_repository(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    match ask.name {
        "repos/get-commit" => commits::get(state, ask),
        "repos/compare-commits-with-basehead" => commits::compare(state, ask),
        "repos/create-commit-status" => statuses::create(state, ask),
        "repos/list-commit-statuses-for-ref" => statuses::list(state, ask),
        "repos/get-combined-status-for-ref" => statuses::combined(state, ask),
        "checks/list-for-ref" => statuses::checks(state, ask),
        "repos/download-tarball-archive" => Ok(archive::redirect(state, ask)),
        "repos/create-deployment" => deployments::create(state, ask),
        "repos/list-deployments" => Ok(deployments::list(state, ask)),
        "repos/get-deployment" => deployments::get(state, ask),
        "repos/create-deployment-status" => deployment_statuses::create(state, ask),
        "repos/list-deployment-statuses" => deployment_statuses::list(state, ask),
        _ => repositories::carry_out(state, ask),
    }
}
