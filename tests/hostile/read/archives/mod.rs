//! Archives of repositories that nobody should unpack: each is unpacked whole and within its bounds, or nothing of it is left.

mod entry;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use entry::{entry, file, tar_of};
use flate2::Compression;
use flate2::write::GzEncoder;
use hailer::sync::{Limits, Sources};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseError;
use tar::Header;

const COMMIT: &str = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
const LIMITS: Limits = Limits {
    entries: 40,
    bytes: 256 * 1024,
    file: 64 * 1024,
};

fn packed(tar: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(tar).unwrap();
    gzip.finish().unwrap()
}

/// What is in a folder and below: contents and targets by path.
fn held(folder: &Path) -> BTreeMap<String, fs::Metadata> {
    let mut held = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let facts = path.symlink_metadata().unwrap();
            if facts.is_dir() {
                folders.push(path.clone());
            }
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
            held.insert(name.to_owned(), facts);
        }
    }
    held
}

/// Unpacks it next to a file that is to stay as it is. Says whether it was unpacked.
fn unpacked(archive: &[u8]) -> Result<bool, TestCaseError> {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("sentinel"), "safe").unwrap();
    let sources = Sources::open(&home.path().join("sources")).unwrap();
    let done = sources.unpack(archive, COMMIT, &LIMITS);
    prop_assert_eq!(
        fs::read_to_string(home.path().join("sentinel")).unwrap(),
        "safe"
    );
    let beside: Vec<String> = held(home.path())
        .into_keys()
        .filter(|name| !name.starts_with(&format!("sources/{COMMIT}/")))
        .collect();
    let commit = format!("sources/{COMMIT}");
    match &done {
        Ok(folder) => {
            prop_assert_eq!(beside, ["sentinel", "sources", &commit]);
            is_within_its_bounds(folder)?;
        }
        Err(error) => {
            prop_assert_eq!(beside, ["sentinel", "sources"]);
            prop_assert!(!error.to_string().is_empty());
        }
    }
    Ok(done.is_ok())
}

fn is_within_its_bounds(folder: &Path) -> Result<(), TestCaseError> {
    let held = held(folder);
    let root = folder.canonicalize().unwrap();
    let files = held.values().filter(|facts| facts.is_file());
    prop_assert!(files.map(fs::Metadata::len).sum::<u64>() <= LIMITS.bytes);
    // Folders that stand in names alone are no entries.
    let entries = held.values().filter(|facts| !facts.is_dir()).count();
    prop_assert!(entries as u64 <= LIMITS.entries);
    for (name, facts) in &held {
        let path = folder.join(name);
        if facts.is_symlink() {
            let target = fs::read_link(&path).unwrap();
            prop_assert!(target.is_relative(), "{name} leads to {target:?}");
            if let Ok(real) = path.canonicalize() {
                prop_assert!(real.starts_with(&root), "{name} leads to {real:?}");
            }
        } else if facts.is_file() {
            prop_assert!(facts.len() <= LIMITS.file);
            prop_assert_eq!(facts.nlink(), 1);
            let mode = facts.permissions().mode() & 0o7777;
            prop_assert!(mode == 0o644 || mode == 0o755, "{name} has {mode:o}");
        } else {
            prop_assert!(facts.is_dir(), "{name} is something else");
        }
    }
    Ok(())
}

/// What is done to an archive on its way.
#[derive(Debug, Clone)]
enum Harm {
    Cut(Index),
    Flip(Index, u8),
    Insert(Index, Vec<u8>),
    Again,
}

fn harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        any::<Index>().prop_map(Harm::Cut),
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Harm::Flip(at, byte)),
        (any::<Index>(), prop::collection::vec(any::<u8>(), 1..600))
            .prop_map(|(at, bytes)| Harm::Insert(at, bytes)),
        Just(Harm::Again),
    ]
}

fn harmed(mut bytes: Vec<u8>, harm: &Harm) -> Vec<u8> {
    match harm {
        Harm::Cut(at) => bytes.truncate(at.index(bytes.len())),
        Harm::Flip(at, byte) => {
            let at = at.index(bytes.len());
            bytes[at] = *byte;
        }
        Harm::Insert(at, more) => {
            let at = at.index(bytes.len());
            bytes.splice(at..at, more.iter().copied());
        }
        Harm::Again => bytes.extend_from_within(..),
    }
    bytes
}

#[test]
fn an_archive_as_it_should_be_is_unpacked() {
    let entries = [
        file("shop-1/compose.yaml", b"services: {}\n"),
        file("shop-1/a/b", b""),
    ];
    assert!(unpacked(&packed(&tar_of(&entries))).unwrap());
}

#[test]
fn names_and_targets_in_a_header_of_their_own_are_held_to_the_same() {
    for (key, value) in [
        ("path", "../../sentinel"),
        ("path", "/etc/cron.d/x"),
        ("path", "shop-1/../../x"),
        ("path", "other/x"),
        ("linkpath", "/etc/passwd"),
        ("linkpath", "../../.."),
        ("size", "99999999999999"),
        ("GNU.sparse.name", "../../x"),
    ] {
        let mut entry = file("shop-1/a", b"x");
        if key == "linkpath" {
            entry.kind = b'2';
            entry.contents.clear();
        }
        entry.extended = vec![(key.to_owned(), value.as_bytes().to_vec())];
        let done = unpacked(&packed(&tar_of(&[entry]))).unwrap();
        // A name for sparse files, which aren't unpacked, is no name.
        assert_eq!(done, key == "GNU.sparse.name", "{key}={value}");
    }
}

#[test]
fn a_gigabyte_that_is_packed_small_is_refused_as_it_is_read() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    let mut head = tar_of(&[]);
    head.truncate(head.len() - 1024);
    let mut header = Header::new_gnu();
    header.set_path("shop-1/zeros").unwrap();
    header.set_size(1 << 30);
    header.set_mode(0o644);
    header.set_cksum();
    gzip.write_all(&head).unwrap();
    gzip.write_all(header.as_bytes()).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..64 {
        gzip.write_all(&zeros).unwrap();
    }
    let packed = gzip.finish().unwrap();
    assert!(packed.len() < 1 << 20);
    assert!(!unpacked(&packed).unwrap());
}

proptest! {
    #[test]
    fn whatever_an_archive_holds_it_stays_in_its_folder(entries in prop::collection::vec(entry(), 0..10)) {
        unpacked(&packed(&tar_of(&entries)))?;
    }

    #[test]
    fn an_archive_that_was_harmed_is_unpacked_whole_or_not_at_all(
        entries in prop::collection::vec(entry(), 0..4), harm in harm(), is_packed in any::<bool>()
    ) {
        let tar = tar_of(&entries);
        let archive = if is_packed { harmed(packed(&tar), &harm) } else { packed(&harmed(tar, &harm)) };
        unpacked(&archive)?;
    }

    #[test]
    fn bytes_that_are_no_archive_are_none(bytes in prop::collection::vec(any::<u8>(), 0..3000)) {
        prop_assert!(!unpacked(&bytes)?);
        unpacked(&packed(&bytes))?;
    }
}
