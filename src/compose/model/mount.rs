//! A service's `volumes` in their long form, as the Compose binary always writes them (Compose spec, "volumes").

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::value::{Bytes, Mode};

/// What is mounted where in a service's containers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mount {
    /// What kind of thing is mounted.
    #[serde(rename = "type")]
    pub kind: MountKind,
    /// A bind's folder or file (absolute, production's), or a volume's key in the model; `None`: an anonymous volume or a tmpfs.
    pub source: Option<String>,
    /// Where in the container.
    pub target: String,
    /// Whether the container may not write.
    #[serde(default)]
    pub read_only: bool,
    /// For Docker Desktop; the Linux engine takes and ignores it.
    pub consistency: Option<String>,
    /// Options of a bind.
    pub bind: Option<BindOptions>,
    /// Options of a volume.
    pub volume: Option<VolumeOptions>,
    /// Options of a tmpfs.
    pub tmpfs: Option<TmpfsOptions>,
}

impl Mount {
    /// In short, as in a compose file: `./conf:/etc/shop:ro`, `data:/data`; `tmpfs:/run` for memory, and `/cache` for a volume
    /// without a name. Binds below `directory` are named by it.
    #[must_use]
    pub fn in_short(&self, directory: &Path) -> String {
        let source = self.source_in_short(directory);
        let source = source.map_or_else(String::new, |source| format!("{source}:"));
        let only_read = if self.read_only { ":ro" } else { "" };
        format!("{source}{}{only_read}", self.target)
    }

    /// What stands before the first colon of that; `None` for a volume without a name.
    #[must_use]
    pub fn source_in_short(&self, directory: &Path) -> Option<String> {
        match (self.kind, self.source.as_deref()) {
            (MountKind::Tmpfs, _) => Some("tmpfs".to_owned()),
            (MountKind::Volume, volume) => volume.map(str::to_owned),
            (MountKind::Bind, source) => source.map(|source| {
                let inside = Path::new(source).strip_prefix(directory);
                inside.map_or_else(
                    |_| source.to_owned(),
                    |inside| format!("./{}", inside.display()),
                )
            }),
        }
    }
}

/// What kind of thing is mounted. Named pipes, cluster volumes and images are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MountKind {
    /// A folder or file of the host.
    Bind,
    /// A volume of the engine.
    Volume,
    /// Memory.
    Tmpfs,
}

/// Options of a bind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BindOptions {
    /// "z" (shared label) or "Z" (private label).
    pub selinux: Option<String>,
    /// "rprivate", "private", "rshared", "shared", "rslave" or "slave".
    pub propagation: Option<String>,
    /// Whether a missing source is made, as a folder. After loading it is always there: what an absent one means depends on
    /// the Compose version, and loading has settled it.
    pub create_host_path: Option<bool>,
    /// "enabled", "disabled", "writable" or "readonly". Engine API 1.44.
    pub recursive: Option<String>,
}

/// Options of a volume.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VolumeOptions {
    /// Whether an empty volume is left empty instead of being filled from the image.
    #[serde(default)]
    pub nocopy: bool,
    /// A folder within the volume. Engine API 1.45.
    pub subpath: Option<String>,
    /// Labels of an anonymous volume.
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
}

/// Options of a tmpfs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TmpfsOptions {
    /// Its size.
    pub size: Option<Bytes>,
    /// Its permission bits.
    pub mode: Option<Mode>,
}
