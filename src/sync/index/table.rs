//! The index's bytes: written once, and looked things up in as they were read, without decoding.
//!
//! A codec library would allocate and decode 100,000 records for each plan; here loading is one read and one checksum.
//! Layout, integers little-endian: magic (16) · blake3 of all that follows (32) · files (u32) · folders (u32) · a record
//! for each file (stamp, content hash) · end of each file's name (u32) · for each folder the end of its path and the
//! number of the file after its last (2 × u32) · folder paths · file names. Folders are sorted by path, files by folder
//! and then name.

use std::cmp::Ordering;
use std::ops::Range;

use crate::domain::files::ContentHash;
use crate::sync::scan::found::Found;
use crate::sync::tree::look::Stamp;

const MAGIC: &[u8; 16] = b"hailer index 1\n\0";
const HEADER: usize = 16 + 32;
const STAMP: usize = size_of::<Stamp>();
const RECORD: usize = STAMP + 32;

/// A whole index in memory.
#[derive(Debug, Default)]
pub(in crate::sync) struct Table {
    bytes: Vec<u8>,
    files: usize,
    folders: usize,
}

/// The files that an index has of one folder.
#[derive(Debug, Clone)]
pub(in crate::sync) struct Known<'a> {
    table: &'a Table,
    files: Range<usize>,
}

impl Known<'_> {
    /// The hash of the file `name`, if it still has the stamp that it was remembered with.
    pub(in crate::sync) fn hash(&self, name: &str, stamp: &Stamp) -> Option<ContentHash> {
        let at = search(self.files.clone(), |file| {
            self.table
                .name(file)
                .map(|known| known.cmp(name.as_bytes()))
        })?;
        let record = self.table.record(at)?;
        let (known, hash) = record.split_at_checked(STAMP)?;
        (known == stamp).then(|| hash.try_into().ok().map(ContentHash::from_bytes))?
    }
}

impl Table {
    /// Checks `bytes`. `None`: damaged, or of another version.
    pub(in crate::sync) fn parse(bytes: Vec<u8>) -> Option<Self> {
        let (head, body) = bytes.split_at_checked(HEADER)?;
        let (magic, sum) = head.split_at_checked(MAGIC.len())?;
        if magic != MAGIC || blake3::hash(body).as_bytes() != sum {
            return None;
        }
        let mut table = Self {
            bytes,
            ..Self::default()
        };
        table.files = table.number(HEADER)?;
        table.folders = table.number(HEADER + 4)?;
        Some(table)
    }

    /// The index of what a scan found and may be remembered.
    pub(in crate::sync) fn build(found: &[Found]) -> Self {
        let mut files: Vec<_> = found
            .iter()
            .filter_map(|found| Some((found.path.split(), found.stamp.as_ref()?, &found.entry)))
            .collect();
        files.sort_unstable_by_key(|(at, _, _)| *at);
        let (mut records, mut name_ends, mut names) = (Vec::new(), Vec::new(), Vec::new());
        let (mut folders, mut paths) = (Vec::new(), Vec::new());
        let mut count = 0;
        for chunk in files.chunk_by(|((one, _), ..), ((other, _), ..)| one == other) {
            for ((_, name), stamp, entry) in chunk {
                records.extend_from_slice(*stamp);
                records.extend_from_slice(entry.hash.as_bytes());
                names.extend_from_slice(name.as_bytes());
                name_ends.extend_from_slice(&short(names.len()));
            }
            count += chunk.len();
            paths.extend_from_slice(chunk[0].0.0.as_bytes());
            folders.extend_from_slice(&short(paths.len()));
            folders.extend_from_slice(&short(count));
        }
        let folder_count = folders.len() / 8;
        let body = [
            &short(count)[..],
            &short(folder_count),
            &records,
            &name_ends,
            &folders,
            &paths,
            &names,
        ]
        .concat();
        Self {
            bytes: [&MAGIC[..], blake3::hash(&body).as_bytes(), &body].concat(),
            files: count,
            folders: folder_count,
        }
    }

