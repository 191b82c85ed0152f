//! The walk through the house in docs/ARCHITECTURE.md leads along files and functions that are there.

use std::collections::BTreeSet;
use std::fs;

use syn::visit::Visit;

use crate::house::{of_the_clone, sources};

/// What a file declares, by name.
#[derive(Default)]
struct Declared(BTreeSet<String>);

impl<'ast> Visit<'ast> for Declared {
    fn visit_ident(&mut self, ident: &'ast syn::Ident) {
        self.0.insert(ident.to_string());
    }

    // What a body calls is declared elsewhere.
    fn visit_block(&mut self, _: &'ast syn::Block) {}
}

#[test]
fn what_the_page_names_by_its_path_is_there() {
    let page = fs::read_to_string(of_the_clone("docs/ARCHITECTURE.md")).unwrap();
    let all = sources();
    let in_code = page.split('`').skip(1).step_by(2);
    let mut paths = 0;
    for path in in_code.filter(|code| !code.contains(char::is_whitespace)) {
        let Some((of, name)) = path.rsplit_once("::") else {
            continue;
        };
        paths += 1;
        let file = of.replace("::", "/");
        let holder = of.rsplit("::").next().unwrap_or(of);
        let is_there = all.iter().any(|source| {
            let mut declared = Declared::default();
            declared.visit_file(&source.syntax);
            let has = |name: &str| declared.0.contains(name);
            let at = source.path.trim_end_matches(".rs").trim_end_matches("/mod");
            has(name) && (at == file || at.starts_with(&format!("{file}/")) || has(holder))
        });
        assert!(is_there, "{path} isn't there");
    }
    assert!(paths > 10, "{paths} paths are named");
}

#[test]
fn the_walk_names_what_is_there() {
    let page = fs::read_to_string(of_the_clone("docs/ARCHITECTURE.md")).unwrap();
    let (_, walk) = page.split_once("## One deploy, from room to room").unwrap();
    let (walk, _) = walk.split_once("\n## ").unwrap();
    let all = sources();
    let named = walk.split('`').skip(1).step_by(2);
    let (mut file, mut functions) = (None, 0);
    for name in named {
        if name.starts_with("tests/") || name.starts_with("hailer ") || name.starts_with("/docker-")
        {
            continue;
        }
        if name.contains('/') {
            file = all.iter().find(|source| source.path == name);
            assert!(file.is_some(), "{name} isn't there");
            continue;
        }
        let source = file.unwrap_or_else(|| panic!("{name} stands behind no file"));
        let mut declared = Declared::default();
        declared.visit_file(&source.syntax);
        if name.starts_with(char::is_lowercase) {
            functions += 1;
            assert!(declared.0.contains(name), "{}: no {name}", source.path);
        }
    }
    assert!(functions > 20, "{functions} functions are named");
}
