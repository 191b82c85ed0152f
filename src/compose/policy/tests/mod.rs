//! Each kind of finding both ways: what must be found, and what looks like it and must not be.

mod coming;
mod held;
mod paths;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::*;
use crate::compose::model::tests::{document, model};

/// The findings of one service with these keys, in a project in /srv/shop with /srv/common allowed.
fn of(keys: &Value) -> Vec<(FindingKind, String)> {
    listed(&findings(&model(&json!({ "api": keys })), &scope()))
}

fn scope() -> Scope {
    Scope::new(Path::new("/srv/shop"), &[PathBuf::from("/srv/common")])
}

fn listed(findings: &[Finding]) -> Vec<(FindingKind, String)> {
    findings
        .iter()
        .map(|finding| (finding.kind, finding.path.clone()))
        .collect()
}

fn kinds(keys: &Value) -> Vec<FindingKind> {
    of(keys).into_iter().map(|(kind, _)| kind).collect()
}

#[test]
fn rights_and_namespaces_of_the_host_are_found_where_they_stand() {
    for (keys, kind, path) in [
        (
            json!({"privileged": true}),
            FindingKind::Privileged,
            "services.api.privileged",
        ),
        (
            json!({"cap_add": ["SYS_ADMIN"]}),
            FindingKind::CapAdd,
            "services.api.cap_add[0]",
        ),
        (
            json!({"pid": "host"}),
            FindingKind::HostPid,
            "services.api.pid",
        ),
        (
            json!({"userns_mode": "HOST"}),
            FindingKind::HostUserns,
            "services.api.userns_mode",
        ),
        (
            json!({"network_mode": "host"}),
            FindingKind::HostNetwork,
            "services.api.network_mode",
        ),
        (
            json!({"ipc": "host"}),
            FindingKind::HostIpc,
            "services.api.ipc",
        ),
        (
            json!({"uts": "host"}),
            FindingKind::HostUts,
            "services.api.uts",
        ),
        (
            json!({"cgroup": "host"}),
            FindingKind::HostUts,
            "services.api.cgroup",
        ),
        (
            json!({"devices": ["/dev/kvm"]}),
            FindingKind::Device,
            "services.api.devices[0]",
        ),
        (
            json!({"device_cgroup_rules": ["c 1:3 mr"]}),
            FindingKind::Device,
            "services.api.device_cgroup_rules[0]",
        ),
        (
            json!({"gpus": [{"capabilities": ["gpu"]}]}),
            FindingKind::Device,
            "services.api.gpus[0]",
        ),
        (
            json!({"deploy": {"resources": {"reservations": {"devices": [{"capabilities": ["gpu"]}]}}}}),
            FindingKind::Device,
            "services.api.deploy.resources.reservations.devices[0]",
        ),
    ] {
        assert_eq!(of(&keys), [(kind, path.to_owned())], "{keys}");
    }
}

#[test]
fn an_ordinary_service_has_no_findings() {
    let keys = json!({
        "image": "api", "cap_drop": ["ALL"], "pid": "service:db", "ipc": "private", "network_mode": "service:db",
        "security_opt": ["no-new-privileges:true", "seccomp=/srv/common/profile.json", "label=type:svirt"],
        "build": {"context": "/srv/shop/api", "dockerfile": "docker/Dockerfile"},
        "ports": [
            {"target": 80, "published": "80", "host_ip": "127.0.0.1"},
            {"target": 80, "published": "80", "host_ip": "::1"},
        ],
        "volumes": [
            {"type": "bind", "source": "/srv/shop/data", "target": "/data"},
            {"type": "bind", "source": "/srv/common/certs", "target": "/certs"},
            {"type": "volume", "source": "docker.sock", "target": "/v"},
            {"type": "tmpfs", "target": "/t"},
        ],
    });
    assert_eq!(of(&keys), []);
}

#[test]
fn a_profile_that_is_switched_off_is_found_in_every_spelling() {
    for option in [
        "seccomp=unconfined",
        "seccomp:unconfined",
        "SECCOMP=Unconfined",
        "apparmor=unconfined",
        "apparmor:unconfined",
        "label=disable",
        "label:disable",
        "systempaths=unconfined",
    ] {
        assert_eq!(
            kinds(&json!({"security_opt": [option]})),
            [FindingKind::Unconfined],
            "{option}"
        );
    }
}

#[test]
fn a_build_from_outside_or_from_elsewhere_is_found() {
    let build = |context: &str, dockerfile: &str| {
        kinds(&json!({"build": {"context": context, "dockerfile": dockerfile}}))
    };
    assert_eq!(build("/srv/shop", "Dockerfile"), []);
    assert_eq!(
        build("/opt/src", "Dockerfile"),
        [FindingKind::OutsideBuild, FindingKind::OutsideBuild]
    );
    assert_eq!(
        build("/srv/shop", "../../etc/Dockerfile"),
        [FindingKind::OutsideBuild]
    );
    assert_eq!(
        build("/srv/shop", "/etc/Dockerfile"),
        [FindingKind::OutsideBuild]
    );
    for remote in [
        "https://github.com/a/b.git",
        "git@github.com:a/b.git",
        "github.com/a/b",
    ] {
        assert_eq!(
            build(remote, "Dockerfile"),
            [FindingKind::RemoteInclude],
            "{remote}"
        );
    }
    assert_eq!(
        kinds(&json!({"build": {"context": "/srv/shop", "network": "host"}})),
        [FindingKind::HostNetwork]
    );
}

#[test]
fn a_port_on_every_interface_is_found() {
    for port in [
        json!({"target": 80, "published": "8080"}),
        json!({"target": 80}),
        json!({"target": 80, "host_ip": "0.0.0.0"}),
        json!({"target": 80, "host_ip": "::"}),
        json!({"target": 80, "host_ip": "[::]"}),
    ] {
        assert_eq!(
            kinds(&json!({"ports": [port]})),
            [FindingKind::PublicPort],
            "{port}"
        );
    }
}

#[test]
fn the_hosts_network_is_found_behind_an_external_one() {
    let network = |name: &str| {
        let json = json!({
            "services": {"api": {"command": null, "networks": {"outer": null}}},
            "networks": {"outer": {"name": name, "external": true}},
        });
        listed(&findings(
            &Model::of_document(document(json)).unwrap(),
            &scope(),
        ))
    };
    assert_eq!(
        network("host"),
        [(
            FindingKind::HostNetwork,
            "services.api.networks.outer".to_owned()
        )]
    );
    assert_eq!(network("hosts"), []);
}
