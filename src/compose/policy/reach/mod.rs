//! How far a service or volume reaches: one check for each kind of finding.

mod volume;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;

use super::found::Findings;
use super::grip::Grip;
use super::profile_of;
use super::scope::Scope;
use crate::compose::Model;
use crate::compose::model::build::Build;
use crate::compose::model::mount::MountKind;
use crate::compose::model::network::Network;
use crate::compose::model::port::Port;
use crate::compose::model::service::Service;
use crate::domain::finding::FindingKind;

pub(in crate::compose::policy) use volume::of_volume;

/// The folders that the project's containers may write to, where they lead.
pub(super) fn written(model: &Model, scope: &Scope) -> Vec<PathBuf> {
    let mounts = model.services.values().flat_map(|service| &service.volumes);
    let writable = mounts.filter(|mount| !mount.read_only);
    let sources = writable.filter_map(|mount| match (mount.kind, mount.source.as_ref()?) {
        (MountKind::Bind, source) => Some(source.as_str()),
        (_, volume) => volume::folder(model.volumes.get(volume)?),
    });
    sources.map(|source| scope.leads(source)).collect()
}

/// Rights, namespaces, devices and ports of the host.
pub(super) fn of_host(
    service: &Service,
    networks: &BTreeMap<String, Network>,
    path: &str,
    findings: &mut Findings,
) {
    of_rights(service, path, findings);
    of_namespaces(service, networks, path, findings);
    of_devices(service, path, findings);
    for (index, port) in service.ports.iter().enumerate() {
        if is_public(port) {
            findings.add(
                FindingKind::PublicPort,
                format!("{path}.ports[{index}]"),
                &shown(port),
            );
        }
    }
}

fn of_rights(service: &Service, path: &str, findings: &mut Findings) {
    if service.privileged {
        findings.add(
            FindingKind::Privileged,
            format!("{path}.privileged"),
            "true",
        );
    }
    for (index, capability) in service.cap_add.iter().enumerate() {
        findings.add(
            FindingKind::CapAdd,
            format!("{path}.cap_add[{index}]"),
            capability,
        );
    }
    for (index, option) in service.security_opt.iter().enumerate() {
        let place = format!("{path}.security_opt[{index}]");
        let profile = profile_of(option);
        if switches_off(option) {
            findings.add(FindingKind::Unconfined, place, option);
        } else if let Some(file) = profile {
            if findings.scope.profiles.allows(file) {
                let what = format!("{option}, which allows whatever it doesn't name");
                findings.add(FindingKind::Unconfined, place.clone(), &what);
            }
            findings.file(place, file);
        }
    }
}

fn of_namespaces(
    service: &Service,
    networks: &BTreeMap<String, Network>,
    path: &str,
    findings: &mut Findings,
) {
    for (kind, key, mode) in [
        (FindingKind::HostPid, "pid", &service.pid),
        (FindingKind::HostUserns, "userns_mode", &service.userns_mode),
        (
            FindingKind::HostNetwork,
            "network_mode",
            &service.network_mode,
        ),
        (FindingKind::HostIpc, "ipc", &service.ipc),
        (FindingKind::HostUts, "uts", &service.uts),
        (FindingKind::HostUts, "cgroup", &service.cgroup),
    ] {
        let Some(mode) = mode else { continue };
        let (how, of) = mode.split_once(':').unwrap_or((mode, ""));
        if mode.eq_ignore_ascii_case("host") {
            findings.add(kind, format!("{path}.{key}"), "host");
        } else if how.eq_ignore_ascii_case("container") && !findings.is_own(of) {
            let what = format!(
                "{mode}, which isn't known to be the project's own and may have the machine's"
            );
            findings.add(kind, format!("{path}.{key}"), &what);
        }
    }
    // The engine's own network "host" can be joined like any other that is declared external.
    for name in service.networks.keys() {
        if networks
            .get(name)
            .is_some_and(|network| network.name == "host")
        {
            findings.add(
                FindingKind::HostNetwork,
                format!("{path}.networks.{name}"),
                "host",
            );
        }
    }
}

fn of_devices(service: &Service, path: &str, findings: &mut Findings) {
    for (index, device) in service.devices.iter().enumerate() {
        findings.add(
            FindingKind::Device,
            format!("{path}.devices[{index}]"),
            &device.source,
        );
    }
    for (index, rule) in service.device_cgroup_rules.iter().enumerate() {
        findings.add(
            FindingKind::Device,
            format!("{path}.device_cgroup_rules[{index}]"),
            rule,
        );
    }
    for (index, request) in service.gpus.iter().enumerate() {
        findings.add(
            FindingKind::Device,
            format!("{path}.gpus[{index}]"),
            &request.capabilities.join(", "),
        );
    }
    let reservations = service
        .deploy
        .as_ref()
        .and_then(|deploy| deploy.resources.reservations.as_ref());
    for (index, request) in reservations
        .into_iter()
        .flat_map(|kept| &kept.devices)
        .enumerate()
    {
        let path = format!("{path}.deploy.resources.reservations.devices[{index}]");
        findings.add(FindingKind::Device, path, &request.capabilities.join(", "));
    }
}

/// Files and folders of the host that a service is given or built from.
pub(super) fn of_files(service: &Service, path: &str, findings: &mut Findings) {
    for (index, mount) in service.volumes.iter().enumerate() {
        if let (MountKind::Bind, Some(source)) = (mount.kind, &mount.source) {
            let place = format!("{path}.volumes[{index}]");
            findings.bind(source, &Grip::of(mount), &place);
        }
    }
    if let Some(build) = &service.build {
        of_build(build, &format!("{path}.build"), findings);
    }
}

fn of_build(build: &Build, path: &str, findings: &mut Findings) {
    if build
        .network
        .as_ref()
        .is_some_and(|network| network.eq_ignore_ascii_case("host"))
    {
        findings.add(FindingKind::HostNetwork, format!("{path}.network"), "host");
    }
    // Compose makes every folder absolute; what isn't one is fetched.
    if !build.context.starts_with('/') {
        findings.add(
            FindingKind::RemoteInclude,
            format!("{path}.context"),
            &build.context,
        );
        return;
    }
    findings.outside(
        FindingKind::OutsideBuild,
        format!("{path}.context"),
        &build.context,
    );
    if let Some(dockerfile) = &build.dockerfile {
        let file = std::path::Path::new(&build.context).join(dockerfile);
        findings.outside(
            FindingKind::OutsideBuild,
            format!("{path}.dockerfile"),
            &file.to_string_lossy(),
        );
    }
}

/// Whether a security option takes a protection away (`seccomp=unconfined`, `apparmor:unconfined`, `label=disable`, and
/// the types of `SELinux` that are allowed everything).
fn switches_off(option: &str) -> bool {
    let option = option.to_ascii_lowercase();
    let (profile, value) = option.split_once(['=', ':']).unwrap_or((&option, ""));
    match profile.trim() {
        "seccomp" | "apparmor" | "systempaths" => value.trim() == "unconfined",
        "label" => matches!(
            value.trim().replace('=', ":").as_str(),
            "disable" | "type:spc_t" | "type:unconfined_t"
        ),
        _ => false,
    }
}

/// Whether a port is served on every interface of the host. What is no address might be one to the engine.
fn is_public(port: &Port) -> bool {
    port.host_ip.as_ref().is_none_or(|host| {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        host.parse::<IpAddr>()
            .map_or(true, |address| address.to_canonical().is_unspecified())
    })
}

fn shown(port: &Port) -> String {
    let published = port.published.as_deref().unwrap_or("a free port");
    format!("{published} → {}/{}", port.target, port.protocol())
}
