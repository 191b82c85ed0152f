//! What must be so before a release folder can take production's place, or else how to make it so. Nothing is moved here.

use std::path::Path;

use super::linked::{Linked, few};
use crate::domain::files::{FileDiff, Manifest, RelativePath};
use crate::domain::name::CodebaseName;
use crate::operation::OperationError;
use crate::operation::own::quoted;

impl Linked {
    /// Refuses what would silently be missing from the new release folder, before the compose files are read from it.
    pub(in crate::operation::deploy) fn refuse_unready(
        &self,
        codebase: &CodebaseName,
        (wanted, owned): (&Manifest, &Manifest),
        diff: &FileDiff,
    ) -> Result<(), OperationError> {
        let env_file = |path: &&RelativePath| {
            let name = path.split().1;
            name.starts_with(".env")
                || Path::new(name)
                    .extension()
                    .is_some_and(|kind| kind == "env")
        };
        let left = self.left_behind(wanted, owned).into_iter();
        let unshared: Vec<_> = left.filter(env_file).cloned().collect();
        let mut found: Vec<_> = unshared
            .iter()
            .map(|path| format!("{path} is an env file that only production has"))
            .collect();
        if self.plan(wanted).is_none() && !diff.is_empty() {
            let paths = diff.changed.iter().chain(&diff.added);
            found.push(format!(
                "{} has been edited by hand ({}): take that over into the source, or undo it",
                self.releases.link().display(),
                few(&paths.map(|change| &change.path).collect::<Vec<_>>())
            ));
        }
        found.extend(self.shared_troubles()?);
        self.refuse(codebase, found, &unshared)
    }

    /// Names what was found, with how `missing` can be declared and moved to where it lives on.
    pub(in crate::operation::deploy) fn refuse(
        &self,
        codebase: &CodebaseName,
        found: Vec<String>,
        missing: &[RelativePath],
    ) -> Result<(), OperationError> {
        if found.is_empty() {
            return Ok(());
        }
        let mut all: Vec<_> = self.paths.iter().chain(missing).cloned().collect();
        all.sort();
        all.dedup();
        let declared = all.iter().map(RelativePath::as_str).collect::<Vec<_>>();
        let shell = all.iter().filter_map(|path| self.move_over(path));
        Err(OperationError::NotReady {
            codebase: codebase.clone(),
            found,
            command: (!missing.is_empty()).then(|| {
                let declared = declared.join(",");
                (
                    "Share it",
                    format!("/docker-config set shared_paths {declared}"),
                )
            }),
            shell: shell.collect(),
        })
    }

    /// What is declared and isn't there, or is there and isn't declared.
    fn shared_troubles(&self) -> Result<Vec<String>, OperationError> {
        let folder = self.releases.shared_folder();
        let mut found = Vec::new();
        for path in &self.paths {
            let kind = match &self.shared {
                Some(tree) => tree.plain(path)?,
                None => None,
            };
            match kind {
                Some(true) => {}
                Some(false) => found.push(format!(
                    "{} is neither a file nor a folder, which is all that can be shared",
                    folder.join(path.as_str()).display()
                )),
                None => found.push(format!(
                    "{path} is shared and isn't there yet: put it at {}",
                    folder.join(path.as_str()).display()
                )),
            }
        }
        if let Some(tree) = &self.shared {
            let undeclared = tree.beside_all(&self.paths)?;
            found.extend(undeclared.iter().map(|path| {
                format!(
                    "{} is there and isn't shared: declare it, or move it away",
                    folder.join(path).display()
                )
            }));
        }
        Ok(found)
    }

    /// The command that moves a path from production to where it lives on; `None` where it isn't in production, or is
    /// there already. Containers that have it mounted keep it, so it may be done while they run.
    fn move_over(&self, path: &RelativePath) -> Option<String> {
        let current = self.current.as_ref()?.path().join(path.as_str());
        let to = self.releases.shared_folder().join(path.as_str());
        let there = current.symlink_metadata().ok()?;
        if there.is_symlink() || to.symlink_metadata().is_ok() {
            return None;
        }
        let (from, above, to) = (quoted(&current), quoted(to.parent()?), quoted(&to));
        Some(format!(
            "mkdir -p {above} && mv {from} {to} && ln -s {to} {from}"
        ))
    }
}
