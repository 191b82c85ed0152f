//! Where its data lies.

use crate::instance::preset::record::{Tmpfs, Volume};
use crate::instance::preset::spec::{InMemory, Mount, Source};
use crate::instance::preset::value::Mode;

/// `{data}` stands for where the data lies.
fn placed(target: &str, data: Option<&str>) -> String {
    match data {
        Some(data) => target.replace("{data}", data),
        None => target.to_owned(),
    }
}

pub(in crate::instance::preset) fn mounts(
    volumes: &[Volume],
    mode: Mode,
    data: Option<&str>,
) -> Vec<Mount> {
    let mounted = volumes.iter().filter_map(|volume| {
        let source = match (&volume.name, &volume.host) {
            (_, Some(host)) => Source::Host(host.clone()),
            (Some(name), None) => Source::Volume {
                name: name.clone(),
                kept: mode.keeps_data(),
            },
            // Refused when the preset is read.
            (None, None) => return None,
        };
        Some(Mount {
            source,
            target: placed(&volume.target, data),
            read_only: volume.read_only,
        })
    });
    mounted.collect()
}

pub(super) fn in_memory(tmpfs: &[Tmpfs], data: Option<&str>) -> Vec<InMemory> {
    let kept = tmpfs.iter().map(|tmpfs| InMemory {
        target: placed(&tmpfs.target, data),
        size: tmpfs.size,
        mode: tmpfs.mode,
    });
    kept.collect()
}
