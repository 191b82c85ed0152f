//! What runs and what lies in production, to be held against what is there later.

use std::path::PathBuf;

use super::World;

/// Whatever a command that comes to nothing must leave as it was.
pub(crate) struct Before {
    containers: Vec<String>,
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl Before {
    pub(crate) fn of(world: &World) -> Self {
        Self {
            containers: world.containers(),
            files: world.files(),
        }
    }

    /// The same containers in the same states and the same files, and nothing left over.
    pub(crate) fn assert_is_now(&self, world: &World) {
        assert_eq!(world.containers(), self.containers);
        assert_eq!(world.files(), self.files);
        assert_eq!(world.leftovers(), [] as [String; 0]);
    }
}
