//! Commits: what they hold, what a name means, and how two of them stand to each other.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::State;
use super::repository::Repository;

/// A file of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    File {
        bytes: Vec<u8>,
        /// As git has it: 0o644 or 0o755. A test may give another one.
        mode: u32,
    },
    /// To where it points.
    Symlink(String),
}

impl Entry {
    pub(crate) fn file(bytes: &[u8]) -> Self {
        let bytes = bytes.to_vec();
        Self::File { bytes, mode: 0o644 }
    }

    pub(crate) fn script(bytes: &[u8]) -> Self {
        let bytes = bytes.to_vec();
        Self::File { bytes, mode: 0o755 }
    }
}

/// All files by their paths.
pub(crate) type Tree = BTreeMap<String, Entry>;

pub(crate) struct Commit {
    pub(crate) network: i64,
    pub(crate) parents: Vec<String>,
    pub(crate) message: String,
    pub(crate) author: i64,
    pub(crate) date: DateTime<Utc>,
    pub(crate) tree: Tree,
}

/// How a head stands to a base.
pub(crate) struct Comparison {
    /// The newest commit of which both come.
    pub(crate) merge_base: String,
    /// What only the head has, the oldest first.
    pub(crate) ahead: Vec<String>,
    pub(crate) behind: usize,
}

impl Comparison {
    pub(crate) fn status(&self) -> &'static str {
        match (self.ahead.len(), self.behind) {
            (0, 0) => "identical",
            (_, 0) => "ahead",
            (0, _) => "behind",
            _ => "diverged",
        }
    }
}

impl State {
    pub(crate) fn add_commit(&mut self, parents: Vec<String>, commit: Commit) -> String {
        let number = self.next_id();
        let told = format!("{number} {parents:?} {}", commit.message);
        let digest = aws_lc_rs::digest::digest(
            &aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY,
            told.as_bytes(),
        );
        let sha = hex::encode(digest);
        let commit = Commit { parents, ..commit };
        self.commits.insert(sha.clone(), commit);
        sha
    }

    /// What a name means: a branch, a tag, a pull request's head, or a SHA, whole or its beginning. A commit of a fork is
    /// found by its SHA in every repository of the network, as on GitHub.
    pub(crate) fn resolve(&self, repository: &Repository, name: &str) -> Option<String> {
        let name = name.strip_prefix("refs/").unwrap_or(name);
        if name == "HEAD" {
            return repository.branches.get(&repository.default_branch).cloned();
        }
        let branch = name.strip_prefix("heads/").unwrap_or(name);
        let tag = name.strip_prefix("tags/").unwrap_or(name);
        let found = repository.branches.get(branch);
        let found = found.or_else(|| repository.tags.get(tag)).cloned();
        found
            .or_else(|| self.resolve_pull(repository, name))
            .or_else(|| self.resolve_sha(repository, name))
    }

    fn resolve_pull(&self, repository: &Repository, name: &str) -> Option<String> {
        let number = name.strip_prefix("pull/")?.strip_suffix("/head")?;
        let issue = self
            .issues
            .get(&(repository.id, number.parse::<i64>().ok()?))?;
        Some(issue.pull.as_ref()?.head_sha.clone())
    }

    fn resolve_sha(&self, repository: &Repository, name: &str) -> Option<String> {
        let is_hex = name.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_hex || !(4..=40).contains(&name.len()) {
            return None;
        }
        let begin = name.to_ascii_lowercase();
        let mut meant = self
            .commits
            .range(begin.clone()..)
            .take_while(|(sha, _)| sha.starts_with(&begin))
            .filter(|(_, commit)| commit.network == repository.network);
        // What two commits begin with means neither.
        let found = meant.next()?.0.clone();
        meant.next().is_none().then_some(found)
    }

    /// The commit and all from which it comes.
    pub(crate) fn ancestry(&self, sha: &str) -> BTreeSet<String> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![sha.to_owned()]);
        while let Some(sha) = open.pop() {
            if seen.insert(sha.clone()) {
                open.extend(self.commits[&sha].parents.iter().cloned());
            }
        }
        seen
    }

    /// None: they have nothing in common.
    pub(crate) fn compare(&self, base: &str, head: &str) -> Option<Comparison> {
        let (of_base, of_head) = (self.ancestry(base), self.ancestry(head));
        let order = |sha: &&String| (self.commits[*sha].date, self.ancestry(sha).len());
        let merge_base = of_base.intersection(&of_head).max_by_key(order)?.clone();
        let mut ahead: Vec<_> = of_head.difference(&of_base).cloned().collect();
        ahead.sort_by_key(|sha| order(&sha));
        let behind = of_base.difference(&of_head).count();
        Some(Comparison {
            merge_base,
            ahead,
            behind,
        })
    }
}
