//! Commits, comparisons, branches and tags.

use serde_json::{Value, json};

use super::time;
use crate::github::state::State;
use crate::github::state::commit::{Commit, Comparison, Tree};
use crate::github::state::repository::Repository;

impl State {
    pub(crate) fn commit_json(&self, repository: &Repository, sha: &str) -> Value {
        let commit = &self.commits[sha];
        let (api, page) = (self.api_of(repository.id), self.page_of(repository.id));
        let url = format!("{api}/commits/{sha}");
        let signature = self.signature(commit);
        let parents = commit.parents.iter().map(|parent| {
            json!({
                "sha": parent,
                "url": format!("{api}/commits/{parent}"),
                "html_url": format!("{page}/commit/{parent}"),
            })
        });
        json!({
            "sha": sha,
            "node_id": format!("C_{sha}"),
            "commit": {
                "author": signature,
                "committer": signature,
                "message": commit.message,
                "tree": { "sha": tree_sha(sha), "url": format!("{api}/git/trees/{}", tree_sha(sha)) },
                "url": format!("{api}/git/commits/{sha}"),
                "comment_count": 0,
                "verification": {
                    "verified": false, "reason": "unsigned", "signature": null, "payload": null, "verified_at": null,
                },
            },
            "url": url,
            "html_url": format!("{page}/commit/{sha}"),
            "comments_url": format!("{url}/comments"),
            "author": self.owner_json(commit.author),
            "committer": self.owner_json(commit.author),
            "parents": parents.collect::<Vec<_>>(),
        })
    }

    fn signature(&self, commit: &Commit) -> Value {
        let login = &self.owners[&commit.author].login;
        json!({ "name": login, "email": self.email(commit.author), "date": time(commit.date) })
    }

    pub(crate) fn email(&self, user: i64) -> String {
        let login = &self.owners[&user].login;
        format!("{user}+{login}@users.noreply.github.com")
    }

    /// With what it changes, which only the one page of a commit says.
    pub(crate) fn whole_commit_json(&self, repository: &Repository, sha: &str) -> Value {
        let mut shown = self.commit_json(repository, sha);
        let commit = &self.commits[sha];
        let empty = Tree::new();
        let parent = commit.parents.first();
        let before = parent.map_or(&empty, |parent| &self.commits[parent].tree);
        let files = self.files_json(repository, sha, before, &commit.tree);
        let count = files.len();
        shown["stats"] = json!({ "total": 2 * count, "additions": count, "deletions": count });
        shown["files"] = files.into();
        shown
    }

    fn files_json(
        &self,
        repository: &Repository,
        sha: &str,
        before: &Tree,
        after: &Tree,
    ) -> Vec<Value> {
        let page = self.page_of(repository.id);
        let changed = changed_files(before, after).into_iter();
        let shown = changed.map(|(path, status)| {
            json!({
                "sha": tree_sha(sha),
                "filename": path,
                "status": status,
                "additions": 1,
                "deletions": 1,
                "changes": 2,
                "blob_url": format!("{page}/blob/{sha}/{path}"),
                "raw_url": format!("{page}/raw/{sha}/{path}"),
                "contents_url": format!("{}/contents/{path}?ref={sha}", self.api_of(repository.id)),
            })
        });
        shown.collect()
    }

    /// The page of commits is the caller's to fill in.
    pub(crate) fn comparison_json(
        &self,
        repository: &Repository,
        (base, head): (&str, &str),
        compared: &Comparison,
    ) -> Value {
        let (api, page) = (self.api_of(repository.id), self.page_of(repository.id));
        let at = format!("{page}/compare/{base}...{head}");
        let tree = |sha: &str| &self.commits[sha].tree;
        let files = self.files_json(repository, head, tree(&compared.merge_base), tree(head));
        json!({
            "url": format!("{api}/compare/{base}...{head}"),
            "html_url": at,
            "permalink_url": at,
            "diff_url": format!("{at}.diff"),
            "patch_url": format!("{at}.patch"),
            "base_commit": self.commit_json(repository, base),
            "merge_base_commit": self.commit_json(repository, &compared.merge_base),
            "status": compared.status(),
            "ahead_by": compared.ahead.len(),
            "behind_by": compared.behind,
            "total_commits": compared.ahead.len(),
            "files": files,
        })
    }

    pub(crate) fn branch_json(&self, repository: &Repository, name: &str, sha: &str) -> Value {
        let url = format!("{}/commits/{sha}", self.api_of(repository.id));
        json!({ "name": name, "commit": { "sha": sha, "url": url }, "protected": false })
    }

    pub(crate) fn whole_branch_json(
        &self,
        repository: &Repository,
        name: &str,
        sha: &str,
    ) -> Value {
        let url = format!("{}/branches/{name}", self.api_of(repository.id));
        let page = format!("{}/tree/{name}", self.page_of(repository.id));
        json!({
            "name": name,
            "commit": self.commit_json(repository, sha),
            "_links": { "self": url, "html": page },
            "protected": false,
            "protection": {
                "enabled": false,
                "required_status_checks": { "enforcement_level": "off", "contexts": [], "checks": [] },
            },
            "protection_url": format!("{url}/protection"),
        })
    }

    pub(crate) fn tag_json(&self, repository: &Repository, name: &str, sha: &str) -> Value {
        let api = self.api_of(repository.id);
        json!({
            "name": name,
            "zipball_url": format!("{api}/zipball/refs/tags/{name}"),
            "tarball_url": format!("{api}/tarball/refs/tags/{name}"),
            "commit": { "sha": sha, "url": format!("{api}/commits/{sha}") },
            "node_id": format!("REF_{name}"),
        })
    }

    pub(crate) fn ref_json(&self, repository: &Repository, full: &str, sha: &str) -> Value {
        let api = self.api_of(repository.id);
        json!({
            "ref": full,
            "node_id": format!("REF_{full}"),
            "url": format!("{api}/git/{full}"),
            "object": { "type": "commit", "sha": sha, "url": format!("{api}/git/commits/{sha}") },
        })
    }
}

/// The paths that differ, and how.
pub(crate) fn changed_files<'a>(before: &'a Tree, after: &'a Tree) -> Vec<(&'a str, &'static str)> {
    let new = after
        .iter()
        .filter_map(|(path, entry)| match before.get(path) {
            None => Some((path.as_str(), "added")),
            Some(old) if old != entry => Some((path.as_str(), "modified")),
            Some(_) => None,
        });
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    new.chain(gone.map(|path| (path.as_str(), "removed")))
        .collect()
}

/// Trees have no SHA of their own here: it is the commit's, turned around.
pub(crate) fn tree_sha(commit: &str) -> String {
    commit.chars().rev().collect()
}
