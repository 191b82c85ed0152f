//! Where a build's Dockerfile comes from, and what its text says about the images that it needs.

mod bases;
mod variables;

use std::fs;
use std::path::{Component, Path, PathBuf};

pub use bases::BaseImages;
pub(super) use bases::bases;

use super::context::unreadable;
use crate::engine::error::EngineError;

/// Where a build's Dockerfile comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dockerfile {
    /// A file: relative to the context, or absolute.
    File(PathBuf),
    /// Its text.
    Inline(String),
}

impl Dockerfile {
    /// Its path within the context (`/` between its parts), where it is a file of that folder.
    pub(super) fn inside(&self, root: &Path) -> Option<String> {
        let path = self.file(root)?;
        Some(path.strip_prefix(root).ok()?.to_str()?.to_owned())
    }

    /// Its absolute path without `.` and `..`, where it is a file.
    #[must_use]
    pub fn file(&self, root: &Path) -> Option<PathBuf> {
        let Self::File(path) = self else {
            return None;
        };
        let mut clean = PathBuf::new();
        for part in root.join(path).components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => {
                    clean.pop();
                }
                part => clean.push(part),
            }
        }
        Some(clean)
    }

    /// Its text. Blocks on the disk.
    pub(super) fn text(&self, root: &Path) -> Result<String, EngineError> {
        match self {
            Self::Inline(text) => Ok(text.clone()),
            Self::File(path) => {
                let path = root.join(path);
                fs::read_to_string(&path).map_err(|error| unreadable(&path, error))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_leaves_the_context_and_comes_back_is_inside() {
        let root = Path::new("/srv/shop");
        for (path, inside) in [
            ("Dockerfile", Some("Dockerfile")),
            ("docker/../web.Dockerfile", Some("web.Dockerfile")),
            ("../shop/Dockerfile", Some("Dockerfile")),
            ("/srv/shop/a/Dockerfile", Some("a/Dockerfile")),
            ("../Dockerfile", None),
        ] {
            let file = Dockerfile::File(path.into());
            assert_eq!(file.inside(root).as_deref(), inside, "{path}");
        }
        assert_eq!(Dockerfile::Inline(String::new()).inside(root), None);
    }
}
