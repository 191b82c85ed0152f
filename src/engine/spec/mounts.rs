//! What the container sees of the host's and the engine's storage.
//!
//! Like Compose, plain binds and named volumes go the old way (`Binds`), which makes a missing folder of the host; what
//! asks for more goes through `Mounts`.

use std::collections::{BTreeMap, HashMap};

use bollard::models::{
    HostConfig, Mount, MountBindOptions, MountBindOptionsPropagationEnum as Propagation,
    MountPoint, MountTmpfsOptions, MountType, MountVolumeOptions,
};

use super::files::{self, Source};
use super::{ANONYMOUS_LABEL, NewContainer};
use crate::compose::model::mount::{BindOptions, Mount as Wanted, MountKind, VolumeOptions};
use crate::domain::journal::Intent;
use crate::engine::error::EngineError;

/// The volumes that a container takes over from the one before it, by their place: the anonymous ones of the service,
/// and those at places where the image declares a volume (docker/compose, `buildContainerMountOptions`).
#[derive(Debug, Default)]
pub(in crate::engine) struct Inherited(BTreeMap<String, String>);

impl Inherited {
    /// Of the mounts of the container before.
    pub(in crate::engine) fn of(
        new: &NewContainer<'_>,
        before: Vec<MountPoint>,
        declared_by_image: &[String],
    ) -> Self {
        let anonymous = |place: &String| {
            let volumes = new.service.volumes.iter();
            volumes
                .filter(|mount| mount.kind == MountKind::Volume && mount.source.is_none())
                .any(|mount| clean(&mount.target) == *place)
        };
        let taken_over = before.into_iter().filter_map(|mount| {
            let place = mount.destination?;
            let wanted = declared_by_image.contains(&place) || anonymous(&place);
            (mount.typ.as_deref() == Some("volume") && wanted).then_some((place, mount.name?))
        });
        Self(taken_over.collect())
    }
}

pub(super) fn fill(
    new: &NewContainer<'_>,
    inherited: &Inherited,
    host: &mut HostConfig,
) -> Result<(), EngineError> {
    let mut places: BTreeMap<String, Placed> = BTreeMap::new();
    for (place, volume) in &inherited.0 {
        places.insert(place.clone(), Placed::Bind(format!("{volume}:{place}:rw")));
    }
    for mount in &new.service.volumes {
        let place = clean(&mount.target);
        let taken_over = mount.kind == MountKind::Volume
            && mount.source.is_none()
            && inherited.0.contains_key(&place);
        if !taken_over {
            places.insert(place, placed(new, mount)?);
        }
    }
    for file in files::mounted(new)? {
        if let Source::HostFile(path) = file.source {
            places
                .entry(file.target.clone())
                .or_insert_with(|| Placed::Mount(Box::new(read_only_bind(path, file.target))));
        }
    }
    let (mut binds, mut mounts) = (Vec::new(), Vec::new());
    for placed in places.into_values() {
        match placed {
            Placed::Bind(bind) => binds.push(bind),
            Placed::Mount(mount) => mounts.push(*mount),
        }
    }
    host.binds = Some(binds);
    host.mounts = Some(mounts);
    host.tmpfs = Some(tmpfs(&new.service.tmpfs));
    host.readonly_rootfs = Some(new.service.read_only);
    Ok(())
}

/// Says of each volume that the engine is to make and name for which operation that is.
pub(super) fn label_anonymous(intent: &Intent, host: &mut HostConfig) {
    let mounts = host.mounts.iter_mut().flatten();
    let anonymous = mounts.filter(|mount| mount.source.is_none());
    for options in anonymous.filter_map(|mount| mount.volume_options.as_mut()) {
        let labels = options.labels.get_or_insert_default();
        labels.insert(ANONYMOUS_LABEL.to_owned(), intent.operation().to_string());
    }
}

enum Placed {
    Bind(String),
    Mount(Box<Mount>),
}

