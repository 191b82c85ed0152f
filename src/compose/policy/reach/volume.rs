//! How far a volume reaches.

use crate::compose::model::volume::Volume;
use crate::compose::policy::found::Findings;
use crate::compose::policy::grip::Grip;
use crate::domain::finding::FindingKind;

/// What the local driver mounts without reaching into the host: what comes over the network, and memory.
const ELSEWHERE: [&str; 6] = ["ceph", "cifs", "nfs", "nfs4", "smb3", "tmpfs"];

/// A volume of the local driver can be a bind in disguise: its `device` is mounted, or folders that its options name, or what
/// the host's kernel shows of itself. A volume whose name is a path is a bind to the engine.
pub(in crate::compose::policy) fn of_volume(
    volume: &Volume,
    grip: &Grip,
    path: &str,
    findings: &mut Findings,
) {
    if volume.name.contains('/') {
        findings.bind(&volume.name, grip, &format!("{path}.name"));
    }
    if volume.external
        || volume
            .driver
            .as_ref()
            .is_some_and(|driver| driver != "local")
    {
        return;
    }
    let option = |key: &str| volume.driver_opts.get(key).map_or("", String::as_str);
    let (device, kind) = (option("device"), option("type"));
    let names_folders = option("o").contains("dir=");
    if names_folders {
        findings.add(
            FindingKind::OutsideBind,
            format!("{path}.driver_opts.o"),
            option("o"),
        );
    }
    let is_bind = is_bind(volume);
    let is_share = device.starts_with("//") && matches!(kind, "cifs" | "smb3");
    let place = format!("{path}.driver_opts.device");
    if is_bind || device.starts_with('/') && !is_share {
        mounted(device, grip, &place, findings);
    } else if !matches!(kind, "" | "none") && !ELSEWHERE.contains(&kind) && !names_folders {
        findings.add(FindingKind::OutsideBind, place, &format!("{kind} {device}"));
    }
}

/// Whether the kernel binds its `device`.
fn is_bind(volume: &Volume) -> bool {
    let options = volume.driver_opts.get("o").map_or("", String::as_str);
    let mut options = options.split(',');
    options.any(|o| matches!(o.trim(), "bind" | "rbind"))
}

/// The folder that a volume is in truth.
pub(super) fn folder(volume: &Volume) -> Option<&str> {
    let device = volume.driver_opts.get("device").filter(|_| is_bind(volume));
    let named = Some(&volume.name).filter(|name| name.contains('/'));
    device.or(named).map(String::as_str)
}

/// Like a bind, by the kernel instead of the engine.
fn mounted(device: &str, grip: &Grip, path: &str, findings: &mut Findings) {
    if findings.scope.holds(device) && !findings.scope.holds_as_it_is(device) {
        findings.add(FindingKind::OutsideBind, path.to_owned(), device);
    } else {
        findings.bind(device, grip, path);
    }
}
