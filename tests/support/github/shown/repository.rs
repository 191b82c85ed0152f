//! Repositories.

use serde_json::{Value, json};

use super::owner::permissions;
use super::time;
use crate::github::state::State;
use crate::github::state::owner::{Kind, Role};

/// What a repository's address goes on with.
const PARTS: [(&str, &str); 37] = [
    ("archive_url", "/{archive_format}{/ref}"),
    ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"),
    ("contributors_url", "/contributors"),
    ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"),
    ("events_url", "/events"),
    ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"),
    ("issues_url", "/issues{/number}"),
    ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"),
    ("languages_url", "/languages"),
    ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    (
        "notifications_url",
        "/notifications{?since,all,participating}",
    ),
    ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"),
    ("stargazers_url", "/stargazers"),
    ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("tags_url", "/tags"),
    ("teams_url", "/teams"),
    ("trees_url", "/git/trees{/sha}"),
    ("url", ""),
];

/// What is the same for all.
const FLAGS: [(&str, bool); 9] = [
    ("has_projects", true),
    ("has_downloads", true),
    ("has_wiki", true),
    ("has_pages", false),
    ("has_discussions", false),
    ("disabled", false),
    ("allow_forking", true),
    ("is_template", false),
    ("web_commit_signoff_required", false),
];

impl State {
    /// As it stands inside of other things.
    pub(crate) fn repository_json(&self, id: i64) -> Value {
        let repository = &self.repositories[&id];
        let (api, page) = (self.api_of(id), self.page_of(id));
        let of_it = |(place, _): &(i64, i64)| *place == id;
        let issues = self.issues.iter().filter(|(place, _)| of_it(place));
        let open = issues.filter(|(_, issue)| issue.is_open).count();
        let forks = self.repositories.values();
        let forks = forks.filter(|one| one.parent == Some(id)).count();
        let visibility = if repository.is_private {
            "private"
        } else {
            "public"
        };
        let mut shown = json!({
            "id": id,
            "node_id": format!("R_{id}"),
            "name": repository.name,
            "full_name": self.full_name(repository),
            "private": repository.is_private,
            "owner": self.owner_json(repository.owner),
            "html_url": page,
            "description": null,
            "fork": repository.parent.is_some(),
            "created_at": time(repository.created),
            "updated_at": time(repository.pushed),
            "pushed_at": time(repository.pushed),
            "git_url": format!("{}.git", page.replace("https", "git")),
            "ssh_url": format!("git@github.com:{}.git", self.full_name(repository)),
            "clone_url": format!("{page}.git"),
            "svn_url": page,
            "has_issues": repository.has_issues,
            "forks_count": forks,
            "archived": repository.is_archived,
            "open_issues_count": open,
            "topics": [],
            "visibility": visibility,
            "forks": forks,
            "open_issues": open,
            "default_branch": repository.default_branch,
        });
        for name in ["mirror_url", "homepage", "language", "license"] {
            shown[name] = Value::Null;
        }
        for name in ["size", "stargazers_count", "watchers_count", "watchers"] {
            shown[name] = 0.into();
        }
        for (name, is_so) in FLAGS {
            shown[name] = is_so.into();
        }
        for (name, part) in PARTS {
            shown[name] = format!("{api}{part}").into();
        }
        shown
    }

    /// All of it, as the caller sees it.
    pub(crate) fn full_repository_json(&self, id: i64, role: Role) -> Value {
        let repository = &self.repositories[&id];
        let mut shown = self.repository_json(id);
        shown["permissions"] = permissions(role);
        shown["subscribers_count"] = 0.into();
        shown["network_count"] = 0.into();
        if self.owners[&repository.owner].kind == Kind::Organization {
            shown["organization"] = self.owner_json(repository.owner);
        }
        if let Some(parent) = repository.parent {
            shown["parent"] = self.repository_json(parent);
            shown["source"] = self.repository_json(repository.network);
        }
        if role >= Role::Write {
            for allowed in ["squash_merge", "merge_commit", "rebase_merge"] {
                shown[format!("allow_{allowed}")] = true.into();
            }
            shown["delete_branch_on_merge"] = false.into();
        }
        shown
    }
}
