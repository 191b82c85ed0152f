//! The Compose binary: where it is, which version it has, and one bounded run of it. It is the one child process of the
//! engine; it never gets a shell, a terminal, our environment, or a network address to load from.

mod locate;
mod run;

pub use locate::{Locator, Surroundings};
pub(in crate::compose) use run::{Invocation, Output};

use std::path::{Path, PathBuf};

use super::{ComposeError, Version};

/// A Compose binary that has answered with a version that is new enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposeBinary {
    path: PathBuf,
    version: Version,
    surroundings: Surroundings,
}

impl ComposeBinary {
    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its version.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// What of the process's surroundings it gets to see.
    pub(in crate::compose) const fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    /// Runs it once.
    pub(in crate::compose) async fn run(
        &self,
        invocation: Invocation,
    ) -> Result<Output, ComposeError> {
        run::run(&self.path, &self.surroundings, invocation).await
    }
}

#[cfg(test)]
pub(in crate::compose) mod tests;
