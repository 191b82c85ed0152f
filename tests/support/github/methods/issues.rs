//! One issue.

use super::{Answer, Ask};
use crate::github::refusal::Refusal;
use crate::github::state::State;
use crate::github::state::issue::Issue;

/// The issue that the path names. Pull requests are there though a repository has no issues.
pub(super) fn find<'a>(state: &'a State, ask: &Ask) -> Result<&'a Issue, Refusal> {
    let number = ask.number("issue_number")?;
    let issue = state.issue(ask.repository, number)?;
    if !ask.repository(state).has_issues && issue.pull.is_none() {
        return Err(Refusal::new(410, "Issues are disabled for this repo"));
    }
    Ok(issue)
}

pub(super) fn get(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    Ok(Answer::of(state.whole_issue_json(find(state, ask)?)))
}
