//! The files of a container, as the engine takes them.

use super::Single;
use crate::engine::error::EngineError;
use crate::engine::spec::Upload;

/// All files in one archive; `None` where there are none.
pub(super) fn upload(single: &Single) -> Result<Option<Upload>, EngineError> {
    let Some(first) = single.files.keys().next() else {
        return Ok(None);
    };
    if single.rights.read_only {
        // moby, `daemon/archive_unix.go`: "container rootfs is marked read-only".
        return Err(EngineError::Unsupported {
            path: first.clone(),
            reason: "the engine puts no files into a container whose root file system is read-only"
                .to_owned(),
        });
    }
    let mut archive = tar::Builder::new(Vec::new());
    for (path, text) in &single.files {
        let unreadable = |source| EngineError::Files {
            path: path.clone(),
            source,
        };
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o644);
        header.set_size(text.len() as u64);
        let inside = path.trim_start_matches('/');
        archive
            .append_data(&mut header, inside, text.as_bytes())
            .map_err(unreadable)?;
    }
    let archive = archive.into_inner().map_err(|source| EngineError::Files {
        path: first.clone(),
        source,
    })?;
    Ok(Some(Upload {
        archive,
        with_owners: false,
    }))
}
