//! An included project: its compose files, its folder and its env files.

use std::path::{Path, PathBuf};

use super::following::{Following, Step};
use crate::compose::load::inputs::InputFile;
use crate::compose::load::names::{Include, Named};
use crate::compose::policy::by_words;

/// Compose takes this for no env file at all.
const NO_ENV_FILE: &str = "/dev/null";

/// The folder of an included project.
struct Folder {
    path: PathBuf,
    /// Where it is named; `None` where it is the folder of the compose file.
    place: Option<String>,
    below: Option<PathBuf>,
}

impl Following<'_> {
    /// The files of an included project, whose env files are told.
    pub(super) fn include(&mut self, from: &Step, include: Include) -> Vec<Step> {
        let mut files = Vec::new();
        for path in include.paths {
            files.extend(self.compose_file(from, path));
        }
        let Some(beside) = files.first().and_then(|file| file.parent()) else {
            return Vec::new();
        };
        let folder = match include.project_directory {
            None => Folder {
                path: beside.to_owned(),
                place: None,
                below: below(&from.folder, beside),
            },
            Some(named) => match self.folder(from, named) {
                Some(folder) => folder,
                None => return Vec::new(),
            },
        };
        if include.env_files.is_empty() {
            self.implicit_env_file(&folder);
        }
        for named in include.env_files {
            self.env_file(from, named);
        }
        let step = |file| Step {
            file,
            folder: folder.path.clone(),
            below: folder.below.clone(),
            service: None,
        };
        files.into_iter().map(step).collect()
    }

    /// The folder that an included project is said to be in.
    fn folder(&mut self, from: &Step, named: Named) -> Option<Folder> {
        let is_absolute = Path::new(&named.1).is_absolute();
        let at_the_root = at_the_root(from, &named.1);
        let (place, path) = self.resolved(from, named)?;
        if let Some(other) = at_the_root {
            let why = format!("Compose takes it for {}", other.display());
            self.unknown(place.clone(), why);
        }
        Some(Folder {
            below: below(&from.folder, &path).filter(|_| !is_absolute),
            place: Some(place),
            path,
        })
    }

    /// The `.env` of what is included. Where it is said which folder that is, the folder itself is what counts.
    fn implicit_env_file(&mut self, folder: &Folder) {
        let file = folder.path.join(".env");
        let place = match &folder.place {
            Some(place) => place.clone(),
            None => self.shown(&file),
        };
        // Compose passes over one that isn't there, and over a folder.
        if file.is_dir() || folder.place.is_none() && file.symlink_metadata().is_err() {
            return;
        }
        self.included.env_files.push(InputFile { place, file });
    }

    fn env_file(&mut self, from: &Step, named: Named) {
        if named.1 == NO_ENV_FILE {
            return;
        }
        let at_the_root = at_the_root(from, &named.1).filter(|file| file.is_file());
        let Some((place, file)) = self.resolved(from, named) else {
            return;
        };
        for file in std::iter::once(file).chain(at_the_root) {
            let place = place.clone();
            self.included.env_files.push(InputFile { place, file });
        }
    }
}

/// An env file or a folder that an included file names by a relative path is looked for by Compose from the root of the file
/// system, with the way to that file before it. What is there is told, too.
fn at_the_root(from: &Step, words: &str) -> Option<PathBuf> {
    let below = from.below.as_ref()?;
    let path = by_words(&Path::new("/").join(below).join(words));
    (Path::new(words).is_relative() && path.exists()).then_some(path)
}

/// The way from one folder to another, as Compose writes it.
fn below(from: &Path, to: &Path) -> Option<PathBuf> {
    let mut up = PathBuf::new();
    for ancestor in from.ancestors() {
        if let Ok(down) = to.strip_prefix(ancestor) {
            return Some(up.join(down));
        }
        up.push("..");
    }
    None
}
