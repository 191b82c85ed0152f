//! Sizes to live in.

use std::collections::{BTreeMap, BTreeSet};

use syn::spanned::Spanned;
use syn::visit::Visit;

use crate::house::{Source, sources};

const LINES_OF_A_FILE: usize = 400;
const LINES_OF_A_FUNCTION: usize = 60;
const PARAMETERS: usize = 5;
/// The widest room is the nouns'; a dozen is what to aim for.
const ENTRIES_OF_A_FOLDER: usize = 19;
const DRAWERS: [&str; 5] = ["utils", "util", "helpers", "common", "manager"];

#[test]
fn a_file_fits_on_a_few_screens() {
    let production = |source: &Source| {
        source
            .text
            .lines()
            .take_while(|line| *line != "#[cfg(test)]")
            .count()
    };
    let long: Vec<_> = sources()
        .iter()
        .filter(|source| !source.is_test())
        .map(|source| (production(source), source.path.clone()))
        .filter(|(lines, _)| *lines > LINES_OF_A_FILE)
        .collect();
    assert!(long.is_empty(), "over {LINES_OF_A_FILE} lines: {long:#?}");
}

#[test]
fn a_function_fits_on_a_screen_and_takes_few_parameters() {
    let mut broken = BTreeSet::new();
    for source in sources().into_iter().filter(|source| !source.is_test()) {
        let mut functions = Functions {
            path: &source.path,
            broken: &mut broken,
        };
        functions.visit_file(&source.syntax);
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

struct Functions<'a> {
    path: &'a str,
    broken: &'a mut BTreeSet<String>,
}

impl Functions<'_> {
    fn check(&mut self, signature: &syn::Signature, body: &syn::Block) {
        let lines = body.span().end().line - signature.span().start().line + 1;
        let parameters = signature
            .inputs
            .iter()
            .filter(|input| matches!(input, syn::FnArg::Typed(_)))
            .count();
        if lines > LINES_OF_A_FUNCTION || parameters > PARAMETERS {
            let name = &signature.ident;
            self.broken.insert(format!(
                "src/{}: {name} has {lines} lines and {parameters} parameters",
                self.path
            ));
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.check(&item.sig, &item.block);
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.check(&item.sig, &item.block);
        syn::visit::visit_impl_item_fn(self, item);
    }
}

#[test]
fn a_folder_can_be_taken_in_at_a_glance_and_none_is_a_drawer() {
    let mut folders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources() {
        let parts: Vec<_> = source.path.split('/').collect();
        for depth in 1..=parts.len() {
            let name = parts[depth - 1].trim_end_matches(".rs");
            assert!(
                !DRAWERS.contains(&name),
                "src/{}: a name for anything",
                source.path
            );
            if matches!(parts[depth - 1], "mod.rs" | "tests") {
                continue;
            }
            folders
                .entry(parts[..depth - 1].join("/"))
                .or_default()
                .insert(parts[depth - 1].to_owned());
        }
    }
    let full: Vec<_> = folders
        .iter()
        .filter(|(_, entries)| entries.len() > ENTRIES_OF_A_FOLDER)
        .collect();
    assert!(
        full.is_empty(),
        "over {ENTRIES_OF_A_FOLDER} entries: {full:#?}"
    );
}
