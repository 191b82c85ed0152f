//! The sources, parsed once for each check.

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::Visit;

/// One source file of `src/`.
pub(crate) struct Source {
    /// Its path below `src/`, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) syntax: syn::File,
}

impl Source {
    /// The room it belongs to: the first folder, or the file's own stem at the top.
    pub(crate) fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The code that is shipped: all but the unit tests at the file's end, and nothing of a `tests` folder.
    pub(crate) fn production(&self) -> &str {
        if self.is_test() {
            return "";
        }
        self.text.split("#[cfg(test)]").next().unwrap()
    }

    /// Whether it holds tests alone: in these a function may be long, since a conversation is read from its top.
    pub(crate) fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    /// The module path as the compiler sees it (`store/codebase.rs` → store, codebase).
    fn module(&self) -> Vec<String> {
        let parts = self
            .path
            .trim_end_matches(".rs")
            .split('/')
            .map(str::to_owned);
        parts
            .filter(|part| !matches!(part.as_str(), "mod" | "lib" | "main"))
            .collect()
    }

    /// Every path that the code names, resolved: `crate::…` begins with "crate", foreign ones with their crate.
    pub(crate) fn paths(&self) -> Vec<Vec<String>> {
        let mut collected = Paths {
            module: self.module(),
            found: Vec::new(),
        };
        collected.visit_file(&self.syntax);
        collected.found
    }
}

pub(crate) fn of_the_clone(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Every file of Rust with its number of lines: sources, tests and benchmarks.
pub(crate) fn lengths() -> Vec<(String, usize)> {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches"] {
        collect(&of_the_clone(folder), &mut files);
    }
    let length = |file: PathBuf| {
        let path = file.strip_prefix(of_the_clone("")).unwrap();
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        (path.to_str().unwrap().to_owned(), lines)
    };
    files.into_iter().map(length).collect()
}

/// All sources. Reading none is an error: then nothing would be checked.
pub(crate) fn sources() -> Vec<Source> {
    let root = of_the_clone("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    assert!(!files.is_empty(), "no sources below {}", root.display());
    files
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).unwrap();
            let syntax = syn::parse_file(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let path = file
                .strip_prefix(&root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            Source { path, text, syntax }
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

struct Paths {
    module: Vec<String>,
    found: Vec<Vec<String>>,
}

impl Paths {
    fn add(&mut self, path: Vec<String>) {
        let ups = path.iter().take_while(|part| *part == "super").count();
        let resolved = if ups > 0 {
            // `super` inside an inline module goes up less far; reading it as going up further can't hide an import.
            let kept = self.module.len().saturating_sub(ups);
            let base =
                std::iter::once("crate".to_owned()).chain(self.module[..kept].iter().cloned());
            base.chain(path[ups..].iter().cloned()).collect()
        } else if path[0] == "self" {
            let base = std::iter::once("crate".to_owned()).chain(self.module.iter().cloned());
            base.chain(path[1..].iter().cloned()).collect()
        } else {
            path
        };
        self.found.push(resolved);
    }

    fn add_tree(&mut self, prefix: &[String], tree: &syn::UseTree) {
        let with = |name: String| prefix.iter().cloned().chain([name]).collect::<Vec<_>>();
        match tree {
            syn::UseTree::Path(path) => self.add_tree(&with(path.ident.to_string()), &path.tree),
            syn::UseTree::Name(name) => self.add(with(name.ident.to_string())),
            syn::UseTree::Rename(rename) => self.add(with(rename.ident.to_string())),
            syn::UseTree::Glob(_) => self.add(with("*".to_owned())),
            syn::UseTree::Group(group) => group
                .items
                .iter()
                .for_each(|item| self.add_tree(prefix, item)),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.add(
            path.segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect(),
        );
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        // What stands inside a macro call isn't parsed; its text is read for `crate::room` and `foreign::`.
        let text = item.tokens.to_string().replace(' ', "");
        for (at, _) in text.match_indices("crate::") {
            let room = text[at + 7..]
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .next();
            self.found.push(vec![
                "crate".to_owned(),
                room.unwrap_or_default().to_owned(),
            ]);
        }
        syn::visit::visit_macro(self, item);
    }
}
