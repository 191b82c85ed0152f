//! `.dockerignore`: which files of a folder are no part of a build's context.
//!
//! The rules are Docker's own (moby/patternmatcher), which differ from `.gitignore`'s: patterns start at the context's
//! root, a pattern that names a folder holds for all below it, and the last pattern that matches decides.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use regex::Regex;

use super::{Dockerfile, unreadable};
use crate::engine::error::EngineError;

/// Its name in the context; a Dockerfile's own one has it behind the Dockerfile's.
pub(super) const IGNORE_FILE: &str = ".dockerignore";

/// The patterns of one file, in order.
#[derive(Debug, Clone, Default)]
pub(super) struct IgnoreFile {
    text: String,
    patterns: Vec<Pattern>,
}

#[derive(Debug, Clone)]
struct Pattern {
    brings_back: bool,
    matches: Regex,
}

impl IgnoreFile {
    /// The one that holds for a build: a Dockerfile's own wins over the context's (Docker docs, ".dockerignore files").
    /// Blocks on the disk.
    pub(super) fn of(root: &Path, dockerfile: &Dockerfile) -> Result<Self, EngineError> {
        for place in Self::places(root, dockerfile) {
            match fs::read_to_string(&place) {
                Ok(text) => return Self::read(&text),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(unreadable(&place, error)),
            }
        }
        Ok(Self::default())
    }

    /// Where it may be; the first that is there holds.
    pub(super) fn places(root: &Path, dockerfile: &Dockerfile) -> Vec<PathBuf> {
        let own = dockerfile.file(root).map(|path| {
            let mut path = path.into_os_string();
            path.push(IGNORE_FILE);
            PathBuf::from(path)
        });
        own.into_iter().chain([root.join(IGNORE_FILE)]).collect()
    }

    /// Reads the text of an ignore file. `Refused` for a pattern that Docker refuses too.
    fn read(whole: &str) -> Result<Self, EngineError> {
        let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
        let mut patterns = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let line = line.trim();
            let (brings_back, rest) = match line.strip_prefix('!') {
                Some(rest) => (true, rest.trim()),
                None => (false, line),
            };
            if line.is_empty() {
                continue;
            }
            let refused = || {
                EngineError::Refused(format!(
                    "{line:?} in .dockerignore is not a pattern; see Docker's documentation of the file"
                ))
            };
            if rest.is_empty() {
                return Err(refused());
            }
            let pattern = clean(rest);
            patterns.push(Pattern {
                brings_back,
                matches: compile(&pattern).ok_or_else(refused)?,
            });
        }
        let text = whole.to_owned();
        Ok(Self { text, patterns })
    }

    /// What it was read from.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether `path` (relative to the context, `/` between its parts) is left out.
    pub(super) fn leaves_out(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        let path_and_folders: Vec<&str> = folders.chain([path]).collect();
        let mut left_out = false;
        for pattern in &self.patterns {
            // A pattern that would change nothing need not be asked.
            if pattern.brings_back == left_out
                && path_and_folders
                    .iter()
                    .any(|part| pattern.matches.is_match(part))
            {
                left_out = !pattern.brings_back;
            }
        }
        left_out
    }

    /// Whether something below a folder that is left out may be part of the context all the same.
    pub(super) fn brings_back(&self) -> bool {
        self.patterns.iter().any(|pattern| pattern.brings_back)
    }
}

/// Go's `filepath.Clean`, and no leading slash: `/a//b/./c/../d/` is `a/b/d`.
fn clean(pattern: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in pattern.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The pattern as an expression over whole paths; `None` where its brackets or escapes are wrong.
fn compile(pattern: &str) -> Option<Regex> {
    // "**file" with nothing special behind the stars means "ends with file", across folders.
    if let Some(end) = pattern.strip_prefix("**")
        && !end.starts_with('/')
        && !end.is_empty()
        && !end.contains(['*', '?', '[', '\\'])
    {
        return Regex::new(&format!("(?s)^.*{}$", regex::escape(end))).ok();
    }
    let mut expression = String::from("(?s)^");
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '*' if rest.next_if_eq(&'*').is_some() => {
                rest.next_if_eq(&'/');
                expression.push_str(if rest.peek().is_none() {
                    ".*"
                } else {
                    "(.*/)?"
                });
            }
            '*' => expression.push_str("[^/]*"),
            '?' => expression.push_str("[^/]"),
            '\\' => expression.push_str(&regex::escape(rest.next()?.encode_utf8(&mut [0; 4]))),
            '[' => expression.push_str(&class(&mut rest)?),
            c => expression.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    expression.push('$');
    Regex::new(&expression).ok()
}

/// The rest of a `[a-z]` or `[^a-z]`, up to its bracket (Go's `filepath.Match`).
fn class(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let mut class = String::from("[");
    if rest.next_if_eq(&'^').is_some() {
        class.push('^');
    }
    let one = |rest: &mut std::iter::Peekable<std::str::Chars<'_>>| {
        let c = match rest.next()? {
            ']' | '-' => return None,
            '\\' => rest.next()?,
            c => c,
        };
        Some(format!("\\u{{{:x}}}", u32::from(c)))
    };
    loop {
        class.push_str(&one(rest)?);
        if rest.next_if_eq(&'-').is_some() {
            class.push('-');
            class.push_str(&one(rest)?);
        }
        if rest.next_if_eq(&']').is_some() {
            class.push(']');
            return Some(class);
        }
    }
}

#[cfg(test)]
mod tests;
