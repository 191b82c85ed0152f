//! What a new version puts into production.

use std::path::PathBuf;

/// What a path will hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Coming {
    /// A link that leads there.
    Link(PathBuf),
    /// A file whose contents lie there now.
    File(PathBuf),
    /// Nothing.
    Nothing,
}
