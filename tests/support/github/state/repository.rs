//! A repository: who owns it, who may what there, where its branches and tags point.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::State;
use super::owner::{Kind, Role};
use crate::github::refusal::{Refusal, not_found};

#[expect(
    clippy::struct_excessive_bools,
    reason = "they are switched one by one, as with GitHub"
)]
pub(crate) struct Repository {
    pub(crate) id: i64,
    pub(crate) owner: i64,
    pub(crate) name: String,
    pub(crate) is_private: bool,
    pub(crate) is_archived: bool,
    pub(crate) is_deleted: bool,
    pub(crate) has_issues: bool,
    pub(crate) default_branch: String,
    /// Of the collaborators; the owner has none here.
    pub(crate) roles: BTreeMap<i64, Role>,
    pub(crate) branches: BTreeMap<String, String>,
    pub(crate) tags: BTreeMap<String, String>,
    /// What it was forked from.
    pub(crate) parent: Option<i64>,
    /// The first of its forks: they share all commits.
    pub(crate) network: i64,
    /// What is served instead of an archive of the tree, by the commit's SHA.
    pub(crate) archives: BTreeMap<String, Vec<u8>>,
    pub(crate) last_number: i64,
    pub(crate) created: DateTime<Utc>,
    pub(crate) pushed: DateTime<Utc>,
}

impl Repository {
    /// What somebody may do there. Everybody may read what is public.
    pub(crate) fn role(&self, user: i64) -> Role {
        let given = self.roles.get(&user).copied();
        let everybodys = if self.is_private {
            Role::None
        } else {
            Role::Read
        };
        if user == self.owner {
            return Role::Admin;
        }
        given.unwrap_or(Role::None).max(everybodys)
    }
}

impl State {
    pub(crate) fn full_name(&self, repository: &Repository) -> String {
        let owner = &self.owners[&repository.owner].login;
        format!("{owner}/{}", repository.name)
    }

    /// By its name, in any case of letters; deleted ones aren't there.
    pub(crate) fn find_repository(&self, full_name: &str) -> Option<i64> {
        let mut there = self.repositories.values().filter(|one| !one.is_deleted);
        let found = there.find(|one| self.full_name(one).eq_ignore_ascii_case(full_name));
        found.map(|one| one.id)
    }

    pub(crate) fn repository(&self, id: i64) -> Result<&Repository, Refusal> {
        let found = self.repositories.get(&id).filter(|one| !one.is_deleted);
        found.ok_or_else(not_found)
    }

    pub(crate) fn repository_mut(&mut self, id: i64) -> &mut Repository {
        self.repositories.get_mut(&id).unwrap()
    }

    /// `author_association`: what somebody is to a repository. It says nothing of what they may do.
    pub(crate) fn association(&self, user: i64, repository: &Repository) -> &'static str {
        let is_member = self.owners[&repository.owner].kind == Kind::Organization;
        let has_committed = |sha: &String| self.commits[sha].author == user;
        if user == repository.owner {
            "OWNER"
        } else if repository.roles.contains_key(&user) {
            if is_member { "MEMBER" } else { "COLLABORATOR" }
        } else if repository.branches.values().any(has_committed) {
            "CONTRIBUTOR"
        } else {
            "NONE"
        }
    }

    pub(crate) fn add_repository(&mut self, owner: i64, name: &str, is_private: bool) -> i64 {
        let (id, now) = (self.next_id(), self.now());
        let repository = Repository {
            id,
            owner,
            name: name.to_owned(),
            is_private,
            is_archived: false,
            is_deleted: false,
            has_issues: true,
            default_branch: "main".to_owned(),
            roles: BTreeMap::new(),
            branches: BTreeMap::new(),
            tags: BTreeMap::new(),
            parent: None,
            network: id,
            archives: BTreeMap::new(),
            last_number: 0,
            created: now,
            pushed: now,
        };
        self.repositories.insert(id, repository);
        id
    }

    /// The number of the next issue or pull request.
    pub(crate) fn next_number(&mut self, repository: i64) -> i64 {
        let repository = self.repository_mut(repository);
        repository.last_number += 1;
        repository.last_number
    }
}
