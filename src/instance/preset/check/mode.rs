//! What differs from mode to mode, checked as it is in one of them.

use std::collections::BTreeSet;

use super::super::place::Step;
use super::super::read::Wrong;
use super::super::record::{Limits, Preset, Tmpfs, Volume};
use super::super::value::Mode;
use super::{absolute, wrong};

/// The engine takes no less (moby, `daemon/daemon_unix.go`, `linuxMinMemory`).
const LEAST_MEMORY: u64 = 6 << 20;

/// What is mounted, kept in memory and used in one mode.
pub(super) fn check(preset: &Preset, mode: Mode) -> Result<(), Wrong> {
    let own = preset.modes.of(mode);
    let at = |is_own: bool, key: &str| -> Vec<Step> {
        if is_own {
            vec!["modes".into(), mode.as_str().into(), key.into()]
        } else {
            vec![key.into()]
        }
    };
    let mut targets = BTreeSet::new();
    let volumes = own.volumes.as_ref().unwrap_or(&preset.volumes);
    for (index, volume) in volumes.iter().enumerate() {
        let mut at = at(own.volumes.is_some(), "volumes");
        at.push(index.into());
        mounted(volume, &at)?;
        target(preset, &volume.target, &at, &mut targets)?;
    }
    let tmpfs = own.tmpfs.as_ref().unwrap_or(&preset.tmpfs);
    for (index, Tmpfs { target: place, .. }) in tmpfs.iter().enumerate() {
        let mut at = at(own.tmpfs.is_some(), "tmpfs");
        at.push(index.into());
        target(preset, place, &at, &mut targets)?;
    }
    limits(
        own.limits.over(preset.limits),
        &at(own.limits != Limits::default(), "limits"),
    )
}

fn mounted(volume: &Volume, at: &[Step]) -> Result<(), Wrong> {
    match (&volume.name, &volume.host) {
        (Some(_), None) => Ok(()),
        (None, Some(host)) => absolute(host, || with(at, "host")),
        _ => Err(wrong(
            at.to_vec(),
            "it isn't known what is mounted",
            Some("either name, of a volume, or host, a folder of this machine".to_owned()),
            "Write one of them",
        )),
    }
}

/// Where something is mounted, which nothing else is.
fn target<'p>(
    preset: &'p Preset,
    place: &'p str,
    at: &[Step],
    targets: &mut BTreeSet<&'p str>,
) -> Result<(), Wrong> {
    let at = || with(at, "target");
    let rest = match place.strip_prefix("{data}") {
        Some(_) if preset.data.is_none() => {
            let fix = "Write data = \"/…\" at the top of the file";
            return Err(wrong(
                at(),
                "{data} stands for the key data, which isn't there",
                None,
                fix,
            ));
        }
        Some("") => "/data",
        Some(below) => below,
        None => place,
    };
    absolute(rest, at)?;
    if targets.insert(place) {
        Ok(())
    } else {
        Err(wrong(
            at(),
            format!("two things are mounted at {place}"),
            None,
            "Take one away",
        ))
    }
}

fn limits(limits: Limits, at: &[Step]) -> Result<(), Wrong> {
    match (limits.memory, limits.memory_swap) {
        (Some(memory), _) if memory.0 < LEAST_MEMORY => {
            let problem = format!("{memory} is less than the engine takes");
            Err(wrong(
                with(at, "memory"),
                problem,
                Some("at least 6MiB".to_owned()),
                "Give it more",
            ))
        }
        (None, Some(_)) => Err(wrong(
            with(at, "memory_swap"),
            "it is memory and swap together, and there is no memory",
            None,
            "Write memory too",
        )),
        (Some(memory), Some(both)) if both < memory => Err(wrong(
            with(at, "memory_swap"),
            "it is memory and swap together, and is less than memory alone",
            Some(format!("at least {memory}")),
            "Give it more",
        )),
        _ => Ok(()),
    }
}

fn with(at: &[Step], key: &str) -> Vec<Step> {
    at.iter().cloned().chain([key.into()]).collect()
}
