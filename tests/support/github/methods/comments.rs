//! Comments on issues and pull requests.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Answer, Ask, issues};
use crate::github::acts::comments as acts;
use crate::github::refusal::{Refusal, forbidden, unprocessable, validation};
use crate::github::rules::access::{inaccessible, role};
use crate::github::state::State;
use crate::github::state::app::Caller;
use crate::github::state::comment::Comment;
use crate::github::state::owner::Role;

/// Characters of a comment.
const LONGEST: usize = 65_536;

pub(super) fn carry_out(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    match ask.name {
        "issues/list-comments-for-repo" => list_all(state, ask),
        "issues/list-comments" => list(state, ask),
        "issues/create-comment" => create(state, ask),
        "issues/get-comment" => Ok(Answer::of(state.comment_json(find(state, ask)?))),
        "issues/update-comment" => update(state, ask),
        _ => delete(state, ask),
    }
}

fn find<'a>(state: &'a State, ask: &Ask) -> Result<&'a Comment, Refusal> {
    state.comment(ask.repository, ask.number("comment_id")?)
}

/// By their ids, unless a sorting is asked for.
fn list_all(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let mut comments = since(ask, state.comments_of(ask.repository, None))?;
    if let Some(sort) = ask.text("sort") {
        let at = |comment: &Comment| match sort {
            "updated" => comment.updated,
            _ => comment.created,
        };
        comments.sort_by_key(|comment| (at(comment), comment.id));
        if ask.text("direction").unwrap_or("desc") == "desc" {
            comments.reverse();
        }
    }
    Ok(ask.page(shown(state, &comments)))
}

fn list(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let issue = issues::find(state, ask)?;
    let comments = state.comments_of(ask.repository, Some(issue.number));
    let comments = since(ask, comments)?;
    Ok(ask.page(shown(state, &comments)))
}

fn shown(state: &State, comments: &[&Comment]) -> Vec<Value> {
    let shown = comments.iter().map(|comment| state.comment_json(comment));
    shown.collect()
}

/// Those that were last changed then or later.
fn since<'a>(
    ask: &Ask,
    comments: impl Iterator<Item = &'a Comment>,
) -> Result<Vec<&'a Comment>, Refusal> {
    let Some(since) = ask.text("since") else {
        return Ok(comments.collect());
    };
    let since = DateTime::parse_from_rfc3339(since)
        .map_err(|_| unprocessable(&format!("Invalid timestamp: {since}")))?
        .with_timezone(&Utc);
    Ok(comments.filter(|one| one.updated >= since).collect())
}

fn create(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    let issue = issues::find(state, ask)?;
    let number = issue.number;
    let is_person = matches!(ask.caller, Caller::Person(_));
    let role = role(state, ask.caller, ask.repository(state));
    // An App is no collaborator: it can't speak where a conversation is locked.
    if issue.is_locked && (!is_person || role < Role::Write) {
        return Err(
            forbidden("Unable to create comment because issue is locked.")
                .with_docs("https://docs.github.com/articles/locking-conversations/"),
        );
    }
    let body = ask.field("body").unwrap_or_default();
    let refused = |message: &str| Err(validation("IssueComment", "unprocessable", "data", message));
    if body.trim().is_empty() {
        return refused("Body cannot be blank");
    }
    if body.chars().count() > LONGEST {
        return refused("Body is too long (maximum is 65536 characters)");
    }
    let (author, app) = (ask.account(state), ask.app(state));
    let id = acts::write(state, (ask.repository, number), author, body, app);
    state.comments.get_mut(&id).unwrap().is_by_api = true;
    let shown = state.comment_json(&state.comments[&id]);
    let location = shown["url"].as_str().unwrap_or_default().to_owned();
    let mut answer = Answer::created(shown);
    answer.headers.push(("location", location));
    Ok(answer)
}

/// One's own, or any for who may write.
fn check_hand(state: &State, ask: &Ask, comment: &Comment) -> Result<(), Refusal> {
    let is_own = comment.author == ask.account(state);
    let role = role(state, ask.caller, ask.repository(state));
    let may = is_own || role >= Role::Write;
    may.then_some(()).ok_or_else(|| inaccessible(ask))
}

fn update(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    let comment = find(state, ask)?;
    check_hand(state, ask, comment)?;
    let id = comment.id;
    let body = ask.field("body").unwrap_or_default();
    let refused = |message: &str| Err(validation("IssueComment", "custom", "body", message));
    if body.trim().is_empty() {
        return refused("body cannot be blank");
    }
    if body.chars().count() > LONGEST {
        return refused("body is too long (maximum is 65536 characters)");
    }
    acts::edit(state, id, ask.account(state), body);
    Ok(Answer::of(state.comment_json(&state.comments[&id])))
}

fn delete(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    let comment = find(state, ask)?;
    check_hand(state, ask, comment)?;
    let id = comment.id;
    acts::delete(state, id, ask.account(state));
    Ok(Answer::empty())
}
