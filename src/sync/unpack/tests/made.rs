//! Archives as GitHub makes them, and as nobody should.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

use super::COMMIT;

/// An archive in the making. Names are written as they are given, whatever they are.
pub(super) struct Made(pub(super) Builder<Vec<u8>>);

impl Made {
    /// As GitHub begins one.
    pub(super) fn new() -> Self {
        let global = format!("52 comment={COMMIT}\n");
        Self(Builder::new(Vec::new()))
            .add(
                b"pax_global_header",
                EntryType::XGlobalHeader,
                0o666,
                global.as_bytes(),
            )
            .add(b"shop-c0ffee/", EntryType::Directory, 0o775, b"")
    }

    pub(super) fn add(mut self, name: &[u8], kind: EntryType, mode: u32, contents: &[u8]) -> Self {
        let mut header = Header::new_ustar();
        header.as_old_mut().name[..name.len()].copy_from_slice(name);
        header.set_entry_type(kind);
        header.set_mode(mode);
        header.set_size(contents.len() as u64);
        header.set_cksum();
        self.0.append(&header, contents).unwrap();
        self
    }

    pub(super) fn file(self, name: &str, contents: &[u8]) -> Self {
        self.add(name.as_bytes(), EntryType::Regular, 0o664, contents)
    }

    pub(super) fn pointing(mut self, name: &str, kind: EntryType, target: &[u8]) -> Self {
        let mut header = Header::new_ustar();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.as_old_mut().linkname[..target.len()].copy_from_slice(target);
        header.set_entry_type(kind);
        header.set_mode(0o777);
        header.set_size(0);
        header.set_cksum();
        self.0.append(&header, &b""[..]).unwrap();
        self
    }

    pub(super) fn link(self, name: &str, target: &str) -> Self {
        self.pointing(name, EntryType::Symlink, target.as_bytes())
    }

    pub(super) fn tar(self) -> Vec<u8> {
        self.0.into_inner().unwrap()
    }

    pub(super) fn packed(self) -> Vec<u8> {
        gzip(&self.tar())
    }
}

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}
