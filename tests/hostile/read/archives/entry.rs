//! Archives whose every byte is ours to choose.

use proptest::prelude::*;
use proptest::sample::select;
use tar::{EntryType, Header};

use super::COMMIT;

/// An entry, with what its header says, true or not.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) kind: u8,
    pub(super) name: Vec<u8>,
    target: Vec<u8>,
    mode: u32,
    pub(super) contents: Vec<u8>,
    /// Another size than it has, as the header has it.
    size: Option<[u8; 12]>,
    /// What a header of its own says before it (POSIX pax).
    pub(super) extended: Vec<(String, Vec<u8>)>,
    /// Whether its checksum is right.
    is_checked: bool,
}

pub(super) fn name() -> impl Strategy<Value = Vec<u8>> {
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

pub(super) fn entry() -> impl Strategy<Value = Entry> {
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
    pub(super) fn write(&self, tar: &mut Vec<u8>) {
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
pub(super) fn tar_of(entries: &[Entry]) -> Vec<u8> {
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

pub(super) fn file(name: &str, contents: &[u8]) -> Entry {
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
