//! What one entry of an archive is, and whether it may be unpacked. Pure.

use tar::{EntryType, Header};

use super::error::UnpackError;
use crate::domain::files::RelativePath;
use crate::sync::tree::names::stays_inside;

/// Folders within folders, at most: as deep as a source may be.
const DEEPEST: usize = 128;

/// What stands at an entry's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    Folder,
    File { mode: u32 },
    Link { target: String },
}

/// The path of an entry as it is shown.
pub(super) fn shown(path: &[u8]) -> String {
    String::from_utf8_lossy(path).into_owned()
}

/// The folder at the top, and the path below it; `None`: the folder itself.
pub(super) fn place(path: &[u8]) -> Result<(String, Option<RelativePath>), UnpackError> {
    let bad = |why| UnpackError::BadPath {
        path: shown(path),
        why,
    };
    let text = std::str::from_utf8(path).map_err(|_| bad("is not UTF-8"))?;
    if text.starts_with('/') {
        return Err(bad("is absolute"));
    }
    let text = text.strip_suffix('/').unwrap_or(text);
    let whole = RelativePath::new(text).map_err(|_| bad("could lead elsewhere"))?;
    let Some((top, below)) = whole.as_str().split_once('/') else {
        return Ok((whole.into(), None));
    };
    if below.split('/').count() > DEEPEST {
        return Err(bad("lies more than 128 folders deep"));
    }
    let below = RelativePath::new(below).map_err(|_| bad("could lead elsewhere"))?;
    Ok((top.to_owned(), Some(below)))
}

/// What an entry is, where `target` is what its header says that it leads to. Nothing of its mode is kept but whether its owner
/// may run it, which is all that git keeps.
pub(super) fn what(
    (header, path): (&Header, &RelativePath),
    target: Option<&[u8]>,
) -> Result<What, UnpackError> {
    let not_plain = |kind| UnpackError::NotPlain {
        path: path.to_string(),
        kind,
    };
    match header.entry_type() {
        EntryType::Directory => Ok(What::Folder),
        EntryType::Regular => {
            let mode = header.mode().map_err(UnpackError::Unreadable)?;
            let mode = if mode & 0o100 == 0 { 0o644 } else { 0o755 };
            Ok(What::File { mode })
        }
        EntryType::Symlink => link(path, target.unwrap_or_default()),
        EntryType::Link => Err(not_plain("a hard link")),
        EntryType::Char | EntryType::Block => Err(not_plain("a device")),
        EntryType::Fifo => Err(not_plain("a named pipe")),
        _ => Err(not_plain("of an unknown kind")),
    }
}

fn link(path: &RelativePath, target: &[u8]) -> Result<What, UnpackError> {
    let leaves = || UnpackError::LinkLeaves {
        path: path.to_string(),
        target: shown(target),
    };
    let text = std::str::from_utf8(target).map_err(|_| leaves())?;
    if !stays_inside(path.folders().count(), text) {
        return Err(leaves());
    }
    Ok(What::Link {
        target: text.to_owned(),
    })
}

/// Whether these are all the contents of a file that Git LFS keeps elsewhere (its specification, version 1).
pub(super) fn is_lfs_pointer(contents: &[u8]) -> bool {
    contents.len() < 1024 && contents.starts_with(b"version https://git-lfs.github.com/spec/v1")
}

/// The names of the submodules that a `.gitmodules` has (gitmodules(5)).
pub(super) fn submodules(contents: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(contents);
    let heads = text.lines().filter_map(|line| {
        let name = line.trim().strip_prefix("[submodule")?;
        let name = name.trim_end_matches(']').trim().trim_matches('"');
        Some(name.to_owned())
    });
    heads.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_the_folder_at_the_top_and_what_is_below_it() {
        let below = |path: &str| {
            let (top, below) = place(path.as_bytes()).unwrap();
            assert_eq!(top, "shop-1");
            below.map(|below| below.to_string())
        };
        assert_eq!(below("shop-1/"), None);
        assert_eq!(below("shop-1"), None);
        assert_eq!(below("shop-1/a/b").as_deref(), Some("a/b"));
        assert_eq!(below("shop-1/a/").as_deref(), Some("a"));
    }

    #[test]
    fn a_path_that_could_lead_elsewhere_is_refused() {
        for bad in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "../a",
            "shop/../../a",
            "shop//a",
            "./a",
            "shop/./a",
        ] {
            assert!(place(bad.as_bytes()).is_err(), "{bad:?}");
        }
        assert!(place(b"shop/\xff").is_err());
        let deep = |folders: usize| format!("shop/{}a", "d/".repeat(folders));
        assert!(place(deep(127).as_bytes()).is_ok());
        assert!(place(deep(128).as_bytes()).is_err());
    }

    #[test]
    fn submodules_are_read_by_their_names() {
        let two = b"[submodule \"a b\"]\n\tpath = a\n  [submodule c]\n";
        assert_eq!(submodules(two), ["a b", "c"]);
        assert_eq!(submodules(b"# none left\n"), [""; 0]);
    }

    #[test]
    fn a_pointer_of_git_lfs_is_known_by_how_it_begins() {
        assert!(is_lfs_pointer(
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 3\n"
        ));
        assert!(!is_lfs_pointer(b"version 1"));
    }
}
