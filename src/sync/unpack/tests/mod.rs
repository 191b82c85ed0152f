mod made;
mod refused;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proptest::prelude::*;
use tar::{Builder, EntryType, Header};

use super::*;
use crate::sync::{RootLink, Rules, SyncError, Tree};
use made::{Made, gzip};

const COMMIT: &str = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";

const LIMITS: Limits = Limits {
    entries: 50,
    bytes: 4 * 1024 * 1024,
    file: 1024 * 1024,
};

/// Unpacks an archive in a folder of its own, and sees to it that nothing is left of one that is refused.
fn unpacked(archive: &[u8]) -> Result<(tempfile::TempDir, PathBuf), UnpackError> {
    let home = tempfile::tempdir().unwrap();
    let sources = Sources::open(&home.path().join("sources")).unwrap();
    let done = sources.unpack(archive, COMMIT, &LIMITS);
    let names = |folder: &Path| -> Vec<_> {
        let entries = std::fs::read_dir(folder).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    assert_eq!(names(home.path()), ["sources"]);
    let left = names(&home.path().join("sources"));
    let whole: &[&str] = if done.is_ok() { &[COMMIT] } else { &[] };
    assert_eq!(left, whole);
    done.map(|folder| (home, folder))
}

/// What is said of an archive that is refused.
fn refused(archive: &[u8]) -> String {
    unpacked(archive).unwrap_err().to_string()
}

/// Every file and link below a folder: its contents or target, and whether it may be run.
fn held(folder: &Path) -> BTreeMap<String, (String, u32)> {
    let mut held = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            let facts = path.symlink_metadata().unwrap();
            if facts.is_dir() {
                folders.push(path);
            } else if facts.is_symlink() {
                let target = std::fs::read_link(&path).unwrap().display().to_string();
                held.insert(name, (target, 0));
            } else {
                let mode = facts.permissions().mode() & 0o7777;
                held.insert(name, (std::fs::read_to_string(&path).unwrap(), mode));
            }
        }
    }
    held
}

#[test]
fn a_commit_is_unpacked_without_the_folder_at_its_top() {
    let made = Made::new()
        .file("shop-c0ffee/compose.yaml", b"services: {}\n")
        .add(b"shop-c0ffee/bin/run", EntryType::Regular, 0o4775, b"run")
        .link("shop-c0ffee/bin/again", "../bin2/run")
        .file("shop-c0ffee/deep/er/a", b"");
    let (_home, folder) = unpacked(&made.packed()).unwrap();
    let is = |text: &str, mode| (text.to_owned(), mode);
    let expected = [
        ("bin/again", is("../bin2/run", 0)),
        ("bin/run", is("run", 0o755)),
        ("compose.yaml", is("services: {}\n", 0o644)),
        ("deep/er/a", is("", 0o644)),
    ];
    let expected: BTreeMap<_, _> = expected.map(|(name, is)| (name.to_owned(), is)).into();
    assert_eq!(held(&folder), expected);
}

#[test]
fn a_long_name_is_read_from_its_extension() {
    let long = format!("shop-c0ffee/{}", "long/".repeat(60));
    let mut made = Made::new();
    let mut header = Header::new_gnu();
    header.set_mode(0o644);
    header.set_size(1);
    made.0
        .append_data(&mut header, format!("{long}a"), &b"x"[..])
        .unwrap();
    let (_home, folder) = unpacked(&made.packed()).unwrap();
    assert!(folder.join("long/".repeat(60)).join("a").exists());
}

#[test]
fn an_archive_that_was_cut_off_is_refused_wherever_it_was() {
    let whole = Made::new()
        .file("shop-c0ffee/a", &[7; 3000])
        .file("shop-c0ffee/b", b"x")
        .packed();
    assert!(unpacked(&whole).is_ok());
    for end in 0..whole.len() {
        assert!(unpacked(&whole[..end]).is_err(), "{end} of {}", whole.len());
    }
}

#[test]
fn a_tar_that_ends_between_two_entries_is_refused_too() {
    let tar = Made::new().file("shop-c0ffee/a", b"x").tar();
    assert!(unpacked(&gzip(&tar)).is_ok());
    // Without the two empty blocks at its end.
    assert!(refused(&gzip(&tar[..tar.len() - 1024])).contains("can't be read"));
    assert!(refused(b"<html>not found</html>").contains("can't be read"));
    let empty = gzip(&Builder::new(Vec::new()).into_inner().unwrap());
    assert_eq!(refused(&empty), "the archive is empty");
}

