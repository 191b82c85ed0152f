//! What a preset makes of an instance, by how much that minds its data.

use super::{Quote, joined};
use crate::instance::preset::record::{Limits, Preset, Tmpfs, Volume};
use crate::instance::preset::value::{Mode, Restart};

pub(super) fn of_mode(preset: &Preset, mode: Mode, quote: Quote) -> [String; 5] {
    let own = preset.modes.of(mode);
    let words = own.command.as_ref().or(preset.command.as_ref());
    let volumes = own.volumes.as_ref().unwrap_or(&preset.volumes);
    let tmpfs = own.tmpfs.as_ref().unwrap_or(&preset.tmpfs);
    let restart = match own.restart.unwrap_or(Restart::usual(mode)) {
        Restart::No => "no",
        Restart::OnFailure => "on-failure",
        Restart::UnlessStopped => "unless-stopped",
        Restart::Always => "always",
    };
    [
        words.map_or_else(|| "the image's".to_owned(), |words| command(words, quote)),
        joined(
            volumes
                .iter()
                .map(|volume| mounted(preset, volume, mode, quote)),
        ),
        joined(tmpfs.iter().map(|tmpfs| in_memory(preset, tmpfs, quote))),
        limits(own.limits.over(preset.limits)),
        restart.to_owned(),
    ]
}

fn mounted(preset: &Preset, volume: &Volume, mode: Mode, quote: Quote) -> String {
    let read_only = if volume.read_only { ", read-only" } else { "" };
    let target = place(preset, &volume.target, quote);
    match (&volume.host, &volume.name) {
        (Some(host), _) => format!("{} at {target}{read_only}", quote(host)),
        (None, name) => {
            let name = name.as_ref().map_or("", |name| name.as_str());
            let kept = if mode.keeps_data() {
                "kept"
            } else {
                "goes with the instance"
            };
            format!("volume {name} at {target}, {kept}{read_only}")
        }
    }
}

fn in_memory(preset: &Preset, tmpfs: &Tmpfs, quote: Quote) -> String {
    let size = tmpfs
        .size
        .map_or_else(String::new, |size| format!(", {size}"));
    let mode = tmpfs
        .mode
        .map_or_else(String::new, |mode| format!(", mode {mode}"));
    format!("{}{size}{mode}", place(preset, &tmpfs.target, quote))
}

/// Where `{data}` is, in every version.
fn place(preset: &Preset, target: &str, quote: Quote) -> String {
    let Some(data) = preset.data.as_ref().filter(|_| target.contains("{data}")) else {
        return quote(target);
    };
    let others = preset.versions.iter().filter_map(|(name, version)| {
        let own = version.data.as_ref()?;
        Some(format!(
            " ({name}: {})",
            quote(&target.replace("{data}", own))
        ))
    });
    let others: String = others.collect();
    format!("{}{others}", quote(&target.replace("{data}", data)))
}

fn limits(limits: Limits) -> String {
    let memory = limits.memory.map(|size| format!("{size} memory"));
    let swap = limits.memory_swap.map(|size| format!("{size} with swap"));
    let cpus = limits.cpus.map(|cores| format!("{} CPU", cores.0));
    let shm = limits.shm.map(|size| format!("{size} shm"));
    let pids = limits.pids.map(|pids| format!("{pids} processes"));
    joined([memory, swap, cpus, shm, pids].into_iter().flatten())
}

/// Words as a shell would take them.
pub(super) fn command(words: &[String], quote: Quote) -> String {
    let is_plain = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_graphic() && !b"'\"$&;|<>\\".contains(&b))
    };
    let each = words.iter().map(|word| {
        if is_plain(word) {
            word.clone()
        } else {
            format!("'{word}'")
        }
    });
    quote(&each.collect::<Vec<_>>().join(" "))
}
