//! Staging folders that aren't needed any more, and those that were left.

use std::io;

use cap_fs_ext::DirExt as _;

use super::list::{LIST, PREFIX, folder_name, sync_folder};
use crate::domain::name::OperationId;
use crate::sync::error::SyncError;
use crate::sync::tree::Tree;
use crate::sync::tree::folder::names;

/// Removes the staging folder of `operation`, in whatever state: to be called when its files have been verified in
/// place, or have been put back. Removing what isn't there is no error. Afterwards nothing can be undone.
pub fn discard(production: &Tree, operation: &OperationId) -> Result<(), SyncError> {
    let name = folder_name(operation);
    let unless_gone = |done: io::Result<()>| match done {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(SyncError::io("remove", name.as_str())(error))
        }
        _ => Ok(()),
    };
    let dir = match production.dir().open_dir_nofollow(&name) {
        Ok(dir) => dir,
        Err(error) => return unless_gone(Err(error)),
    };
    // The list goes first: a list beside half of the old files would make a later undo restore half.
    unless_gone(dir.remove_file(LIST))?;
    unless_gone(sync_folder(&dir))?;
    unless_gone(dir.remove_open_dir_all())
}

/// The operations whose staging folders are in `production`.
pub fn leftovers(production: &Tree) -> Result<Vec<OperationId>, SyncError> {
    let names = names(production.dir()).map_err(SyncError::io("list the folder", "."))?;
    let mut operations: Vec<OperationId> = names
        .iter()
        .filter_map(|name| std::str::from_utf8(name).ok()?.strip_prefix(PREFIX))
        .filter_map(|operation| OperationId::new(operation).ok())
        .collect();
    operations.sort_unstable();
    Ok(operations)
}
