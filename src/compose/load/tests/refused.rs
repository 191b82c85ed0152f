//! Every key that is refused has a row in `tests/data/refused_keys.txt`, and each row is refused for a reason of its own.

use serde_json::Value;

use crate::compose::load::keys::REFUSED;
use crate::compose::model::tests::document;
use crate::compose::{ComposeError, Model};

/// Where the refusal says that the key stands, and a project that has it.
fn rows() -> Vec<(&'static str, Value)> {
    let table = include_str!("../../../../tests/data/refused_keys.txt");
    let rows = table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|row| {
        let (path, project) = row.split_once(" | ").unwrap();
        (path, serde_json::from_str(project).unwrap())
    })
    .collect()
}

#[test]
fn every_row_is_refused_where_it_says_and_not_for_being_unknown() {
    for (path, project) in rows() {
        match Model::of_document(document(project)) {
            Err(ComposeError::Unsupported { path: refused, why }) => {
                assert_eq!(refused, path);
                assert!(!why.contains("does not know"), "{path}: {why}");
            }
            other => panic!("{path}: {other:?}"),
        }
    }
}

#[test]
fn every_key_that_is_refused_has_a_row() {
    let rows = rows();
    for (pattern, _) in REFUSED {
        let fits = |path: &str| {
            let path = path.replace('[', ".").replace(']', "");
            let keys: Vec<&str> = path.split('.').collect();
            let fits = |(key, wanted): (&&str, &&str)| *wanted == "*" || key == wanted;
            keys.len() == pattern.len() && keys.iter().zip(*pattern).all(fits)
        };
        assert!(
            rows.iter().any(|(path, _)| fits(path)),
            "{pattern:?} has none"
        );
    }
}
