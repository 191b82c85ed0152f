//! Issues.

use serde_json::{Value, json};

use super::comment::rollup;
use super::time;
use crate::github::state::State;
use crate::github::state::issue::Issue;

impl State {
    pub(crate) fn issue_json(&self, issue: &Issue) -> Value {
        let (api, page) = (
            self.api_of(issue.repository),
            self.page_of(issue.repository),
        );
        let kind = if issue.pull.is_some() {
            "pull"
        } else {
            "issues"
        };
        let url = format!("{api}/issues/{}", issue.number);
        let comments = self.comments_of(issue.repository, Some(issue.number));
        let repository = &self.repositories[&issue.repository];
        let mut shown = json!({
            "url": url,
            "repository_url": api,
            "labels_url": format!("{url}/labels{{/name}}"),
            "comments_url": format!("{url}/comments"),
            "events_url": format!("{url}/events"),
            "html_url": format!("{page}/{kind}/{}", issue.number),
            "id": issue.id,
            "node_id": format!("I_{}", issue.id),
            "number": issue.number,
            "title": issue.title,
            "user": self.owner_json(issue.author),
            "labels": [],
            "state": state(issue),
            "locked": issue.is_locked,
            "assignee": null,
            "assignees": [],
            "milestone": null,
            "comments": comments.count(),
            "created_at": time(issue.created),
            "updated_at": time(issue.updated),
            "closed_at": issue.closed.map(|(at, _)| time(at)),
            "author_association": self.association(issue.author, repository),
            "active_lock_reason": null,
            "body": issue.body,
            "reactions": rollup(&url, &issue.reactions),
            "timeline_url": format!("{url}/timeline"),
            "performed_via_github_app": null,
            "state_reason": null,
        });
        if let Some(pull) = &issue.pull {
            let page = format!("{page}/pull/{}", issue.number);
            shown["draft"] = pull.is_draft.into();
            shown["pull_request"] = json!({
                "url": format!("{api}/pulls/{}", issue.number),
                "html_url": page,
                "diff_url": format!("{page}.diff"),
                "patch_url": format!("{page}.patch"),
                "merged_at": pull.merged.as_ref().map(|(at, ..)| time(*at)),
            });
        }
        shown
    }

    /// With who closed it, which only the one page of an issue says.
    pub(crate) fn whole_issue_json(&self, issue: &Issue) -> Value {
        let mut shown = self.issue_json(issue);
        shown["closed_by"] = issue.closed.map(|(_, by)| self.owner_json(by)).into();
        shown
    }
}

pub(super) fn state(issue: &Issue) -> &'static str {
    if issue.is_open { "open" } else { "closed" }
}
