//! Sizes to live in.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use syn::spanned::Spanned;
use syn::visit::Visit;

use crate::house::{lengths, of_the_clone, sources};

/// With its tests. `docs/DEVELOPMENT.md` lists the files that are longer, each with its reason.
const LINES_OF_A_FILE: usize = 250;
const LONGER: &str = "## Files that are longer than 250 lines, and why";
const LINES_OF_A_FUNCTION: usize = 60;
const PARAMETERS: usize = 5;
/// The widest room is the nouns'; a dozen is what to aim for.
const ENTRIES_OF_A_FOLDER: usize = 19;
const DRAWERS: [&str; 5] = ["utils", "util", "helpers", "common", "manager"];

/// The list of the page: files, and folders with a stroke at their end, with the reasons.
fn longer() -> Vec<(String, String)> {
    let page = fs::read_to_string(of_the_clone("docs/DEVELOPMENT.md")).unwrap();
    let (_, list) = page.split_once(LONGER).unwrap();
    let list = list.split("\n## ").next().unwrap().split("\n- ").skip(1);
    let rows = list.map(|row| row.trim().trim_start_matches('`').split_once("`: "));
    rows.map(|row| row.unwrap_or_else(|| panic!("a row of {LONGER:?} has no reason")))
        .map(|(path, why)| (path.to_owned(), why.to_owned()))
        .collect()
}

#[test]
fn a_file_fits_on_a_few_screens_or_has_its_reason() {
    let listed = longer();
    let covers = |entry: &str, path: &str| {
        path == entry || (entry.ends_with('/') && path.starts_with(entry))
    };
    let long: Vec<_> = lengths()
        .into_iter()
        .filter(|(_, lines)| *lines > LINES_OF_A_FILE)
        .collect();
    let unlisted: Vec<_> = long
        .iter()
        .filter(|(path, _)| !listed.iter().any(|(entry, _)| covers(entry, path)))
        .collect();
    assert!(
        unlisted.is_empty(),
        "over {LINES_OF_A_FILE} lines: {unlisted:#?}"
    );
    for (entry, why) in &listed {
        assert!(why.len() > 20, "{entry}: {why:?} is no reason");
        assert!(
            long.iter().any(|(path, _)| covers(entry, path)),
            "{entry} is not longer than {LINES_OF_A_FILE} lines: take it off the list"
        );
    }
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
