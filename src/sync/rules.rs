//! What is never taken from a source nor touched in production.
//!
//! At any depth: `.git` (the folder, or the file of a worktree or submodule), `.env` and whatever begins with it
//! (`.env.production`, also `.env.example`: environment files are production's own), and `.hailer-…` (Hailer's staging
//! folders). Beyond that what `.hailerignore` at the root of the source names, in gitignore syntax; one in a deeper
//! folder is an ordinary file. A later `!pattern` can't bring back what is built in. `.gitignore` is not read: a
//! workspace is deployed as it stands.

use std::io::{self, Read as _};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::domain::files::{Manifest, RelativePath};
use crate::sync::archive::Archive;
use crate::sync::error::SyncError;
use crate::sync::tree::Tree;
use crate::sync::tree::look::open_file;

/// The name of the file with a project's own rules.
const FILE: &str = ".hailerignore";

/// The rules of one source; they hold for its production too.
#[derive(Debug, Clone)]
pub struct Rules(Gitignore);

impl Rules {
    /// Only what is built in.
    #[must_use]
    pub fn built_in() -> Self {
        Self(Gitignore::empty())
    }

    /// What is built in and what `.hailerignore` at the root of `source` says, if there is one.
    pub fn read(source: &Tree) -> Result<Self, SyncError> {
        let mut text = String::new();
        match open_file(source.dir(), FILE).and_then(|mut file| file.read_to_string(&mut text)) {
            Ok(_) => Self::parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::built_in()),
            Err(error) => Err(SyncError::BadRules {
                why: error.to_string(),
            }),
        }
    }

    /// The same of a release whose files `archive` keeps.
    pub fn of_release(archive: &Archive, manifest: &Manifest) -> Result<Self, SyncError> {
        let path = RelativePath::in_folder(None, FILE).ok();
        let entry = path.and_then(|path| manifest.get(&path));
        let Some(entry) = entry.filter(|entry| entry.link.is_none()) else {
            return Ok(Self::built_in());
        };
        let mut text = String::new();
        match archive
            .open_content(&entry.hash)
            .and_then(|mut file| file.read_to_string(&mut text))
        {
            Ok(_) => Self::parse(&text),
            Err(error) => Err(SyncError::BadRules {
                why: error.to_string(),
            }),
        }
    }

    /// What is built in and the lines of `text`.
    pub fn parse(text: &str) -> Result<Self, SyncError> {
        let bad = |error: ignore::Error| SyncError::BadRules {
            why: error.to_string(),
        };
        let mut builder = GitignoreBuilder::new("");
        for (number, line) in (1..).zip(text.lines()) {
            builder
                .add_line(None, line)
                .map_err(|error| SyncError::BadRules {
                    why: format!("line {number}: {error}"),
                })?;
        }
        builder.build().map(Self).map_err(bad)
    }

    /// Whether the rules leave out `path`, of whose folders none is left out.
    pub(super) fn leave_out(&self, path: &str, is_folder: bool) -> bool {
        let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
        is_built_in(name) || (!self.0.is_empty() && self.0.matched(path, is_folder).is_ignore())
    }

    /// Whether the rules leave out the file `path` or a folder above it.
    pub(super) fn leave_out_below(&self, path: &str) -> bool {
        path.split('/').any(is_built_in)
            || (!self.0.is_empty() && self.0.matched_path_or_any_parents(path, false).is_ignore())
    }
}

fn is_built_in(name: &str) -> bool {
    name == ".git" || name.starts_with(".env") || is_ours(name)
}

/// Whether a name is that of one of Hailer's own folders.
pub(super) fn is_ours(name: &str) -> bool {
    name.starts_with(crate::sync::stage::list::PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn environment_files_git_and_our_own_folders_are_left_out_at_any_depth() {
        let rules = Rules::parse("!.env\n").unwrap();
        for path in [
            ".env",
            "api/.env.production",
            ".git",
            "lib/x/.git",
            ".hailer-0123456789",
        ] {
            assert!(rules.leave_out(path, false), "{path}");
            assert!(rules.leave_out_below(path), "{path}");
        }
        for path in ["env", ".gitignore", ".hailerignore", "a.env"] {
            assert!(!rules.leave_out(path, false), "{path}");
        }
        assert!(rules.leave_out_below(".git/config"));
    }

    #[test]
    fn a_projects_rules_are_gitignores() {
        let rules = Rules::parse("# data\n/data/\n*.log\n!keep.log\n").unwrap();
        assert!(rules.leave_out("data", true));
        assert!(!rules.leave_out("data", false));
        assert!(rules.leave_out_below("data/db/1"));
        assert!(!rules.leave_out("api/data", true));
        assert!(rules.leave_out("api/x.log", false));
        assert!(!rules.leave_out("api/keep.log", false));
    }

    #[test]
    fn a_line_that_is_no_pattern_is_named() {
        let error = Rules::parse("ok\na{b\n").unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
