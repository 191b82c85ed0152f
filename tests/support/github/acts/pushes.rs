//! Branches and tags move: webhooks are told, and pull requests follow.

use serde_json::{Value, json};

use super::pulls;
use crate::github::hooks::Told;
use crate::github::shown::{changed_files, time, tree_sha};
use crate::github::state::State;
use crate::github::state::commit::Tree;

/// What stands for no commit at all.
const NONE: &str = "0000000000000000000000000000000000000000";

/// Moves a branch, or makes it, or deletes it.
pub(crate) fn move_branch(
    state: &mut State,
    (repository, name): (i64, &str),
    by: i64,
    to: Option<String>,
) {
    let now = state.now();
    let here = state.repository_mut(repository);
    here.pushed = now;
    let before = match &to {
        Some(to) => here.branches.insert(name.to_owned(), to.clone()),
        None => here.branches.remove(name),
    };
    let full = format!("refs/heads/{name}");
    tell(state, (repository, &full), by, (before.clone(), to.clone()));
    follow(state, (repository, name), by, (before, to));
}

pub(crate) fn move_tag(
    state: &mut State,
    (repository, name): (i64, &str),
    by: i64,
    to: Option<String>,
) {
    let tags = &mut state.repository_mut(repository).tags;
    let before = match &to {
        Some(to) => tags.insert(name.to_owned(), to.clone()),
        None => tags.remove(name),
    };
    tell(
        state,
        (repository, &format!("refs/tags/{name}")),
        by,
        (before, to),
    );
}

/// Before and after; none: it wasn't there, or isn't any more.
type Move = (Option<String>, Option<String>);

/// Open pull requests get the new head; one whose branch is gone is closed.
fn follow(state: &mut State, (repository, name): (i64, &str), by: i64, (before, after): Move) {
    let is_meant = |place: &(i64, i64)| {
        let issue = &state.issues[place];
        let pull = issue.pull.as_ref().filter(|_| issue.is_open);
        pull.is_some_and(|pull| pull.head_repository == repository && pull.head_ref == name)
    };
    let meant: Vec<_> = state.issues.keys().copied().filter(is_meant).collect();
    for place in meant {
        let Some(after) = &after else {
            pulls::close(state, place, by);
            continue;
        };
        pulls::change(state, place, |issue| {
            issue.pull.as_mut().unwrap().head_sha.clone_from(after);
        });
        let more = json!({ "before": before, "after": after });
        pulls::tell_more(state, place, by, ("synchronize", more));
    }
}

fn tell(state: &mut State, (repository, full): (i64, &str), by: i64, (before, after): Move) {
    let page = state.page_of(repository);
    let known = before.as_ref().map(|sha| state.ancestry(sha));
    let known = known.unwrap_or_default();
    let is_forced = matches!((&before, &after), (Some(before), Some(after))
        if !state.ancestry(after).contains(before));
    let is_tag = full.starts_with("refs/tags/");
    let new: Vec<Value> = match &after {
        Some(after) if before.is_some() && !is_tag => {
            let mut new: Vec<_> = state.ancestry(after).difference(&known).cloned().collect();
            new.sort_by_key(|sha| state.ancestry(sha).len());
            new.iter().map(|sha| pushed(state, &page, sha)).collect()
        }
        _ => Vec::new(),
    };
    let login = &state.owners[&by].login;
    let fields = json!({
        "ref": full,
        "before": before.as_deref().unwrap_or(NONE),
        "after": after.as_deref().unwrap_or(NONE),
        "created": before.is_none(),
        "deleted": after.is_none(),
        "forced": is_forced,
        "base_ref": null,
        "compare": format!("{page}/compare/{}", after.as_deref().unwrap_or(NONE)),
        "commits": new,
        "head_commit": after.as_ref().map(|sha| pushed(state, &page, sha)),
        "pusher": { "name": login, "email": state.email(by) },
    });
    let told = Told {
        event: "push",
        action: None,
        fields,
    };
    state.tell(repository, by, &told);
}

/// A commit as pushes show it, which is otherwise than everywhere else.
fn pushed(state: &State, page: &str, sha: &str) -> Value {
    let commit = &state.commits[sha];
    let login = &state.owners[&commit.author].login;
    let who = json!({ "name": login, "email": state.email(commit.author), "username": login });
    let empty = Tree::new();
    let parent = commit.parents.first();
    let before = parent.map_or(&empty, |parent| &state.commits[parent].tree);
    let changed = changed_files(before, &commit.tree);
    let of = |kind: &str| -> Vec<&str> {
        let meant = changed.iter().filter(|(_, status)| *status == kind);
        meant.map(|(path, _)| *path).collect()
    };
    json!({
        "id": sha,
        "tree_id": tree_sha(sha),
        "distinct": true,
        "message": commit.message,
        "timestamp": time(commit.date),
        "url": format!("{page}/commit/{sha}"),
        "author": who,
        "committer": who,
        "added": of("added"),
        "removed": of("removed"),
        "modified": of("modified"),
    })
}
