//! What a git checkout says of itself, read from its own files: no git is started.

use std::path::Path;

use crate::domain::plan::{SourceState, Uncommitted};

/// The workspace as it is, with branch and commit where it is a git checkout.
pub(super) fn state(workspace: &Path, uncommitted: Option<Uncommitted>) -> SourceState {
    let head = std::fs::read_to_string(workspace.join(".git/HEAD")).ok();
    let head = head.as_deref().map(str::trim);
    let branch = head.and_then(|head| head.strip_prefix("ref: refs/heads/"));
    let commit = match branch {
        Some(branch) => branch_commit(workspace, branch),
        None => head.map(str::to_owned),
    };
    SourceState::Workspace {
        path: workspace.display().to_string(),
        branch: branch.map(str::to_owned),
        commit,
        uncommitted,
    }
}

/// The commit that a branch points at: in a file of its own, or among the packed ones (gitrepository-layout).
fn branch_commit(workspace: &Path, branch: &str) -> Option<String> {
    let loose = std::fs::read_to_string(workspace.join(".git/refs/heads").join(branch)).ok();
    if let Some(commit) = loose {
        return Some(commit.trim().to_owned());
    }
    let packed = std::fs::read_to_string(workspace.join(".git/packed-refs")).ok()?;
    let suffix = format!(" refs/heads/{branch}");
    packed
        .lines()
        .find_map(|line| line.strip_suffix(&suffix))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkout_says_its_branch_and_commit_and_a_plain_folder_neither() {
        let folder = tempfile::tempdir().unwrap();
        let git = folder.path().join(".git");
        let is = |branch: Option<&str>, commit: Option<&str>| SourceState::Workspace {
            path: folder.path().display().to_string(),
            branch: branch.map(str::to_owned),
            commit: commit.map(str::to_owned),
            uncommitted: None,
        };
        assert_eq!(state(folder.path(), None), is(None, None));
        std::fs::create_dir_all(&git).unwrap();
        std::fs::write(git.join("HEAD"), "ref: refs/heads/main\n").unwrap();
        std::fs::write(
            git.join("packed-refs"),
            "# pack-refs\nabc123 refs/heads/main\n",
        )
        .unwrap();
        assert_eq!(state(folder.path(), None), is(Some("main"), Some("abc123")));
        std::fs::create_dir_all(git.join("refs/heads")).unwrap();
        std::fs::write(git.join("refs/heads/main"), "def456\n").unwrap();
        assert_eq!(state(folder.path(), None), is(Some("main"), Some("def456")));
    }
}
