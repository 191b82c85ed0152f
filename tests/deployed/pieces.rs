//! What images are made of where there is no registry: programs of this machine, with the libraries that they need.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::imported::import;
use crate::run::Said;

/// The files of an image: where they are in it, and here.
#[derive(Default)]
pub(crate) struct Pieces(BTreeMap<PathBuf, PathBuf>);

impl Pieces {
    pub(crate) fn file(mut self, inside: &str, source: &Path) -> Self {
        self.0.insert(inside.into(), source.to_owned());
        self
    }

    /// What the dynamic linker loads for a program, and the linker itself.
    pub(crate) fn libraries_of(mut self, program: &Path) -> Self {
        let listed = Command::new("ldd").arg(program).output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        let missing = listed.contains("not found");
        assert!(!missing, "{}: {listed}", program.display());
        let words = listed.split_whitespace();
        let paths = words.filter(|word| word.starts_with('/') && !word.ends_with(':'));
        self.0
            .extend(paths.map(|path| (PathBuf::from(path), PathBuf::from(path))));
        self
    }

    /// Has the engine know them by this name. `changes` are lines of a Dockerfile.
    pub(crate) fn import(&self, reference: &str, changes: &[&str]) {
        Said::of(&import(
            Command::new("docker"),
            &self.archive(),
            reference,
            changes,
        ))
        .well();
    }

    fn archive(&self) -> Vec<u8> {
        let mut tar = tar::Builder::new(Vec::new());
        for (inside, source) in &self.0 {
            let within = inside.strip_prefix("/").unwrap();
            tar.append_path_with_name(source, within)
                .unwrap_or_else(|error| panic!("{}: {error}; run scripts/setup", source.display()));
        }
        tar.into_inner().unwrap()
    }
}
