//! A repository as its owner handles it.

use std::sync::Arc;

use super::hook::Webhook;
use super::person::Person;
use super::wait;
use crate::github::state::State;
use crate::github::state::commit::{Commit, Entry, Tree};
use crate::github::state::deployment::{CheckRun, CommitStatus};
use crate::github::state::hook::Target;
use crate::github::state::owner::Role;
use crate::github::state::repository::Repository;
use crate::github::world::World;

#[derive(Clone)]
pub(crate) struct Repo {
    pub(super) world: Arc<World>,
    pub(crate) id: i64,
}

/// What a deployment has come to: its environment, its SHA, and its states, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deployed {
    pub(crate) environment: String,
    pub(crate) sha: String,
    pub(crate) states: Vec<String>,
}

impl Repo {
    pub(crate) fn new(world: &Arc<World>, owner: i64, name: &str, is_private: bool) -> Self {
        let id = world.change(|state| {
            let id = state.add_repository(owner, name, is_private);
            let readme = Entry::file(format!("# {name}\n").as_bytes());
            let commit = Commit {
                network: id,
                parents: Vec::new(),
                message: "Begin".to_owned(),
                author: owner,
                date: state.now(),
                tree: Tree::from([("README.md".to_owned(), readme)]),
            };
            let sha = state.add_commit(Vec::new(), commit);
            let branches = &mut state.repository_mut(id).branches;
            branches.insert("main".to_owned(), sha);
            id
        });
        Self::of(world, id)
    }

    pub(super) fn of(world: &Arc<World>, id: i64) -> Self {
        let world = Arc::clone(world);
        Self { world, id }
    }

    fn change<T>(&self, change: impl FnOnce(&mut Repository) -> T) -> T {
        self.world
            .change(|state| change(state.repository_mut(self.id)))
    }

    /// `owner/name`.
    pub(crate) fn full_name(&self) -> String {
        self.world
            .look(|state| state.full_name(&state.repositories[&self.id]))
    }

    /// Where a branch points.
    pub(crate) fn branch(&self, name: &str) -> String {
        self.change(|here| here.branches[name].clone())
    }

    /// Gives somebody a role, or takes it away ([`Role::None`]).
    pub(crate) fn gives(&self, person: &Person, role: Role) {
        self.change(|here| match role {
            Role::None => here.roles.remove(&person.id),
            role => here.roles.insert(person.id, role),
        });
    }

    pub(crate) fn is_archived(&self) {
        self.change(|here| here.is_archived = true);
    }

    pub(crate) fn becomes_private(&self) {
        self.change(|here| here.is_private = true);
    }

    pub(crate) fn has_no_issues(&self) {
        self.change(|here| here.has_issues = false);
    }

    /// It has no commits at all any more.
    pub(crate) fn is_empty(&self) {
        self.change(|here| here.branches.clear());
    }

    pub(crate) fn is_deleted(&self) {
        self.change(|here| here.is_deleted = true);
    }

    /// Another name: the old one leads to it.
    pub(crate) fn is_now_called(&self, name: &str) {
        let before = self.full_name().to_lowercase();
        self.world.change(|state| {
            state.former_names.insert(before, self.id);
            name.clone_into(&mut state.repository_mut(self.id).name);
        });
    }

    /// These bytes are served as the archive of a commit, whatever they are.
    pub(crate) fn serves_as_archive(&self, sha: &str, bytes: &[u8]) {
        self.change(|here| here.archives.insert(sha.to_owned(), bytes.to_vec()));
    }

    /// A webhook for comments, issues, pull requests and pushes; it is pinged.
    pub(crate) fn hook(&self, url: &str, secret: &str) -> Webhook {
        let owner = self.world.look(|state| state.repositories[&self.id].owner);
        let of = Target::Repository(self.id);
        Webhook::new(&self.world, of, owner, (url, Some(secret)))
    }

    /// One without a secret, whose deliveries aren't signed.
    pub(crate) fn unsigned_hook(&self, url: &str) -> Webhook {
        let owner = self.world.look(|state| state.repositories[&self.id].owner);
        let of = Target::Repository(self.id);
        Webhook::new(&self.world, of, owner, (url, None))
    }

    /// Another program says something of a commit.
    pub(crate) fn says_status(&self, by: &Person, sha: &str, context: &str, state: &str) {
        self.world.change(|world| {
            let status = CommitStatus {
                id: world.next_id(),
                repository: self.id,
                sha: sha.to_owned(),
                state: state.to_owned(),
                context: context.to_owned(),
                description: None,
                target_url: None,
                creator: by.id,
                created: world.now(),
            };
            world.statuses.push(status);
        });
    }

    /// A check has run, or runs still (none).
    pub(crate) fn checks(&self, sha: &str, name: &str, conclusion: Option<&str>) {
        self.world.change(|world| {
            let check = CheckRun {
                id: world.next_id(),
                repository: self.id,
                sha: sha.to_owned(),
                name: name.to_owned(),
                conclusion: conclusion.map(str::to_owned),
                started: world.now(),
            };
            world.checks.push(check);
        });
    }

    /// What is said of a commit: each context's newest state, the newest first.
    pub(crate) fn statuses(&self, sha: &str) -> Vec<(String, String)> {
        self.world.look(|state| {
            let newest = state.newest_statuses(&state.repositories[&self.id], sha);
            let read = newest
                .iter()
                .map(|one| (one.context.clone(), one.state.clone()));
            read.collect()
        })
    }

    /// Waits until the newest deployment has come to this state.
    pub(crate) async fn comes_to(&self, state: &str) {
        let what = format!("a deployment is {state:?}");
        let there = wait(&self.world, &what, |world| {
            let mut all = world.deployments.values().rev();
            let newest = all.find(|one| one.repository == self.id)?;
            (newest.state() == Some(state)).then_some(())
        });
        there.await;
    }

    /// The deployments, the oldest first.
    pub(crate) fn deployments(&self) -> Vec<Deployed> {
        let read = |state: &State| {
            let all = state.deployments.values();
            let here = all.filter(|one| one.repository == self.id);
            let read = here.map(|one| Deployed {
                environment: one.environment.clone(),
                sha: one.sha.clone(),
                states: one.statuses.iter().map(|one| one.state.clone()).collect(),
            });
            read.collect()
        };
        self.world.look(read)
    }
}
