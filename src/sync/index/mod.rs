//! Remembers what each file of a tree held, so that an unchanged tree costs one `statx` a file and no reading.
//!
//! A file is taken as unchanged when device, inode, size, mode, modified and changed times are all the same. As in
//! git's index, times that are too young prove nothing ("racily clean"): a file that changed less than two seconds
//! before the scan began is not remembered, so that the next scan reads it again. An index that can't be read, or whose
//! checksum is wrong, is an empty one. It is only ever a saving: losing it loses nothing.

mod table;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::sync::error::SyncError;
use crate::sync::scan::found::Found;
use crate::sync::tree::Tree;

pub(in crate::sync) use table::{Known, Table};

/// The index of one tree, kept in a folder of Hailer's own.
#[derive(Debug)]
pub struct Index {
    file: PathBuf,
    table: Table,
    stale: bool,
}

impl Index {
    /// Reads the index of `tree` from `folder`; there is one file for each root path.
    #[must_use]
    pub fn open(folder: &Path, tree: &Tree) -> Self {
        let root = blake3::hash(tree.path().as_os_str().as_encoded_bytes());
        let file = folder.join(format!("{}.index", &root.to_hex()[..16]));
        let table = match std::fs::read(&file) {
            Ok(bytes) => Table::parse(bytes).unwrap_or_else(|| {
                tracing::warn!(file = %file.display(), "index is damaged, building it again");
                Table::default()
            }),
            Err(error) => {
                if error.kind() != std::io::ErrorKind::NotFound {
                    tracing::warn!(file = %file.display(), %error, "can't read index, building it again");
                }
                Table::default()
            }
        };
        Self {
            file,
            table,
            stale: false,
        }
    }

    /// Writes what the last scan saw, if that differs from what was read. The folder is made if it isn't there.
    pub fn save(&mut self) -> Result<(), SyncError> {
        if !self.stale {
            return Ok(());
        }
        let failed = |error| SyncError::io("write the index", self.file.to_string_lossy())(error);
        let folder = self.file.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder).map_err(failed)?;
        // Whoever renames last wins, and each name always holds one whole index: no fsync, since a torn one is noticed.
        let draft = self
            .file
            .with_extension(format!("{}.draft", std::process::id()));
        std::fs::File::create(&draft)
            .and_then(|mut file| file.write_all(self.table.bytes()))
            .and_then(|()| std::fs::rename(&draft, &self.file))
            .map_err(failed)?;
        self.stale = false;
        Ok(())
    }

    pub(in crate::sync) const fn table(&self) -> &Table {
        &self.table
    }

    /// Takes over what a scan found.
    pub(in crate::sync) fn learn(&mut self, found: &[Found]) {
        let remembered = found.iter().filter(|found| found.stamp.is_some()).count();
        let same = remembered == self.table.len()
            && found
                .iter()
                .all(|found| found.stamp.is_none() || !found.was_read);
        if !same {
            self.table = Table::build(found);
            self.stale = true;
        }
    }
}
