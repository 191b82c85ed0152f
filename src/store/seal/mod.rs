//! The seal: what the database must not hold in clear is encrypted with a key file that lies beside the data, not in it.
//! A key belongs to one database, which holds the proof of it.
//!
//! XChaCha20-Poly1305 with a random nonce for each value. A sealed value is bound to its place (table and id), so that a
//! row can't be given another row's secret. The key file is never shown, sent or stored anywhere.

mod proof;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

pub(super) use proof::settled;

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
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn key_in(folder: &tempfile::TempDir) -> PathBuf {
        folder.path().join("seal.key")
    }

    #[test]
    fn the_key_is_made_once_for_its_owner_alone_and_opens_what_it_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let path = key_in(&folder);
        let new = Seal::open_or_create(&path).unwrap();
        assert!(!path.exists(), "no store has taken it");
        let sealed = new
            .kept()
            .unwrap()
            .seal("releases", "shop 1", b"PASSWORD=hunter2")
            .unwrap();
        assert!(!sealed.windows(7).any(|window| window == b"hunter2"));
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        let again = Seal::open_or_create(&path).unwrap();
        let opened = again.unseal("releases", "shop 1", &sealed).unwrap();
        assert_eq!(opened, b"PASSWORD=hunter2");
    }

    #[test]
    fn of_two_that_think_of_a_key_both_have_the_first_ones() {
        let folder = tempfile::tempdir().unwrap();
        let path = key_in(&folder);
        let both = [(); 2].map(|()| Seal::open_or_create(&path).unwrap());
        let [first, second] = both.map(|seal| seal.kept().unwrap());
        let sealed = first.seal("releases", "shop 1", b"secret").unwrap();
        assert_eq!(
            second.unseal("releases", "shop 1", &sealed).unwrap(),
            b"secret"
        );
    }

    #[test]
    fn a_value_of_another_place_or_key_or_a_changed_one_is_not_opened() {
        let folder = tempfile::tempdir().unwrap();
        let seal = Seal::open_or_create(&key_in(&folder)).unwrap();
        let sealed = seal.seal("releases", "shop 1", b"secret").unwrap();
        let foreign = |place: &str| {
            Err(SealError::Foreign {
                place: place.to_owned(),
            })
        };
        assert_eq!(
            seal.unseal("releases", "shop 2", &sealed),
            foreign("releases shop 2")
        );
        let mut changed = sealed.clone();
        changed[30] ^= 1;
        assert_eq!(
            seal.unseal("releases", "shop 1", &changed),
            foreign("releases shop 1")
        );
        assert_eq!(
            seal.unseal("releases", "shop 1", b"short"),
            foreign("releases shop 1")
        );
        let other = tempfile::tempdir().unwrap();
        let other = Seal::open_or_create(&key_in(&other)).unwrap();
        assert_eq!(
            other.unseal("releases", "shop 1", &sealed),
            foreign("releases shop 1")
        );
    }

    #[test]
    fn a_key_file_that_others_can_read_is_refused_with_the_command_that_helps() {
        let folder = tempfile::tempdir().unwrap();
        let path = key_in(&folder);
        Seal::open_or_create(&path).unwrap().kept().unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = Seal::open_or_create(&path).unwrap_err().to_string();
        assert!(
            error.contains("mode 640") && error.contains("chmod 600"),
            "{error}"
        );
    }

    #[test]
    fn a_key_file_of_the_wrong_size_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = key_in(&folder);
        fs::write(&path, b"half a key").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let error = Seal::open_or_create(&path).unwrap_err();
        assert_eq!(
            error,
            SealError::NoKey {
                path: path.clone(),
                bytes: 10
            }
        );
        assert_eq!(fs::read(&path).unwrap(), b"half a key");
    }
}
