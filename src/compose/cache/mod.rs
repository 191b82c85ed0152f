//! Documents that were loaded before, on disk, so that an unchanged project needs no run of the binary.
//!
//! An entry is used for exactly the tree, arguments, environment and binary that it was made from. A project that reads files
//! outside its tree has none, since the tree's hash doesn't say whether those changed. Entries hold environment values: files
//! of mode 0600 in a folder of mode 0700. A broken entry is as good as none.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{ComposeBinary, Document, LoadRequest};

/// How many entries are kept; the oldest go first.
const KEPT: usize = 64;

/// A folder of documents.
#[derive(Debug, Clone)]
pub struct ModelCache {
    folder: PathBuf,
}

impl ModelCache {
    /// The cache in `folder`, which is made when it is first needed.
    #[must_use]
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// What an earlier run printed for this tree, wherever it lay then. No run of the binary, no folder to run it in.
    #[must_use]
    pub fn known(
        &self,
        binary: &ComposeBinary,
        request: &LoadRequest,
        tree: blake3::Hash,
    ) -> Option<Document> {
        read(&self.entry(binary, request, tree))
    }

    /// Keeps what the binary printed for a tree that is known to be still the same after that, unless it read files outside. Trouble with
    /// the cache itself is logged and costs time only.
    pub fn keep(
        &self,
        (binary, request): (&ComposeBinary, &LoadRequest),
        tree: blake3::Hash,
        document: &Document,
    ) {
        let entry = self.entry(binary, request, tree);
        if document.inputs.inside_tree
            && let Err(error) = self.write(&entry, document)
        {
            tracing::warn!(entry = %entry.display(), %error, "a Compose model could not be cached");
        }
    }

    fn entry(&self, binary: &ComposeBinary, request: &LoadRequest, tree: blake3::Hash) -> PathBuf {
        self.folder
            .join(format!("{}.json", key(binary, request, tree).to_hex()))
    }

    /// Writes an entry whole or not at all.
    fn write(&self, entry: &Path, document: &Document) -> io::Result<()> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&self.folder)?;
        let temporary = entry.with_extension(format!("{}.new", std::process::id()));
        let written = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&temporary)
            .and_then(|mut file| file.write_all(&serde_json::to_vec(document)?))
            .and_then(|()| fs::rename(&temporary, entry));
        if written.is_err() {
            // It may not even be there; the error that counts is the first one.
            drop(fs::remove_file(&temporary));
        }
        written.and_then(|()| self.prune())
    }

    /// Removes the oldest entries beyond those that are kept.
    fn prune(&self) -> io::Result<()> {
        let mut entries: Vec<(SystemTime, PathBuf)> = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            entries.push((entry.metadata()?.modified()?, entry.path()));
        }
        entries.sort();
        let too_many = entries.len().saturating_sub(KEPT);
        entries
            .iter()
            .take(too_many)
            .try_for_each(|(_, path)| fs::remove_file(path))
    }
}

/// What an entry is used for: everything that the binary's output depends on.
fn key(binary: &ComposeBinary, request: &LoadRequest, tree: blake3::Hash) -> blake3::Hash {
    let LoadRequest {
        project,
        directory: _,
        shows: _,
        production_path,
        files,
        profiles,
        env_files,
        environment,
    } = request;
    let surroundings = binary.surroundings();
    // As debug output each part is quoted, so that no two different lists look alike.
    let text = format!(
        "{:?}",
        (
            env!("CARGO_PKG_VERSION"),
            (
                tree.to_hex(),
                binary.version(),
                &surroundings.home,
                &surroundings.path
            ),
            (
                project,
                production_path,
                files,
                profiles,
                env_files,
                environment
            ),
        )
    );
    blake3::hash(text.as_bytes())
}

/// A document that can be read, or none.
fn read(entry: &Path) -> Option<Document> {
    let bytes = match fs::read(entry) {
        Ok(bytes) => bytes,
        Err(error) => {
            if error.kind() != io::ErrorKind::NotFound {
                tracing::warn!(entry = %entry.display(), %error, "a cached Compose model could not be read");
            }
            return None;
        }
    };
    match serde_json::from_slice(&bytes) {
        Ok(document) => Some(document),
        Err(error) => {
            tracing::warn!(entry = %entry.display(), %error, "a cached Compose model is broken and is made again");
            None
        }
    }
}

#[cfg(test)]
mod tests;
