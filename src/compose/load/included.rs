//! Follows `include` and `extends` from file to file, as the binary does: what it reads there its output doesn't name.
//!
//! Here paths are resolved, and nothing is judged. What can't be followed is told, with its place.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::inputs::InputFile;
use super::names::{self, Extends, Include, Named, Names, NotUnderstood};
use super::relocate::moved;
use crate::compose::policy::by_words;
use crate::domain::files::RelativePath;

/// How many files are followed. Projects have a dozen.
const MOST: usize = 1000;

/// Bytes of a compose file. What is longer isn't followed.
const LARGEST: u64 = 8 << 20;

/// Compose takes this for no env file at all.
const NO_ENV_FILE: &str = "/dev/null";

/// What the compose files name by `include` and `extends`, those that they name so counted in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Included {
    /// Other compose files.
    pub compose_files: Vec<InputFile>,
    /// Env files of included projects.
    pub env_files: Vec<InputFile>,
    /// What isn't known.
    pub unknown: Vec<Unknown>,
}

/// Something that can't be followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unknown {
    /// Where it stands (`include[0].path in compose.yaml`).
    pub place: String,
    /// What stands there, and why it can't be followed.
    pub why: String,
}

impl Included {
    /// Whether the project is in its own compose files alone.
    pub(super) const fn is_nothing(&self) -> bool {
        self.compose_files.is_empty() && self.env_files.is_empty() && self.unknown.is_empty()
    }

    /// Turns files of the tree into production's.
    pub(super) fn relocate(&mut self, from: &Path, to: &Path) {
        for input in self.compose_files.iter_mut().chain(&mut self.env_files) {
            if let Some(path) = moved(&input.file.to_string_lossy(), from, to) {
                input.file = path.into();
            }
        }
    }
}

/// Follows everything from the compose files of the project in `directory`. Blocks.
pub(super) fn read(directory: &Path, compose_files: &[RelativePath]) -> Included {
    let mut following = Following {
        directory,
        included: Included::default(),
        seen: HashSet::new(),
        read: HashMap::new(),
        next: Vec::new(),
    };
    for file in compose_files {
        following.next.push(Step {
            file: directory.join(file.as_str()),
            folder: directory.to_owned(),
            below: None,
            service: None,
        });
    }
    following.next.reverse();
    while let Some(step) = following.next.pop() {
        following.step(step);
    }
    following.included
}

/// One file to read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Step {
    file: PathBuf,
    /// What its relative paths are meant from.
    folder: PathBuf,
    /// Of an included file: the way to `folder` from the folder of whoever includes it.
    below: Option<PathBuf>,
    /// The one service that is wanted of a file that is extended; `None`: all of it.
    service: Option<String>,
}

/// The folder of an included project.
struct Folder {
    path: PathBuf,
    /// Where it is named; `None` where it is the folder of the compose file.
    place: Option<String>,
    below: Option<PathBuf>,
}

struct Following<'a> {
    directory: &'a Path,
    included: Included,
    seen: HashSet<Step>,
    /// What was read.
    read: HashMap<PathBuf, Rc<[Names]>>,
    /// The next one is the last.
    next: Vec<Step>,
}

impl Following<'_> {
    fn step(&mut self, step: Step) {
        if self.seen.contains(&step) {
            return;
        }
        if self.seen.len() == MOST {
            let why = format!("more than {MOST} files are included and extended");
            self.unknown(self.shown(&step.file), why);
            self.next.clear();
            return;
        }
        match self.steps(&step) {
            Ok(steps) => self.next.extend(steps.into_iter().rev()),
            Err(why) => {
                let why = format!("what it includes and extends isn't known, since it {why}");
                self.unknown(self.shown(&step.file), why);
            }
        }
        self.seen.insert(step);
    }

    /// The files that one file leads to.
    fn steps(&mut self, from: &Step) -> Result<Vec<Step>, String> {
        let mut steps = Vec::new();
        for names in self.documents(&from.file)?.iter() {
            steps.extend(self.of(from, names).map_err(not_understood)?);
        }
        Ok(steps)
    }

    fn documents(&mut self, file: &Path) -> Result<Rc<[Names]>, String> {
        if let Some(known) = self.read.get(file) {
            return Ok(known.clone());
        }
        let documents = names::of(&contents(file)?).map_err(not_understood)?;
        let documents: Rc<[Names]> = documents.into();
        self.read.insert(file.to_owned(), documents.clone());
        Ok(documents)
    }

    /// The files that one document leads to.
    fn of(&mut self, from: &Step, names: &Names) -> Result<Vec<Step>, NotUnderstood> {
        let mut steps = Vec::new();
        // Of a file that is extended Compose takes the service, and what that extends in turn.
        if from.service.is_none() {
            for include in names.includes()? {
                steps.extend(self.include(from, include));
            }
        }
        for (service, extends) in names.extends()? {
            if from
                .service
                .as_deref()
                .is_none_or(|wanted| wanted == service)
            {
                steps.extend(self.extends(from, extends));
            }
        }
        Ok(steps)
    }

    fn include(&mut self, from: &Step, include: Include) -> Vec<Step> {
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

    fn compose_file(&mut self, from: &Step, named: Named) -> Option<PathBuf> {
        let (place, file) = self.resolved(from, named)?;
        self.included.compose_files.push(InputFile {
            place,
            file: file.clone(),
        });
        Some(file)
    }

    fn extends(&mut self, from: &Step, extends: Extends) -> Option<Step> {
        let Some(named) = extends.file else {
            // In the whole file each service is looked at anyway.
            from.service.as_ref()?;
            return Some(Step {
                service: Some(extends.service),
                ..from.clone()
            });
        };
        let file = self.compose_file(from, named)?;
        Some(Step {
            folder: file.parent()?.to_owned(),
            file,
            below: None,
            service: Some(extends.service),
        })
    }

    /// The place of some words, and the path that they mean; where that can't be told, it is noted.
    fn resolved(&mut self, from: &Step, (key, words): Named) -> Option<(String, PathBuf)> {
        let place = format!("{key} in {}", self.shown(&from.file));
        if words.contains('$') {
            self.unknown(place, format!("{words}, which holds a variable"));
            return None;
        }
        if words.starts_with('~') {
            self.unknown(place, format!("{words}, which is meant from a home folder"));
            return None;
        }
        let path = Path::new(&words);
        let path = if path.is_absolute() {
            path.to_owned()
        } else {
            by_words(&from.folder.join(path))
        };
        Some((place, path))
    }

    fn unknown(&mut self, place: String, why: String) {
        self.included.unknown.push(Unknown { place, why });
    }

    /// A file as a reader of the project finds it.
    fn shown(&self, file: &Path) -> String {
        let shown = file.strip_prefix(self.directory).unwrap_or(file);
        shown.display().to_string()
    }
}

fn not_understood(_: NotUnderstood) -> String {
    "can't be understood".to_owned()
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

/// A file's bytes. A pipe would be waited for without end.
fn contents(file: &Path) -> Result<Vec<u8>, String> {
    let told = |error: io::Error| format!("can't be read: {error}");
    let facts = std::fs::metadata(file).map_err(told)?;
    if !facts.is_file() {
        return Err("is not a regular file".to_owned());
    }
    let mut bytes = Vec::new();
    let open = File::open(file).map_err(told)?;
    open.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(told)?;
    if bytes.len() as u64 > LARGEST {
        return Err("is too large".to_owned());
    }
    Ok(bytes)
}