    pub(in crate::sync) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(in crate::sync) const fn len(&self) -> usize {
        self.files
    }

    /// What is known of the folder at `path`.
    pub(in crate::sync) fn folder(&self, path: &str) -> Known<'_> {
        let at = search(0..self.folders, |folder| {
            self.path(folder).map(|known| known.cmp(path.as_bytes()))
        });
        let files = at.and_then(|folder| {
            let start = match folder.checked_sub(1) {
                Some(before) => self.number(self.folder_row(before) + 4)?,
                None => 0,
            };
            Some(start..self.number(self.folder_row(folder) + 4)?)
        });
        Known {
            table: self,
            files: files.unwrap_or_default(),
        }
    }

    fn number(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    }

    fn record(&self, file: usize) -> Option<&[u8]> {
        let start = HEADER + 8 + file * RECORD;
        self.bytes.get(start..start + RECORD)
    }

    const fn name_ends(&self) -> usize {
        HEADER + 8 + self.files * RECORD
    }

    const fn folder_row(&self, folder: usize) -> usize {
        self.name_ends() + self.files * 4 + folder * 8
    }

    fn path(&self, folder: usize) -> Option<&[u8]> {
        let start = match folder.checked_sub(1) {
            Some(before) => self.number(self.folder_row(before))?,
            None => 0,
        };
        let end = self.number(self.folder_row(folder))?;
        let paths = self.folder_row(self.folders);
        self.bytes.get(paths + start..paths + end)
    }

    fn name(&self, file: usize) -> Option<&[u8]> {
        let end_of = |file: usize| self.number(self.name_ends() + file * 4);
        let start = match file.checked_sub(1) {
            Some(before) => end_of(before)?,
            None => 0,
        };
        let end = end_of(file)?;
        let paths = match self.folders.checked_sub(1) {
            Some(last) => self.number(self.folder_row(last))?,
            None => 0,
        };
        let names = self.folder_row(self.folders) + paths;
        self.bytes.get(names + start..names + end)
    }
}

/// Binary search over numbers. A row that can't be read ends it: the file is then read as if it were not known.
fn search(range: Range<usize>, compare: impl Fn(usize) -> Option<Ordering>) -> Option<usize> {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        match compare(middle)? {
            Ordering::Equal => return Some(middle),
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
        }
    }
    None
}

/// A count or offset as it is stored. Beyond 4 GiB of names it is cut off, and the look-up simply misses.
fn short(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::files::{Entry, RelativePath};

    fn found(path: &str) -> Found {
        Found {
            path: RelativePath::new(path).unwrap(),
            entry: Entry {
                hash: ContentHash::of(path.as_bytes()),
                size: 1,
                mode: 0o644,
                link: None,
            },
            stamp: Some([u8::try_from(path.len()).unwrap(); STAMP]),
            was_read: true,
        }
    }

    #[test]
    fn every_file_is_found_again_in_its_folder_and_only_with_its_stamp() {
        let paths = ["a", "a.b/c", "a/b", "a/b.c", "a/b/c", "z", "ä/ö"];
        let table = Table::build(&paths.map(found));
        let table = Table::parse(table.bytes().to_vec()).unwrap();
        for path in paths.map(found) {
            let (folder, name) = path.path.split();
            let known = table.folder(folder);
            let stamp = path.stamp.unwrap();
            assert_eq!(known.hash(name, &stamp), Some(path.entry.hash));
            assert_eq!(known.hash(name, &[0; STAMP]), None);
            assert_eq!(known.hash("other", &stamp), None);
        }
        assert_eq!(table.folder("b").hash("a", &[1; STAMP]), None);
    }

    #[test]
    fn one_flipped_bit_anywhere_makes_it_no_index() {
        let whole = Table::build(&["a/b", "c"].map(found)).bytes().to_vec();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            assert!(Table::parse(bytes).is_none(), "byte {at}");
            assert!(Table::parse(whole[..at].to_vec()).is_none(), "{at} bytes");
        }
    }
}
