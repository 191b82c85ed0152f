//! Comments are written, edited and deleted.

use serde_json::{Value, json};

use crate::github::hooks::Told;
use crate::github::state::State;

/// The comment's id.
pub(crate) fn write(
    state: &mut State,
    place: (i64, i64),
    author: i64,
    body: &str,
    app: Option<i64>,
) -> i64 {
    let id = state.add_comment(place, author, body, app);
    tell(state, id, author, ("created", json!({})));
    id
}

pub(crate) fn edit(state: &mut State, id: i64, by: i64, body: &str) {
    let now = state.now();
    let comment = state.comments.get_mut(&id).unwrap();
    let before = std::mem::replace(&mut comment.body, body.to_owned());
    comment.earlier.push(before.clone());
    comment.updated = now;
    let changes = json!({ "body": { "from": before } });
    tell(state, id, by, ("edited", json!({ "changes": changes })));
}

pub(crate) fn delete(state: &mut State, id: i64, by: i64) {
    // It is shown once more before it is gone.
    tell(state, id, by, ("deleted", json!({})));
    state.comments.get_mut(&id).unwrap().is_deleted = true;
}

fn tell(state: &mut State, id: i64, by: i64, (action, more): (&'static str, Value)) {
    let comment = &state.comments[&id];
    let place = (comment.repository, comment.issue);
    let mut fields = more;
    fields["issue"] = state.issue_json(&state.issues[&place]);
    fields["comment"] = state.comment_json(comment);
    let told = Told {
        event: "issue_comment",
        action: Some(action),
        fields,
    };
    state.tell(place.0, by, &told);
}
