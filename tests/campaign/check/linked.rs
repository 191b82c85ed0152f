//! Production as a link: it leads to one whole release, and of release folders there are those that are kept and no other.

use std::collections::BTreeMap;

use super::{Seen, differences};

/// How a link is written in what was seen.
const LINK: &str = "→ ";

/// A release folder that is new, whole, and where production leads; beside it all that was there before.
pub(super) fn new_release(seen: &Seen<'_>) -> Vec<String> {
    let (before, after) = (seen.before, seen.after);
    let Some(link) = after.beside.get("production") else {
        return vec!["production is no link any more".to_owned()];
    };
    let folder = link.trim_start_matches(LINK);
    let mut expected = before.beside.clone();
    if expected.contains_key(folder) {
        return vec![format!("production still leads to {folder}")];
    }
    expected.insert("production".to_owned(), link.clone());
    expected.insert(folder.to_owned(), "555 folder".to_owned());
    for (path, what) in &after.files {
        expected.insert(format!("{folder}/{path}"), what.clone());
    }
    let mut found = differences("beside production", &expected, &after.beside);
    found.extend(after.containers.iter().filter_map(|(name, container)| {
        let read = container.sees.as_ref()?;
        let given = &after.files["conf/shop.conf"];
        let other = given.split_once(' ').is_none_or(|(_, text)| text != read);
        other.then(|| format!("{name} was given {read:?} of another release"))
    }));
    found
}

/// The link leads where it led then; no release folder has come or gone.
pub(super) fn earlier_release(seen: &Seen<'_>, earlier: &BTreeMap<String, String>) -> Vec<String> {
    let mut expected = seen.before.beside.clone();
    let link = earlier.get("production").cloned();
    expected.extend(link.map(|link| ("production".to_owned(), link)));
    differences("beside production", &expected, &seen.after.beside)
}

/// The files of a version as a release folder has them: no folder can be written to, and what is shared is a link.
pub(super) fn as_released(
    files: &BTreeMap<String, String>,
    before: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let folder = |what: &String| match what.as_str() {
        "755 folder" => "555 folder".to_owned(),
        _ => what.clone(),
    };
    let own = files
        .iter()
        .map(|(path, what)| (path.clone(), folder(what)));
    let shared = before.iter().filter(|(_, what)| what.contains(LINK));
    own.chain(shared.map(|(path, what)| (path.clone(), what.clone())))
        .collect()
}
