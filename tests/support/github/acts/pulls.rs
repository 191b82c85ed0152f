//! Issues and pull requests are opened, closed, merged and so on.

use serde_json::{Value, json};

use crate::github::hooks::Told;
use crate::github::state::State;
use crate::github::state::commit::Commit;
use crate::github::state::issue::Issue;

/// Tells of what became of an issue or a pull request.
pub(crate) fn tell(state: &mut State, place: (i64, i64), by: i64, action: &'static str) {
    tell_more(state, place, by, (action, json!({})));
}

/// The same, with more to it: `changes`, or `before` and `after`.
pub(crate) fn tell_more(
    state: &mut State,
    place: (i64, i64),
    by: i64,
    (action, more): (&'static str, Value),
) {
    let issue = &state.issues[&place];
    let (event, mut fields) = match &issue.pull {
        Some(pull) => {
            let shown = state.whole_pull_json(issue, pull);
            let fields = json!({ "number": issue.number, "pull_request": shown });
            ("pull_request", fields)
        }
        None => ("issues", json!({ "issue": state.issue_json(issue) })),
    };
    for (name, value) in more.as_object().into_iter().flatten() {
        fields[name] = value.clone();
    }
    let action = Some(action);
    let told = Told {
        event,
        action,
        fields,
    };
    state.tell(place.0, by, &told);
}

pub(crate) fn close(state: &mut State, place: (i64, i64), by: i64) {
    let now = state.now();
    let issue = state.issue_mut(place);
    (issue.is_open, issue.closed, issue.updated) = (false, Some((now, by)), now);
    tell(state, place, by, "closed");
}

/// By a merge commit, whose SHA it returns.
pub(crate) fn merge(state: &mut State, place: (i64, i64), by: i64) -> String {
    let issue = &state.issues[&place];
    let pull = issue.pull.as_ref().unwrap();
    let (base_ref, head_sha) = (pull.base_ref.clone(), pull.head_sha.clone());
    let repository = &state.repositories[&place.0];
    let newest = repository.branches[&base_ref].clone();
    let mut tree = state.commits[&newest].tree.clone();
    tree.extend(state.commits[&head_sha].tree.clone());
    let commit = Commit {
        network: repository.network,
        parents: Vec::new(),
        message: format!("Merge pull request #{}", place.1),
        author: by,
        date: state.now(),
        tree,
    };
    let merged = state.add_commit(vec![newest, head_sha], commit);
    super::pushes::move_branch(state, (place.0, &base_ref), by, Some(merged.clone()));
    let now = state.now();
    let pull = state.issue_mut(place).pull.as_mut().unwrap();
    pull.merged = Some((now, by, merged.clone()));
    close(state, place, by);
    merged
}

pub(crate) fn change(state: &mut State, place: (i64, i64), change: impl FnOnce(&mut Issue)) {
    let now = state.now();
    let issue = state.issue_mut(place);
    change(issue);
    issue.updated = now;
}
