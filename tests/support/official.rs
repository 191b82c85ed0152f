//! The official Compose binary, which tests hold Hailer against.

use std::path::{Path, PathBuf};

/// Where `scripts/setup` or Debian's packages put it.
pub(crate) fn compose_binary() -> PathBuf {
    const FOLDERS: [&str; 4] = [
        "/usr/local/lib/docker/cli-plugins",
        "/usr/local/libexec/docker/cli-plugins",
        "/usr/lib/docker/cli-plugins",
        "/usr/libexec/docker/cli-plugins",
    ];
    let given = std::env::var_os("HAILER_COMPOSE_BIN").map(PathBuf::from);
    let places = FOLDERS.map(|folder| Path::new(folder).join("docker-compose"));
    given
        .into_iter()
        .chain(places)
        .find(|place| place.is_file())
        .unwrap_or_else(|| {
            panic!("no Compose binary: run scripts/setup, or set HAILER_COMPOSE_BIN")
        })
}
