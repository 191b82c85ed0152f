//! A build's context: which files of a folder the engine gets, and what they hash to.
//!
//! Owners and times are left out, so that the same files give the same image layers and the same hash on every machine.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::ignorefile::IgnoreFile;
use super::walk::{Entry, EntryKind, walk};
use crate::engine::error::EngineError;

/// The Dockerfile's name in the context where it isn't a file of the context.
const FOREIGN_DOCKERFILE: &str = ".hailer.Dockerfile";
const IGNORE_FILE: &str = ".dockerignore";

/// Where a build's Dockerfile comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dockerfile {
    /// A file: relative to the context, or absolute.
    File(PathBuf),
    /// Its text.
    Inline(String),
}

/// What the engine gets for a build.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) root: PathBuf,
    /// Folders before what is in them, names sorted.
    pub(super) entries: Vec<Entry>,
    /// What isn't a file of the folder, or not with this text: its path in the context, and the text.
    pub(super) texts: Vec<(&'static str, String)>,
    /// The Dockerfile's path in the context.
    pub(super) dockerfile: String,
}

impl Context {
    /// Reads which files there are. Blocks on the disk.
    pub(super) fn scan(root: &Path, dockerfile: &Dockerfile) -> Result<Self, EngineError> {
        let mut texts = Vec::new();
        let inside = match dockerfile {
            Dockerfile::File(path) => inside(root, path),
            Dockerfile::Inline(_) => None,
        };
        if inside.is_none() {
            texts.push((FOREIGN_DOCKERFILE, text_of(root, dockerfile)?));
        }
        let (ignored, sent) = ignore_text(root, dockerfile, inside.is_none())?;
        texts.extend(sent.map(|text| (IGNORE_FILE, text)));
        let dockerfile = inside.unwrap_or_else(|| FOREIGN_DOCKERFILE.to_owned());
        let always = [dockerfile.clone(), IGNORE_FILE.to_owned()];
        let mut entries = walk(root, IgnoreFile::read(&ignored)?, always)?;
        entries.retain(|entry| texts.iter().all(|(path, _)| entry.path != Path::new(path)));
        Ok(Self {
            root: root.to_owned(),
            entries,
            texts,
            dockerfile,
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
        for (path, text) in &self.texts {
            field(path.as_bytes());
            field(text.as_bytes());
        }
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
}

/// The path of a Dockerfile within the context, where it is a file of the context.
fn inside(root: &Path, dockerfile: &Path) -> Option<String> {
    let absolute = root.join(dockerfile);
    let parts: Option<Vec<&str>> = absolute
        .strip_prefix(root)
        .ok()?
        .components()
        .map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        })
        .collect();
    Some(parts?.join("/"))
}

fn text_of(root: &Path, dockerfile: &Dockerfile) -> Result<String, EngineError> {
    match dockerfile {
        Dockerfile::Inline(text) => Ok(text.clone()),
        Dockerfile::File(path) => {
            let path = root.join(path);
            fs::read_to_string(&path).map_err(|error| unreadable(&path, error))
        }
    }
}

/// The ignore file's text to go by; and, where the engine must not see the folder's own, the one to send in its place.
fn ignore_text(
    root: &Path,
    dockerfile: &Dockerfile,
    foreign: bool,
) -> Result<(String, Option<String>), EngineError> {
    // A Dockerfile's own ignore file wins over the context's (Docker docs, ".dockerignore files").
    let own = match dockerfile {
        Dockerfile::Inline(_) => None,
        Dockerfile::File(path) => {
            let mut path = root.join(path).into_os_string();
            path.push(IGNORE_FILE);
            read_if_there(Path::new(&path))?
        }
    };
    let has_own = own.is_some();
    let text = match own {
        Some(text) => text,
        None => read_if_there(&root.join(IGNORE_FILE))?.unwrap_or_default(),
    };
    let sent = match (foreign, has_own) {
        // What was added is hidden from `COPY .`: the engine reads the ignore file again.
        (true, _) => Some(format!("{text}\n{FOREIGN_DOCKERFILE}\n")),
        (false, true) => Some(text.clone()),
        (false, false) => None,
    };
    Ok((text, sent))
}

fn read_if_there(path: &Path) -> Result<Option<String>, EngineError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, error)),
    }
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
    fn what_the_ignore_file_names_stays_here_but_never_the_two_files_that_the_engine_needs() {
        let folder = folder(&[
            ("Dockerfile", "FROM scratch"),
            (".dockerignore", "*\n!src\nsrc/secret\n"),
            ("src/main.rs", ""),
            ("src/secret", ""),
            (".env", "PASSWORD=x"),
        ]);
        let context = Context::scan(folder.path(), &dockerfile()).unwrap();
        assert_eq!(
            paths(&context),
            [".dockerignore", "Dockerfile", "src", "src/main.rs"]
        );
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
            ["Dockerfile", "Dockerfile.dockerignore", "kept"]
        );
        assert_eq!(context.texts, [(IGNORE_FILE, ".env".to_owned())]);
    }

    #[test]
    fn a_dockerfile_from_elsewhere_is_sent_and_hidden_from_copies() {
        let folder = folder(&[("context/file", ""), ("Dockerfile", "FROM scratch")]);
        let root = folder.path().join("context");
        let outside = Dockerfile::File("../Dockerfile".into());
        let inline = Dockerfile::Inline("FROM scratch".into());
        for dockerfile in [outside, inline] {
            let context = Context::scan(&root, &dockerfile).unwrap();
            assert_eq!(context.dockerfile, FOREIGN_DOCKERFILE);
            assert_eq!(
                context.texts[0],
                (FOREIGN_DOCKERFILE, "FROM scratch".to_owned())
            );
            assert!(
                context.texts[1]
                    .1
                    .ends_with(&format!("\n{FOREIGN_DOCKERFILE}\n"))
            );
        }
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
