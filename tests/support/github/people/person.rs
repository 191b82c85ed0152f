//! Somebody, or an organisation.

use std::sync::Arc;

use serde_json::{Value, json};

use super::comment::Said;
use super::issue::Conversation;
use super::repository::Repo;
use crate::github::acts::{comments, pulls, pushes};
use crate::github::state::app::{Caller, Permissions, Token, usual_permissions};
use crate::github::state::commit::{Commit, Entry, Tree};
use crate::github::state::owner::Kind;
use crate::github::state::{State, new_secret};
use crate::github::world::World;

#[derive(Clone)]
pub(crate) struct Person {
    pub(super) world: Arc<World>,
    pub(crate) id: i64,
}

impl Person {
    pub(crate) fn new(world: &Arc<World>, login: &str, kind: Kind) -> Self {
        let id = world.change(|state| state.add_owner(login, kind));
        let world = Arc::clone(world);
        Self { world, id }
    }

    pub(crate) fn login(&self) -> String {
        self.world
            .look(|state| state.owners[&self.id].login.clone())
    }

    pub(crate) fn caller(&self) -> Caller {
        Caller::Person(self.id)
    }

    /// A fine-grained token with what a bot such as Hailer needs.
    pub(crate) fn token(&self) -> String {
        self.token_of(usual_permissions())
    }

    /// A token with these permissions ("issues", "read") alone.
    pub(crate) fn token_with(&self, permissions: &[(&str, &str)]) -> String {
        let owned = permissions.iter();
        self.token_of(
            owned
                .map(|(name, level)| ((*name).into(), (*level).into()))
                .collect(),
        )
    }

    fn token_of(&self, permissions: Permissions) -> String {
        self.world.change(|state| {
            let secret = new_secret("github_pat");
            let token = Token {
                caller: self.caller(),
                permissions,
                repositories: None,
                expires: None,
            };
            state.tokens.insert(secret.clone(), token);
            secret
        })
    }

    /// Is called otherwise from now on. The old names of their repositories lead on; whoever comes may take the old login.
    pub(crate) fn is_now_called(&self, login: &str) {
        self.world.change(|state| {
            let taken = state.find_owner(login);
            assert!(taken.is_none(), "{login} is taken");
            let all = state.repositories.values();
            let theirs = all.filter(|one| one.owner == self.id);
            let names = theirs.map(|one| (state.full_name(one).to_lowercase(), one.id));
            let names: Vec<_> = names.collect();
            state.former_names.extend(names);
            let owner = state.owners.get_mut(&self.id).unwrap();
            login.clone_into(&mut owner.login);
        });
    }

    pub(crate) fn opens_issue(&self, repo: &Repo, title: &str) -> Conversation {
        let number = self.world.change(|state| {
            let number = state.add_issue(repo.id, self.id, title, None);
            pulls::tell(state, (repo.id, number), self.id, "opened");
            number
        });
        Conversation::of(&self.world, repo.id, number)
    }

    /// Writes a comment: webhooks are told. Lines end as the page sends them: with `\r\n` on that of a pull request, with `\n` on that
    /// of an issue.
    pub(crate) fn comments(&self, place: &Conversation, text: &str) -> Said {
        let id = self.world.change(|state| {
            let text = typed(state, place.place(), text);
            comments::write(state, place.place(), self.id, &text, None)
        });
        Said::of(&self.world, id)
    }

    /// Changes a comment, their own or another's.
    pub(crate) fn edits(&self, comment: &Said, text: &str) {
        self.world.change(|state| {
            let there = &state.comments[&comment.id];
            let text = typed(state, (there.repository, there.issue), text);
            comments::edit(state, comment.id, self.id, &text);
        });
    }

    pub(crate) fn deletes(&self, comment: &Said) {
        self.world
            .change(|state| comments::delete(state, comment.id, self.id));
    }

    /// Pushes a commit with these files to a branch, which is made from the default branch if it isn't there. The commit's SHA.
    pub(crate) fn pushes(&self, repo: &Repo, branch: &str, files: &[(&str, Entry)]) -> String {
        self.world.change(|state| {
            let here = &state.repositories[&repo.id];
            let parent = here.branches.get(branch);
            let parent = parent.or_else(|| here.branches.get(&here.default_branch));
            let parent = parent.cloned();
            let sha = self.commit(state, repo, parent, files);
            pushes::move_branch(state, (repo.id, branch), self.id, Some(sha.clone()));
            sha
        })
    }

    /// Pushes a commit by force: it follows upon `parent`, whatever the branch was at. None: upon nothing.
    pub(crate) fn forces(
        &self,
        repo: &Repo,
        branch: &str,
        parent: Option<&str>,
        files: &[(&str, Entry)],
    ) -> String {
        self.world.change(|state| {
            let sha = self.commit(state, repo, parent.map(str::to_owned), files);
            pushes::move_branch(state, (repo.id, branch), self.id, Some(sha.clone()));
            sha
        })
    }

    fn commit(
        &self,
        state: &mut State,
        repo: &Repo,
        parent: Option<String>,
        files: &[(&str, Entry)],
    ) -> String {
        let mut tree = parent
            .as_ref()
            .map_or_else(Tree::new, |sha| state.commits[sha].tree.clone());
        for (path, entry) in files {
            tree.insert((*path).to_owned(), entry.clone());
        }
        let paths: Vec<_> = files.iter().map(|(path, _)| *path).collect();
        let commit = Commit {
            network: state.repositories[&repo.id].network,
            parents: Vec::new(),
            message: format!("Change {}", paths.join(", ")),
            author: self.id,
            date: state.now(),
            tree,
        };
        state.add_commit(parent.into_iter().collect(), commit)
    }

    pub(crate) fn deletes_branch(&self, repo: &Repo, branch: &str) {
        self.world
            .change(|state| pushes::move_branch(state, (repo.id, branch), self.id, None));
    }

    /// Sets a tag, or moves it.
    pub(crate) fn tags(&self, repo: &Repo, name: &str, sha: &str) {
        let sha = Some(sha.to_owned());
        self.world
            .change(|state| pushes::move_tag(state, (repo.id, name), self.id, sha));
    }

    /// A fork of their own, with the same branches.
    pub(crate) fn forks(&self, repo: &Repo) -> Repo {
        let id = self.world.change(|state| {
            let of = &state.repositories[&repo.id];
            let (name, branches, network) = (of.name.clone(), of.branches.clone(), of.network);
            let id = state.add_repository(self.id, &name, false);
            let fork = state.repository_mut(id);
            (fork.branches, fork.network) = (branches, network);
            fork.parent = Some(repo.id);
            id
        });
        Repo::of(&self.world, id)
    }

    /// Gives a conversation another title.
    pub(crate) fn retitles(&self, place: &Conversation, title: &str) {
        self.world.change(|state| {
            let mut before = title.to_owned();
            pulls::change(state, place.place(), |issue| {
                std::mem::swap(&mut issue.title, &mut before);
            });
            let changes: Value = json!({ "changes": { "title": { "from": before } } });
            pulls::tell_more(state, place.place(), self.id, ("edited", changes));
        });
    }
}

/// As the page's form sends it.
fn typed(state: &State, place: (i64, i64), text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    if state.issues[&place].pull.is_some() {
        return text.replace('\n', "\r\n");
    }
    text
}
