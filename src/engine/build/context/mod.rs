//! A build's context: which files of a folder the engine gets, and what they hash to.
//!
//! Owners and times are left out, so that the same files give the same image layers and the same hash on every machine.

mod archive;
mod files;
mod ignorefile;
mod walk;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

pub(super) use archive::{Sending, send};
pub use files::BuildFiles;
use ignorefile::{IGNORE_FILE, IgnoreFile};
use walk::{Entry, EntryKind, walk};

use super::dockerfile::Dockerfile;
use crate::engine::error::EngineError;

/// What the engine gets for a build.
#[derive(Debug)]
pub(super) struct Context {
    root: PathBuf,
    /// Folders before what is in them, names sorted.
    entries: Vec<Entry>,
    /// The Dockerfile's path in the context.
    pub(super) dockerfile: String,
    /// The Dockerfile's text, where it is none of the entries: it comes from elsewhere, or is left out of the context.
    hidden: Option<String>,
    ignored: IgnoreFile,
}

impl Context {
    /// Reads which files there are. Blocks on the disk.
    pub(super) fn scan(root: &Path, dockerfile: &Dockerfile) -> Result<Self, EngineError> {
        let ignored = IgnoreFile::of(root, dockerfile)?;
        let text = dockerfile.text(root)?;
        let inside = dockerfile.inside(root);
        let (dockerfile, hidden) = match inside.filter(|path| !ignored.leaves_out(path)) {
            Some(path) => (path, None),
            None => (hidden_name(&text), Some(text)),
        };
        Ok(Self {
            root: root.to_owned(),
            entries: walk(root, &ignored)?,
            dockerfile,
            hidden,
            ignored,
        })
    }

    /// blake3 over everything that the engine gets, in its order. Blocks on the disk.
    pub(super) fn hash(&self) -> Result<blake3::Hash, EngineError> {
        let mut hasher = blake3::Hasher::new();
        let mut field = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        field(self.dockerfile.as_bytes());
        field(self.hidden.as_deref().unwrap_or_default().as_bytes());
        for entry in &self.entries {
            field(entry.path.as_os_str().as_encoded_bytes());
            field(&entry.mode.to_le_bytes());
            match &entry.kind {
                EntryKind::Folder => field(b"folder"),
                EntryKind::Link { target } => field(target.as_os_str().as_encoded_bytes()),
                EntryKind::File { .. } => {
                    field(contents_hash(&self.root.join(&entry.path))?.as_bytes());
                }
            }
        }
        Ok(hasher.finalize())
    }

    /// The ignore file that the classic builder reads, to take the Dockerfile and the ignore file itself away again
    /// before it copies anything. Everything else that it names isn't sent in the first place.
    fn classic_ignore_file(&self) -> String {
        let mut text = self.ignored.text().to_owned();
        if self.hidden.is_some() {
            text.push('\n');
            text.push_str(&self.dockerfile);
        }
        let is_entry = |entry: &Entry| entry.path == Path::new(IGNORE_FILE);
        if !self.entries.iter().any(is_entry) {
            text.push('\n');
            text.push_str(IGNORE_FILE);
        }
        text
    }
}

/// The name in the context of a Dockerfile that is no part of it. `BuildKit` finds no ignore file in an archive, so that
/// a `COPY` of the whole folder takes it along: it is named after its text, which keeps the layers of such a copy in the
/// cache, and which nobody guesses who hasn't got the text.
fn hidden_name(text: &str) -> String {
    let hash = blake3::hash(text.as_bytes()).to_hex();
    format!(".hailer.{}.Dockerfile", &hash[..16])
}

fn contents_hash(path: &Path) -> Result<blake3::Hash, EngineError> {
    let mut hasher = blake3::Hasher::new();
    File::open(path)
        .and_then(|file| hasher.update_reader(file).map(|hasher| hasher.finalize()))
        .map_err(|error| unreadable(path, error))
}

