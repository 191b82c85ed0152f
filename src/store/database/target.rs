//! Which database it is.

use std::path::PathBuf;

use secrecy::SecretString;

/// Where the store is. Printing one shows no password.
#[derive(Debug, Clone)]
pub enum StoreTarget {
    /// A file of this machine, made when it isn't there; its folder must exist.
    Sqlite(PathBuf),
    /// A server, by its URL (`postgres://user:password@host:5432/database`).
    Postgres(SecretString),
}

/// Where an open store keeps its data, for whoever must not disturb it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorePlace {
    /// In a folder of this machine, or by a socket in one.
    Folder(PathBuf),
    /// With a server.
    Server {
        /// Its name or address.
        host: String,
        /// Its port.
        port: u16,
    },
}