#[test]
fn an_archive_of_another_commit_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let sources = Sources::open(home.path()).unwrap();
    let other = "0".repeat(40);
    let archive = Made::new().file("shop-c0ffee/a", b"x").packed();
    let told = sources.unpack(&*archive, &other, &LIMITS).unwrap_err();
    assert_eq!(
        told.to_string(),
        format!("the archive is of commit {COMMIT}, and {other} was asked for")
    );
}

#[test]
fn names_that_are_one_elsewhere_are_unpacked_and_minded_as_in_a_workspace() {
    let made = Made::new()
        .file("shop-c0ffee/Makefile", b"")
        .file("shop-c0ffee/makefile", b"");
    let (_home, folder) = unpacked(&made.packed()).unwrap();
    let tree = Tree::open(&folder, RootLink::Refuse).unwrap();
    let rules = Rules::read(&tree).unwrap();
    let scanned = crate::sync::scan(&tree, &rules, None);
    assert!(matches!(scanned, Err(SyncError::Collision { .. })));
}

#[test]
fn a_version_that_is_there_is_found_and_kept_while_it_is_young_or_new() {
    let home = tempfile::tempdir().unwrap();
    let sources = Sources::open(home.path()).unwrap();
    let commits: Vec<_> = (1..=4).map(|digit| digit.to_string().repeat(40)).collect();
    for (age, commit) in (0_u64..).zip(&commits) {
        assert_eq!(sources.find(commit).unwrap(), None);
        let tar = {
            let made = Made(Builder::new(Vec::new()));
            made.add(b"shop/a", EntryType::Regular, 0o644, b"x")
                .packed()
        };
        let folder = sources.unpack(&*tar, commit, &LIMITS).unwrap();
        let used = std::time::SystemTime::now() - Duration::from_secs(10_000 - age);
        let opened = std::fs::File::open(&folder).unwrap();
        opened.set_modified(used).unwrap();
        let again = sources.unpack(&*tar, commit, &LIMITS).unwrap();
        assert_eq!(again, folder);
    }
    let mut scratch = sources.scratch().unwrap();
    scratch.write_all(b"an archive").unwrap();
    sources.prune(1, Duration::from_secs(20_000)).unwrap();
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 4);
    // The oldest is used again, and of the others only one is new enough.
    assert!(sources.find(&commits[0]).unwrap().is_some());
    sources.prune(2, Duration::from_hours(1)).unwrap();
    let left = |commit: &String| home.path().join(commit).exists();
    let left: Vec<bool> = commits.iter().map(left).collect();
    assert_eq!(left, [true, false, false, true]);
}

/// A part of a path, good and bad.
fn part() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "c", "..", ".", "", "up", "sentinel"])
}

fn path() -> impl Strategy<Value = String> {
    let parts = prop::collection::vec(part(), 1..5).prop_map(|parts| parts.join("/"));
    (
        prop::sample::select(vec!["shop-c0ffee/", "", "/", "../", "shop-c0ffee/a/"]),
        parts,
    )
        .prop_map(|(before, parts)| format!("{before}{parts}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn whatever_an_archive_holds_nothing_is_written_outside(
        entries in prop::collection::vec((path(), 0..4_u8, path()), 0..12)
    ) {
        let made = entries.iter().fold(Made::new(), |made, (name, kind, target)| match kind {
            0 => made.file(name, b"x"),
            1 => made.add(name.as_bytes(), EntryType::Directory, 0o755, b""),
            2 => made.link(name, target),
            _ => made.pointing(name, EntryType::Link, target.as_bytes()),
        });
        let home = tempfile::tempdir().unwrap();
        std::fs::write(home.path().join("sentinel"), "safe").unwrap();
        let sources = Sources::open(&home.path().join("sources")).unwrap();
        let done = sources.unpack(&*made.packed(), COMMIT, &LIMITS);
        let held: Vec<String> = held(home.path())
            .into_iter()
            .filter(|(name, _)| !name.starts_with(&format!("sources/{COMMIT}/")))
            .map(|(name, (contents, _))| format!("{name} {contents}"))
            .collect();
        prop_assert_eq!(held, ["sentinel safe"]);
        prop_assert_eq!(home.path().join("sources").join(COMMIT).exists(), done.is_ok());
    }
}
