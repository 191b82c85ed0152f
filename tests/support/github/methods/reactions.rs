//! Reactions to comments and to issues.

use super::{Answer, Ask, issues};
use crate::github::refusal::{Refusal, forbidden, not_found};
use crate::github::rules::access::{inaccessible, role};
use crate::github::state::State;
use crate::github::state::app::Caller;
use crate::github::state::comment::{Reaction, react};
use crate::github::state::owner::Role;

pub(super) fn carry_out(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    match ask.name {
        "reactions/create-for-issue" => create_for_issue(state, ask),
        "reactions/create-for-issue-comment" => create(state, ask),
        "reactions/list-for-issue-comment" => list(state, ask),
        _ => delete(state, ask),
    }
}

fn new(state: &mut State, ask: &Ask) -> Reaction {
    Reaction {
        id: state.next_id(),
        user: ask.account(state),
        content: ask.field("content").unwrap_or_default().to_owned(),
        created: state.now(),
    }
}

/// 201 for a new one, 200 for one that was there.
fn reacted(state: &State, (is_new, reaction): (bool, Reaction)) -> Answer {
    let shown = state.reaction_json(&reaction);
    Answer::with_status(if is_new { 201 } else { 200 }, shown)
}

fn check_lock(state: &State, ask: &Ask, issue: i64) -> Result<(), Refusal> {
    let is_locked = state.issues[&(ask.repository, issue)].is_locked;
    let is_person = matches!(ask.caller, Caller::Person(_));
    let role = role(state, ask.caller, ask.repository(state));
    if is_locked && (!is_person || role < Role::Write) {
        return Err(forbidden(
            "Unable to create reaction because issue is locked.",
        ));
    }
    Ok(())
}

fn create_for_issue(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    let number = issues::find(state, ask)?.number;
    check_lock(state, ask, number)?;
    let reaction = new(state, ask);
    let issue = state.issue_mut((ask.repository, number));
    let reacted_now = react(&mut issue.reactions, reaction);
    Ok(reacted(state, reacted_now))
}

fn create(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    let comment = state.comment(ask.repository, ask.number("comment_id")?)?;
    let (id, issue) = (comment.id, comment.issue);
    check_lock(state, ask, issue)?;
    let reaction = new(state, ask);
    let comment = state.comments.get_mut(&id).ok_or_else(not_found)?;
    let reacted_now = react(&mut comment.reactions, reaction);
    Ok(reacted(state, reacted_now))
}

fn list(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    let comment = state.comment(ask.repository, ask.number("comment_id")?)?;
    let only = ask.text("content");
    let all = comment.reactions.iter();
    let meant = all.filter(|one| only.is_none_or(|only| one.content == only));
    Ok(ask.page(meant.map(|one| state.reaction_json(one)).collect()))
}

/// One's own alone.
fn delete(state: &mut State, ask: &Ask) -> Result<Answer, Refusal> {
    let id = ask.number("reaction_id")?;
    let comment = state.comment(ask.repository, ask.number("comment_id")?)?;
    let reaction = comment.reactions.iter().find(|one| one.id == id);
    if reaction.ok_or_else(not_found)?.user != ask.account(state) {
        return Err(inaccessible(ask));
    }
    let comment = comment.id;
    let comment = state.comments.get_mut(&comment).ok_or_else(not_found)?;
    comment.reactions.retain(|one| one.id != id);
    Ok(Answer::empty())
}
