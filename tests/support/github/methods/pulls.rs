//! Pull requests.

use super::{Answer, Ask};
use crate::github::refusal::Refusal;
use crate::github::state::State;
use crate::github::state::issue::{Issue, Pull};

pub(super) fn carry_out(state: &State, ask: &Ask) -> Result<Answer, Refusal> {
    if ask.name == "pulls/list" {
        return Ok(list(state, ask));
    }
    let (issue, pull) = state.pull(ask.repository, ask.number("pull_number")?)?;
    let repository = ask.repository(state);
    Ok(match ask.name {
        "pulls/get" => Answer::of(state.whole_pull_json(issue, pull)),
        "pulls/list-commits" => {
            let commits = state.commits_of(pull);
            let commits = commits.iter().map(|sha| state.commit_json(repository, sha));
            ask.page(commits.collect())
        }
        _ => {
            let reviews = pull.reviews.iter();
            ask.page(reviews.map(|one| state.review_json(issue, one)).collect())
        }
    })
}

/// The newest first, unless asked for otherwise; open ones, unless asked for others.
fn list(state: &State, ask: &Ask) -> Answer {
    let is_meant = |issue: &Issue, pull: &Pull| {
        let state_is = match ask.text("state").unwrap_or("open") {
            "open" => issue.is_open,
            "closed" => !issue.is_open,
            _ => true,
        };
        let owner = &state.owners[&pull.head_owner].login;
        let head = format!("{owner}:{}", pull.head_ref);
        state_is
            && ask
                .text("head")
                .is_none_or(|asked| asked.eq_ignore_ascii_case(&head))
            && ask.text("base").is_none_or(|asked| asked == pull.base_ref)
    };
    let here = state
        .issues
        .range((ask.repository, 0)..(ask.repository + 1, 0));
    let pulls = here.filter_map(|(_, issue)| Some((issue, issue.pull.as_ref()?)));
    let mut meant: Vec<_> = pulls
        .filter(|(issue, pull)| !issue.is_deleted && is_meant(issue, pull))
        .collect();
    let by_change = ask.text("sort") == Some("updated");
    meant.sort_by_key(|(issue, _)| {
        let at = if by_change {
            issue.updated
        } else {
            issue.created
        };
        (at, issue.number)
    });
    if ask.text("direction").unwrap_or("desc") == "desc" {
        meant.reverse();
    }
    let shown = meant
        .iter()
        .map(|(issue, pull)| state.pull_json(issue, pull));
    ask.page(shown.collect())
}