pub(super) fn unreadable(path: &Path, source: io::Error) -> EngineError {
    EngineError::Files {
        path: path.display().to_string(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn dockerfile() -> Dockerfile {
        Dockerfile::File("Dockerfile".into())
    }

    fn paths(context: &Context) -> Vec<&str> {
        let paths = context.entries.iter().map(|entry| entry.path.to_str());
        paths.map(Option::unwrap).collect()
    }

    fn hash(folder: &Path) -> blake3::Hash {
        Context::scan(folder, &dockerfile())
            .unwrap()
            .hash()
            .unwrap()
    }

    #[test]
    fn what_the_ignore_file_names_stays_here() {
        let folder = folder(&[
            ("Dockerfile", "FROM scratch"),
            (".dockerignore", "*\n!src\nsrc/secret\n"),
            ("src/main.rs", ""),
            ("src/secret", ""),
            (".env", "PASSWORD=x"),
        ]);
        let context = Context::scan(folder.path(), &dockerfile()).unwrap();
        assert_eq!(paths(&context), ["src", "src/main.rs"]);
    }

    #[test]
    fn a_dockerfiles_own_ignore_file_wins() {
        let folder = folder(&[
            ("Dockerfile", "FROM scratch"),
            ("Dockerfile.dockerignore", ".env"),
            (".dockerignore", "kept"),
            ("kept", ""),
            (".env", "PASSWORD=x"),
        ]);
        let context = Context::scan(folder.path(), &dockerfile()).unwrap();
        assert_eq!(
            paths(&context),
            [
                ".dockerignore",
                "Dockerfile",
                "Dockerfile.dockerignore",
                "kept"
            ]
        );
        assert_eq!(context.classic_ignore_file(), ".env");
    }

    #[test]
    fn a_dockerfile_that_is_no_part_of_the_context_is_sent_under_a_name_that_nobody_guesses() {
        let folder = folder(&[
            ("context/file", ""),
            ("context/ignored.Dockerfile", "FROM scratch"),
            ("context/.dockerignore", "*Dockerfile"),
            ("Dockerfile", "FROM scratch"),
        ]);
        let root = folder.path().join("context");
        let mut names = Vec::new();
        for dockerfile in [
            Dockerfile::File("../Dockerfile".into()),
            Dockerfile::File("ignored.Dockerfile".into()),
            Dockerfile::Inline("FROM scratch".into()),
        ] {
            let context = Context::scan(&root, &dockerfile).unwrap();
            assert_eq!(context.hidden.as_deref(), Some("FROM scratch"));
            assert_eq!(paths(&context), [".dockerignore", "file"]);
            let name = &context.dockerfile;
            assert!(
                context
                    .classic_ignore_file()
                    .ends_with(&format!("\n{name}"))
            );
            names.push(name.clone());
        }
        names.dedup();
        assert_eq!(names.len(), 1, "the same text has the same name: {names:?}");
        let other = Dockerfile::Inline("FROM other".into());
        assert_ne!(Context::scan(&root, &other).unwrap().dockerfile, names[0]);
    }

    #[test]
    fn the_hash_is_of_contents_names_and_modes_and_of_nothing_else() {
        let one = folder(&[("Dockerfile", "FROM scratch"), ("a", "1")]);
        let same = folder(&[("Dockerfile", "FROM scratch"), ("a", "1")]);
        assert_eq!(hash(one.path()), hash(same.path()));
        fs::write(same.path().join("a"), "2").unwrap();
        assert_ne!(hash(one.path()), hash(same.path()));
        fs::write(same.path().join("a"), "1").unwrap();
        fs::rename(same.path().join("a"), same.path().join("b")).unwrap();
        assert_ne!(hash(one.path()), hash(same.path()));
    }

    #[test]
    fn a_missing_dockerfile_is_named() {
        let folder = folder(&[]);
        let elsewhere = Dockerfile::File("/nowhere/Dockerfile".into());
        let said = Context::scan(folder.path(), &elsewhere)
            .unwrap_err()
            .to_string();
        assert!(said.contains("/nowhere/Dockerfile"), "{said}");
    }
}
