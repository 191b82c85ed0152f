//! Which files a build is made from, asked file by file: there or not, changed or gone.

use std::path::{Path, PathBuf};

use super::Dockerfile;
use super::ignorefile::IgnoreFile;
use crate::engine::error::EngineError;

/// Which files a build of a folder is made from.
#[derive(Debug)]
pub struct BuildFiles {
    root: PathBuf,
    ignored: IgnoreFile,
    /// The Dockerfile and the ignore files, wherever they are.
    always: Vec<PathBuf>,
}

impl BuildFiles {
    /// Blocks on the disk.
    pub(in crate::engine::build) fn read(
        root: &Path,
        dockerfile: &Dockerfile,
    ) -> Result<Self, EngineError> {
        let mut always = IgnoreFile::places(root, dockerfile);
        always.extend(dockerfile.file(root));
        Ok(Self {
            root: root.to_owned(),
            ignored: IgnoreFile::of(root, dockerfile)?,
            always,
        })
    }

    /// Whether the file at this absolute path, there or not, would be part of it.
    #[must_use]
    pub fn contain(&self, path: &Path) -> bool {
        let sent = path
            .strip_prefix(&self.root)
            .is_ok_and(|path| !self.ignored.leaves_out(&path.to_string_lossy()));
        sent || self.always.iter().any(|always| always == path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_that_is_not_sent_is_no_part_of_the_build_and_a_dockerfile_from_elsewhere_is() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("context");
        fs::create_dir(&root).unwrap();
        fs::write(root.join(".dockerignore"), "*.md\n.*\n").unwrap();
        let outside = Dockerfile::File("../Dockerfile".into());
        let files = BuildFiles::read(&root, &outside).unwrap();
        assert!(files.contain(&root.join("src/main.rs")));
        assert!(!files.contain(&root.join("README.md")));
        assert!(!files.contain(&root.join(".env")));
        assert!(files.contain(&root.join(".dockerignore")));
        assert!(files.contain(&folder.path().join("Dockerfile")));
        assert!(!files.contain(&folder.path().join("other")));
    }
}
