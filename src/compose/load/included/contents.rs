//! What stands in a compose file.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes of a compose file. What is longer isn't followed.
const LARGEST: u64 = 8 << 20;

/// A file's bytes. A pipe would be waited for without end.
pub(super) fn contents(file: &Path) -> Result<Vec<u8>, String> {
    let told = |error: io::Error| format!("can't be read: {error}");
    let facts = std::fs::metadata(file).map_err(told)?;
    if !facts.is_file() {
        return Err("is not a regular file".to_owned());
    }
    let mut bytes = Vec::new();
    let open = File::open(file).map_err(told)?;
    open.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(told)?;
    if bytes.len() as u64 > LARGEST {
        return Err("is too large".to_owned());
    }
    Ok(bytes)
}
