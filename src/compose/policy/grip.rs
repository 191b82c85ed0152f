//! What whoever mounts something of the machine may do with it.

use std::fmt;

use crate::compose::Model;
use crate::compose::model::mount::{Mount, MountKind};

/// How it is mounted, beyond for writing: what a finding says of it behind the path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Grip {
    read_only: bool,
    /// How mounts made later are shared (`rshared`); `None`: they aren't.
    propagation: Option<String>,
}

impl Grip {
    /// Of a bind.
    pub(super) fn of(mount: &Mount) -> Self {
        let options = mount.bind.as_ref();
        let of_bind = |key: Option<&String>| key.map(|value| value.to_ascii_lowercase());
        let recursive = of_bind(options.and_then(|bind| bind.recursive.as_ref()));
        let propagation = of_bind(options.and_then(|bind| bind.propagation.as_ref()));
        Self {
            // What is mounted below it would be writable all the same.
            read_only: mount.read_only && recursive.as_deref() != Some("writable"),
            propagation: propagation
                .filter(|how| !matches!(how.as_str(), "" | "private" | "rprivate")),
        }
    }

    /// It, and whatever allows no more.
    pub(super) fn and_weaker(&self) -> Vec<Self> {
        let below: &[&str] = match self.propagation.as_deref() {
            Some("rshared") => &["shared", "rslave", "slave"],
            Some("shared" | "rslave") => &["slave"],
            _ => &[],
        };
        let below = below.iter().map(|how| Some((*how).to_owned()));
        let mut all = Vec::new();
        for propagation in below.chain([self.propagation.clone(), None]) {
            for read_only in [self.read_only, true] {
                all.push(Self {
                    read_only,
                    propagation: propagation.clone(),
                });
            }
        }
        all
    }
}

/// Of a volume that may be a bind in disguise: what the services may do that mount it.
pub(super) fn of_volume(model: &Model, volume: &str) -> Grip {
    let mounts = model.services.values().flat_map(|service| &service.volumes);
    let mut mounts = mounts
        .filter(|mount| mount.kind == MountKind::Volume && mount.source.as_deref() == Some(volume))
        .peekable();
    Grip {
        read_only: mounts.peek().is_some() && mounts.all(|mount| mount.read_only),
        propagation: None,
    }
}

impl fmt::Display for Grip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.read_only {
            f.write_str(", read-only")?;
        }
        match &self.propagation {
            Some(propagation) => write!(f, ", {propagation}"),
            None => Ok(()),
        }
    }
}
