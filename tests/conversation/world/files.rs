//! The files of a world.

use std::fs;
use std::path::{Path, PathBuf};

use super::World;

impl World {
    /// A path in the world's root.
    pub(crate) fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.root.path().join(path)
    }

    /// Writes a file below the root, with its folders. `IMAGE` in it is the test's own image.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.replace("IMAGE", &self.docker.image)).unwrap();
    }

    /// A file below the root.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Replaces a part of a file below the root.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "{path} holds no {from:?}");
        self.write(path, &text.replace(from, to));
    }

    /// Every file of production with its contents, and every folder that Hailer made beside it.
    pub(crate) fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        let mut folders = vec![self.path("production")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push((path.clone(), fs::read(path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }

    /// What Hailer may need for a while and must not leave: folders beside and in production, containers and tags.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        let folders = [self.path(""), self.path("production")];
        let names = folders
            .iter()
            .flat_map(|folder| fs::read_dir(folder).unwrap());
        let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        let hidden = names.filter(|name| name.starts_with(".hailer"));
        hidden.chain(self.docker.leftovers()).collect()
    }
}
