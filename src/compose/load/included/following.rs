//! From one compose file to those that it names, until all are read.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::contents::contents;
use super::{Included, Unknown};
use crate::compose::load::inputs::InputFile;
use crate::compose::load::names::{self, Extends, Named, Names, NotUnderstood};
use crate::compose::policy::by_words;
use crate::domain::files::RelativePath;

/// How many files are followed. Projects have a dozen.
const MOST: usize = 1000;

/// One file to read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Step {
    pub(super) file: PathBuf,
    /// What its relative paths are meant from.
    pub(super) folder: PathBuf,
    /// Of an included file: the way to `folder` from the folder of whoever includes it.
    pub(super) below: Option<PathBuf>,
    /// The one service that is wanted of a file that is extended; `None`: all of it.
    pub(super) service: Option<String>,
}

pub(super) struct Following<'a> {
    directory: &'a Path,
    pub(super) included: Included,
    seen: HashSet<Step>,
    /// What was read.
    read: HashMap<PathBuf, Rc<[Names]>>,
    /// The next one is the last.
    next: Vec<Step>,
}

impl<'a> Following<'a> {
    /// Before the compose files of the project in `directory`.
    pub(super) fn new(directory: &'a Path, compose_files: &[RelativePath]) -> Self {
        let first = |file: &RelativePath| Step {
            file: directory.join(file.as_str()),
            folder: directory.to_owned(),
            below: None,
            service: None,
        };
        Self {
            directory,
            included: Included::default(),
            seen: HashSet::new(),
            read: HashMap::new(),
            next: compose_files.iter().rev().map(first).collect(),
        }
    }

    /// All that they lead to, when there is nothing left to follow.
    pub(super) fn finished(mut self) -> Included {
        while let Some(step) = self.next.pop() {
            self.step(step);
        }
        self.included
    }

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
        for (_, extends) in names.extends(from.service.as_deref())? {
            steps.extend(self.extends(from, extends));
        }
        Ok(steps)
    }

    pub(super) fn compose_file(&mut self, from: &Step, named: Named) -> Option<PathBuf> {
        let (place, file) = self.resolved(from, named)?;
        self.included.compose_files.push(InputFile {
            place,
            file: file.clone(),
        });
        Some(file)
    }

    fn extends(&mut self, from: &Step, extends: Extends) -> Option<Step> {
        let (key, service) = extends.service;
        // Which service that is, and what it extends in turn, is known to Compose alone.
        if service.contains('$') {
            let place = format!("{key} in {}", self.shown(&from.file));
            self.unknown(place, format!("{service}, which holds a variable"));
        }
        let Some(named) = extends.file else {
            // In the whole file each service is looked at anyway.
            from.service.as_ref()?;
            return Some(Step {
                service: Some(service),
                ..from.clone()
            });
        };
        let file = self.compose_file(from, named)?;
        Some(Step {
            folder: file.parent()?.to_owned(),
            file,
            below: None,
            service: Some(service),
        })
    }

    /// The place of some words, and the path that they mean; where that can't be told, it is noted.
    pub(super) fn resolved(
        &mut self,
        from: &Step,
        (key, words): Named,
    ) -> Option<(String, PathBuf)> {
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

    pub(super) fn unknown(&mut self, place: String, why: String) {
        self.included.unknown.push(Unknown { place, why });
    }

    /// A file as a reader of the project finds it.
    pub(super) fn shown(&self, file: &Path) -> String {
        let shown = file.strip_prefix(self.directory).unwrap_or(file);
        shown.display().to_string()
    }
}

fn not_understood(_: NotUnderstood) -> String {
    "can't be understood".to_owned()
}
