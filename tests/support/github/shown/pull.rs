//! Pull requests and their reviews.

use serde_json::{Value, json};

use super::issue::state;
use super::time;
use crate::github::state::State;
use crate::github::state::commit::Tree;
use crate::github::state::issue::{Issue, Pull, Review};

impl State {
    /// As lists show it.
    pub(crate) fn pull_json(&self, issue: &Issue, pull: &Pull) -> Value {
        let (api, page) = (
            self.api_of(issue.repository),
            self.page_of(issue.repository),
        );
        let (url, page) = (
            format!("{api}/pulls/{}", issue.number),
            format!("{page}/pull/{}", issue.number),
        );
        let of_issue = format!("{api}/issues/{}", issue.number);
        let links = [
            ("self", url.clone()),
            ("html", page.clone()),
            ("issue", of_issue.clone()),
            ("comments", format!("{of_issue}/comments")),
            ("review_comments", format!("{url}/comments")),
            ("review_comment", format!("{api}/pulls/comments{{/number}}")),
            ("commits", format!("{url}/commits")),
            ("statuses", format!("{api}/statuses/{}", pull.head_sha)),
        ];
        let repository = &self.repositories[&issue.repository];
        let mut shown = json!({
            "url": url,
            "id": issue.id,
            "node_id": format!("PR_{}", issue.id),
            "html_url": page,
            "diff_url": format!("{page}.diff"),
            "patch_url": format!("{page}.patch"),
            "number": issue.number,
            "state": state(issue),
            "locked": issue.is_locked,
            "title": issue.title,
            "user": self.owner_json(issue.author),
            "body": issue.body,
            "created_at": time(issue.created),
            "updated_at": time(issue.updated),
            "closed_at": issue.closed.map(|(at, _)| time(at)),
            "merged_at": pull.merged.as_ref().map(|(at, ..)| time(*at)),
            "merge_commit_sha": pull.merged.as_ref().map(|(.., sha)| sha),
            "assignee": null,
            "assignees": [],
            "requested_reviewers": [],
            "requested_teams": [],
            "labels": [],
            "milestone": null,
            "draft": pull.is_draft,
            "head": self.head_json(pull),
            "base": self.end_json(issue.repository, &pull.base_ref, &pull.base_sha),
            "author_association": self.association(issue.author, repository),
            "auto_merge": null,
            "active_lock_reason": null,
        });
        for (name, address) in links {
            if !matches!(name, "self" | "html") {
                shown[format!("{name}_url")] = address.as_str().into();
            }
            shown["_links"][name] = json!({ "href": address });
        }
        shown
    }

    fn head_json(&self, pull: &Pull) -> Value {
        if self.repository(pull.head_repository).is_ok() {
            return self.end_json(pull.head_repository, &pull.head_ref, &pull.head_sha);
        }
        let owner = &self.owners[&pull.head_owner];
        json!({
            "label": format!("{}:{}", owner.login, pull.head_ref),
            "ref": pull.head_ref,
            "sha": pull.head_sha,
            "user": self.owner_json(owner.id),
            "repo": null,
        })
    }

    fn end_json(&self, repository: i64, branch: &str, sha: &str) -> Value {
        let owner = &self.owners[&self.repositories[&repository].owner];
        json!({
            "label": format!("{}:{branch}", owner.login),
            "ref": branch,
            "sha": sha,
            "user": self.owner_json(owner.id),
            "repo": self.repository_json(repository),
        })
    }

    /// All of it.
    pub(crate) fn whole_pull_json(&self, issue: &Issue, pull: &Pull) -> Value {
        let mut shown = self.pull_json(issue, pull);
        let (mergeable, state) = pull.mergeable(issue.is_open);
        let merged_by = pull.merged.as_ref().map(|(_, by, _)| self.owner_json(*by));
        shown["merged"] = pull.merged.is_some().into();
        shown["mergeable"] = mergeable.into();
        shown["rebaseable"] = mergeable.into();
        shown["mergeable_state"] = state.into();
        shown["merged_by"] = merged_by.into();
        let comments = self.comments_of(issue.repository, Some(issue.number));
        shown["comments"] = comments.count().into();
        shown["review_comments"] = 0.into();
        shown["maintainer_can_modify"] = false.into();
        shown["commits"] = self.commits_of(pull).len().into();
        let changed = changes(
            &self.commits[&pull.base_sha].tree,
            &self.commits[&pull.head_sha].tree,
        );
        shown["additions"] = changed.into();
        shown["deletions"] = changed.into();
        shown["changed_files"] = changed.into();
        shown
    }

    /// What the head has and the base hasn't, the oldest first.
    pub(crate) fn commits_of(&self, pull: &Pull) -> Vec<String> {
        let comparison = self.compare(&pull.base_sha, &pull.head_sha);
        comparison.map_or_else(Vec::new, |comparison| comparison.ahead)
    }

    pub(crate) fn review_json(&self, issue: &Issue, review: &Review) -> Value {
        let page = format!(
            "{}/pull/{}#pullrequestreview-{}",
            self.page_of(issue.repository),
            issue.number,
            review.id
        );
        let pull = format!("{}/pulls/{}", self.api_of(issue.repository), issue.number);
        let repository = &self.repositories[&issue.repository];
        json!({
            "id": review.id,
            "node_id": format!("PRR_{}", review.id),
            "user": self.owner_json(review.author),
            "body": review.body,
            "state": review.state,
            "html_url": page,
            "pull_request_url": pull,
            "_links": { "html": { "href": page }, "pull_request": { "href": pull } },
            "submitted_at": time(review.submitted),
            "commit_id": review.commit,
            "author_association": self.association(review.author, repository),
        })
    }
}

/// How many files differ.
fn changes(base: &Tree, head: &Tree) -> usize {
    let changed = head
        .iter()
        .filter(|(path, entry)| base.get(*path) != Some(entry));
    let removed = base.keys().filter(|path| !head.contains_key(*path));
    changed.count() + removed.count()
}
