//! Archives of repositories that nobody should unpack: each is unpacked whole and within its bounds, or nothing of it is left.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use hailer::sync::{Limits, Sources};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::TestCaseError;
use tar::{EntryType, Header};

const COMMIT: &str = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
const LIMITS: Limits = Limits {
    entries: 40,
    bytes: 256 * 1024,
    file: 64 * 1024,
};

/// An entry, with what its header says, true or not.
#[derive(Debug, Clone)]
struct Entry {
    kind: u8,
    name: Vec<u8>,
    target: Vec<u8>,
    mode: u32,
    contents: Vec<u8>,
    /// Another size than it has, as the header has it.
    size: Option<[u8; 12]>,
    /// What a header of its own says before it (POSIX pax).
    extended: Vec<(String, Vec<u8>)>,
    /// Whether its checksum is right.
    is_checked: bool,
}

fn name() -> impl Strategy<Value = Vec<u8>> {
    let part = select(vec![
        "a",
        "b",
        "c",
        "up",
        "link",
        "..",
        ".",
        "",
        "...",
        "sentinel",
        "A",
        "é",
        "e\u{301}",
        "a\nb",
        "a\\b",
        "-rf",
        "~",
        "\u{202e}x",
        "con",
        ".git",
        ".gitmodules",
        ".hailer-x",
        "C:",
        "a ",
        "$(x)",
        "a:b",
        "*",
    ]);
    let parts = prop::collection::vec(part, 1..6).prop_map(|parts| parts.join("/"));
    let before = select(vec![
        "shop-1/",
        "shop-1/",
        "shop-1/",
        "shop-1/a/",
        "",
        "/",
        "//",
        "../",
        "shop-2/",
        "./shop-1/",
        "/etc/",
    ]);
    prop_oneof![
        10 => (before, parts).prop_map(|(before, parts)| format!("{before}{parts}").into_bytes()),
        1 => (1..160_usize).prop_map(|deep| format!("shop-1/{}x", "d/".repeat(deep)).into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..100),
        1 => Just(b"shop-1/\xff\xfe".to_vec()),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let kind = select(b"0000000055522222111L3467SKgxXVMND\0\xff".to_vec());
    let contents = prop_oneof![
        4 => Just(b"x".to_vec()),
        1 => Just(Vec::new()),
        1 => Just(b"version https://git-lfs.github.com/spec/v1\n".to_vec()),
        1 => Just(b"[submodule \"x\"]\n".to_vec()),
        1 => (1..90_000_usize).prop_map(|many| vec![0; many]),
        1 => prop::collection::vec(any::<u8>(), 0..2000),
    ];
    let size = prop::option::weighted(
        0.1,
        prop_oneof![
            Just(*b"77777777777\0"),
            Just(*b"00000000000\0"),
            Just(*b"-0000000001\0"),
            Just(*b"           \0"),
            Just([0xff; 12]),
            Just([
                0x80, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff
            ]),
            any::<[u8; 12]>(),
        ],
    );
    let key = select(vec![
        "path",
        "linkpath",
        "size",
        "comment",
        "mtime",
        "uid",
        "GNU.sparse.name",
        "GNU.sparse.realsize",
        "GNU.sparse.map",
        "SCHILY.xattr.user.x",
        "hdrcharset",
        "",
    ]);
    let said = prop_oneof![
        name(),
        select(vec![
            &b"99999999999999"[..],
            b"-1",
            b"0",
            b"1",
            b"\0",
            b"",
            COMMIT.as_bytes()
        ])
        .prop_map(<[u8]>::to_vec)
    ];
    let extended = prop::collection::vec((key.prop_map(str::to_owned), said), 0..3);
    let extended = prop_oneof![4 => Just(Vec::new()), 1 => extended];
    let mode = select(vec![
        0o644,
        0o755,
        0o4755,
        0o2777,
        0o1777,
        0,
        0o7777,
        u32::MAX >> 11,
    ]);
    (
        kind,
        name(),
        name(),
        (mode, contents),
        (size, extended, prop::bool::weighted(0.97)),
    )
        .prop_map(
            |(kind, name, target, (mode, contents), (size, extended, is_checked))| Entry {
                kind,
                name,
                target,
                mode,
                contents,
                size,
                extended,
                is_checked,
            },
        )
}

impl Entry {
    fn write(&self, tar: &mut Vec<u8>) {
        if !self.extended.is_empty() {
            let mut records = Vec::new();
            for (key, value) in &self.extended {
                record(key, value, &mut records);
            }
            block((b'x', b"pax"), &records, tar);
        }
        let mut header = Header::new_gnu();
        let fill = |field: &mut [u8], with: &[u8]| {
            let many = with.len().min(field.len());
            field[..many].copy_from_slice(&with[..many]);
        };
        fill(&mut header.as_old_mut().name, &self.name);
        fill(&mut header.as_old_mut().linkname, &self.target);
        header.set_entry_type(EntryType::new(self.kind));
        header.set_mode(self.mode);
        header.set_size(self.contents.len() as u64);
        if let Some(size) = self.size {
            header.as_old_mut().size = size;
        }
        header.set_cksum();
        if !self.is_checked {
            header.as_old_mut().cksum = *b"0000000\0";
        }
        tar.extend_from_slice(header.as_bytes());
        padded(&self.contents, tar);
    }
}

fn block((kind, name): (u8, &[u8]), contents: &[u8], tar: &mut Vec<u8>) {
    let mut header = Header::new_ustar();
    header.as_old_mut().name[..name.len()].copy_from_slice(name);
    header.set_entry_type(EntryType::new(kind));
    header.set_mode(0o644);
    header.set_size(contents.len() as u64);
    header.set_cksum();
    tar.extend_from_slice(header.as_bytes());
    padded(contents, tar);
}

fn padded(contents: &[u8], tar: &mut Vec<u8>) {
    tar.extend_from_slice(contents);
    tar.resize(tar.len().next_multiple_of(512), 0);
}

/// `LENGTH KEY=VALUE`, where the length counts its own digits.
fn record(key: &str, value: &[u8], records: &mut Vec<u8>) {
    let rest = key.len() + value.len() + 3;
    let digits = |length: usize| length.to_string().len();
    let mut length = rest + digits(rest);
    length = rest + digits(length);
    records.extend_from_slice(format!("{length} {key}=").as_bytes());
    records.extend_from_slice(value);
    records.push(b'\n');
}

/// A whole archive of `entries`, as GitHub begins and ends one.
fn tar_of(entries: &[Entry]) -> Vec<u8> {
    let mut tar = Vec::new();
    block(
        (b'g', b"pax_global_header"),
        format!("52 comment={COMMIT}\n").as_bytes(),
        &mut tar,
    );
    block((b'5', b"shop-1/"), b"", &mut tar);
    for entry in entries {
        entry.write(&mut tar);
    }
    tar.resize(tar.len() + 1024, 0);
    tar
}

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

fn file(name: &str, contents: &[u8]) -> Entry {
    Entry {
        kind: b'0',
        name: name.as_bytes().to_vec(),
        target: Vec::new(),
        mode: 0o644,
        contents: contents.to_vec(),
        size: None,
        extended: Vec::new(),
        is_checked: true,
    }
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