/// How one mount of the service is asked for.
fn placed(new: &NewContainer<'_>, mount: &Wanted) -> Result<Placed, EngineError> {
    let target = clean(&mount.target);
    let source = mount.source.as_ref().map(|source| match mount.kind {
        MountKind::Volume => volume_name(new, source),
        MountKind::Bind | MountKind::Tmpfs => source.clone(),
    });
    let plain = match mount.kind {
        MountKind::Bind => mount.bind.as_ref().is_none_or(is_plain_bind),
        MountKind::Volume => mount.volume.as_ref().is_none_or(is_plain_volume),
        MountKind::Tmpfs => false,
    };
    if plain && let Some(source) = &source {
        let selinux = mount.bind.as_ref().and_then(|bind| bind.selinux.as_ref());
        let options: Vec<&str> = [if mount.read_only { "ro" } else { "rw" }]
            .into_iter()
            .chain(selinux.map(String::as_str))
            .collect();
        return Ok(Placed::Bind(format!(
            "{source}:{target}:{}",
            options.join(",")
        )));
    }
    Ok(Placed::Mount(Box::new(Mount {
        typ: Some(match mount.kind {
            MountKind::Bind => MountType::BIND,
            MountKind::Volume => MountType::VOLUME,
            MountKind::Tmpfs => MountType::TMPFS,
        }),
        source,
        target: Some(target),
        read_only: Some(mount.read_only),
        consistency: mount.consistency.clone(),
        bind_options: match &mount.bind {
            Some(bind) if mount.kind == MountKind::Bind => Some(bind_options(new, bind)?),
            _ => None,
        },
        volume_options: (mount.kind == MountKind::Volume)
            .then(|| volume_options(mount.volume.clone().unwrap_or_default())),
        tmpfs_options: mount.tmpfs.as_ref().map(|tmpfs| MountTmpfsOptions {
            size_bytes: tmpfs.size.map(|size| size.0),
            mode: tmpfs.mode.map(|mode| i64::from(mode.0)),
            options: None,
        }),
        ..Mount::default()
    })))
}

fn is_plain_bind(bind: &BindOptions) -> bool {
    bind.create_host_path.unwrap_or(true) && bind.propagation.is_none() && bind.recursive.is_none()
}

fn is_plain_volume(volume: &VolumeOptions) -> bool {
    !volume.nocopy && volume.subpath.is_none() && volume.labels.is_empty()
}

fn bind_options(
    new: &NewContainer<'_>,
    bind: &BindOptions,
) -> Result<MountBindOptions, EngineError> {
    let BindOptions {
        selinux,
        propagation,
        create_host_path,
        recursive,
    } = bind;
    if selinux.is_some() {
        let why = "the engine relabels plain binds only; leave out propagation, recursive and create_host_path";
        return Err(new.unsupported("volumes.bind.selinux", why));
    }
    let (non_recursive, not_read_only_below, all_read_only) = match recursive.as_deref() {
        None | Some("enabled") => (None, None, None),
        Some("disabled") => (Some(true), None, None),
        Some("writable") => (None, Some(true), None),
        Some("readonly") => (None, None, Some(true)),
        Some(other) => {
            let why = format!("{other:?} is none of enabled, disabled, writable and readonly");
            return Err(new.unsupported("volumes.bind.recursive", why));
        }
    };
    let propagation = match propagation.as_deref() {
        None | Some("") => None,
        Some("private") => Some(Propagation::PRIVATE),
        Some("rprivate") => Some(Propagation::RPRIVATE),
        Some("shared") => Some(Propagation::SHARED),
        Some("rshared") => Some(Propagation::RSHARED),
        Some("slave") => Some(Propagation::SLAVE),
        Some("rslave") => Some(Propagation::RSLAVE),
        Some(other) => {
            let why = format!("{other:?} is not a propagation that the engine knows");
            return Err(new.unsupported("volumes.bind.propagation", why));
        }
    };
    Ok(MountBindOptions {
        propagation,
        non_recursive,
        create_mountpoint: *create_host_path,
        read_only_non_recursive: not_read_only_below,
        read_only_force_recursive: all_read_only,
    })
}

fn volume_options(volume: VolumeOptions) -> MountVolumeOptions {
    let VolumeOptions {
        nocopy,
        subpath,
        labels,
    } = volume;
    MountVolumeOptions {
        no_copy: Some(nocopy),
        labels: Some(labels.into_iter().collect()),
        driver_config: None,
        subpath,
    }
}

/// A file of the host that the container may read and must find there.
fn read_only_bind(path: String, target: String) -> Mount {
    Mount {
        typ: Some(MountType::BIND),
        source: Some(path),
        target: Some(target),
        read_only: Some(true),
        ..Mount::default()
    }
}

/// The engine's name of a volume of the model; any other name is the engine's already.
fn volume_name(new: &NewContainer<'_>, key: &str) -> String {
    let volume = new.model.volumes.get(key);
    volume.map_or_else(|| key.to_owned(), |volume| volume.name.clone())
}

/// `PATH[:OPTIONS]`.
fn tmpfs(entries: &[String]) -> HashMap<String, String> {
    let split = |entry: &String| {
        let (path, options) = entry.split_once(':').unwrap_or((entry, ""));
        (path.to_owned(), options.to_owned())
    };
    entries.iter().map(split).collect()
}

/// A place in the container, as the engine names it: without a slash at its end.
fn clean(target: &str) -> String {
    match target.trim_end_matches('/') {
        "" => "/".to_owned(),
        target => target.to_owned(),
    }
}
