//! The seal: what the database must not hold in clear is encrypted with a key file that lies beside the data, not in it.
//! A key belongs to one database, which holds the proof of it.
//!
//! XChaCha20-Poly1305 with a random nonce for each value. A sealed value is bound to its place (table and id), so that a
//! row can't be given another row's secret. The key file is never shown, sent or stored anywhere.

mod proof;
mod sealed;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

pub(super) use proof::settled;
pub(super) use sealed::{opened, sealed, told_apart};

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// The key, ready to use. It can't be printed.
#[derive(Clone)]
pub struct Seal {
    cipher: XChaCha20Poly1305,
    path: PathBuf,
    /// The key, while there is no file of it.
    new: Option<[u8; KEY_BYTES]>,
}

impl std::fmt::Debug for Seal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seal(…)")
    }
}

/// Why the key file can't be used, or a value not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The file can't be read or made.
    #[error("the key file {} can't be used: {why}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// Others can read it.
    #[error(
        "the key file {} can be read by others (mode {mode:o}): make it private with `chmod 600 {}`",
        path.display(), path.display()
    )]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It isn't a key.
    #[error(
        "the key file {} holds {bytes} bytes instead of {KEY_BYTES}: restore it from a backup; without it what was \
         sealed can't be read",
        path.display()
    )]
    NoKey {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: usize,
    },
    /// A value wasn't sealed with this key, or not for this place.
    #[error(
        "the sealed value of {place} can't be opened: it was sealed with another key file, or has been changed"
    )]
    Foreign {
        /// The table and the id.
        place: String,
    },
    /// The system has no randomness, or the value is too large.
    #[error("the value of {place} can't be sealed: {why}")]
    Unsealable {
        /// The table and the id.
        place: String,
        /// Why not.
        why: String,
    },
}

impl Seal {
    /// Reads the key file at `path`, which must be readable by its owner alone. Where there is none, a new key is thought of;
    /// its file is made once a store is opened with it in which nothing is sealed yet. Blocks.
    pub fn open_or_create(path: &Path) -> Result<Self, SealError> {
        let failed = |error: io::Error| SealError::Io {
            path: path.to_owned(),
            why: error.to_string(),
        };
        match File::open(path) {
            Ok(file) => Self::read(path, file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let mut key = [0; KEY_BYTES];
                getrandom::fill(&mut key).map_err(|error| failed(io::Error::other(error)))?;
                Ok(Self {
                    cipher: XChaCha20Poly1305::new(&key.into()),
                    path: path.to_owned(),
                    new: Some(key),
                })
            }
            Err(error) => Err(failed(error)),
        }
    }

    /// Whether there is no file of it.
    const fn is_new(&self) -> bool {
        self.new.is_some()
    }

    /// The same key with its file; where another program has made one meanwhile, that one's. Blocks.
    fn kept(self) -> Result<Self, SealError> {
        let Some(key) = self.new else {
            return Ok(self);
        };
        let failed = |error: io::Error| SealError::Io {
            path: self.path.clone(),
            why: error.to_string(),
        };
        create(&self.path, &key).map_err(failed)?;
        Self::read(&self.path, File::open(&self.path).map_err(failed)?)
    }

    fn read(path: &Path, mut file: File) -> Result<Self, SealError> {
        let failed = |error: io::Error| SealError::Io {
            path: path.to_owned(),
            why: error.to_string(),
        };
        let mode = file.metadata().map_err(failed)?.mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(SealError::Exposed {
                path: path.to_owned(),
                mode,
            });
        }
        let mut key = Vec::with_capacity(KEY_BYTES);
        file.read_to_end(&mut key).map_err(failed)?;
        let cipher = XChaCha20Poly1305::new_from_slice(&key).map_err(|_| SealError::NoKey {
            path: path.to_owned(),
            bytes: key.len(),
        })?;
        Ok(Self {
            cipher,
            path: path.to_owned(),
            new: None,
        })
    }

    /// Seals `clear` for the place `table` and `id`: the nonce, then the ciphertext with its tag.
    pub fn seal(&self, table: &str, id: &str, clear: &[u8]) -> Result<Vec<u8>, SealError> {
        let place = place(table, id);
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|error| SealError::Unsealable {
            place: place.clone(),
            why: error.to_string(),
        })?;
        let payload = Payload {
            msg: clear,
            aad: place.as_bytes(),
        };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|_| SealError::Unsealable {
            place: place.clone(),
            why: "it is too large".to_owned(),
        })?;
        Ok([&nonce[..], &sealed[..]].concat())
    }

    /// Opens what was sealed for the place `table` and `id`.
    pub fn unseal(&self, table: &str, id: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let place = place(table, id);
        let opened = sealed
            .split_first_chunk::<NONCE_BYTES>()
            .and_then(|(nonce, sealed)| {
                let payload = Payload {
                    msg: sealed,
                    aad: place.as_bytes(),
                };
                self.cipher.decrypt(&XNonce::from(*nonce), payload).ok()
            });
        opened.ok_or(SealError::Foreign { place })
    }
}

/// Unmistakable, since no table's name holds a space.
fn place(table: &str, id: &str) -> String {
    format!("{table} {id}")
}

/// Makes the key file, whole or not at all: two programs that start at once end up with one key.
fn create(path: &Path, key: &[u8]) -> io::Result<()> {
    let draft = path.with_extension(format!("{}.draft", std::process::id()));
    let written = write_draft(&draft, key).and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        // Another program was first: its key counts.
        _ => Ok(()),
    });
    fs::remove_file(&draft)?;
    written?;
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

fn write_draft(draft: &Path, key: &[u8]) -> io::Result<()> {
    // What a killed program of the same process id left there was never a key.
    match fs::remove_file(draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(draft)?;
    file.write_all(key)?;
    file.sync_all()
}

#[cfg(test)]
mod tests;
