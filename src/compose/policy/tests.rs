//! Each kind of finding both ways: what must be found, and what looks like it and must not be.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::*;
use crate::compose::load::InputFile;
use crate::compose::model::tests::{document, model};

/// The findings of one service with these keys, in a project in /srv/shop with /srv/shared allowed.
fn of(keys: &Value) -> Vec<(FindingKind, String)> {
    listed(&findings(&model(&json!({ "api": keys })), &scope()))
}

fn scope() -> Scope {
    Scope::new(Path::new("/srv/shop"), &[PathBuf::from("/srv/shared")])
}

fn listed(findings: &[Finding]) -> Vec<(FindingKind, String)> {
    findings
        .iter()
        .map(|finding| (finding.kind, finding.path.clone()))
        .collect()
}

fn bind(source: &str) -> Value {
    json!({"volumes": [{"type": "bind", "source": source, "target": "/x"}]})
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
        "security_opt": ["no-new-privileges:true", "seccomp=/etc/profile.json", "label=type:svirt"],
        "build": {"context": "/srv/shop/api", "dockerfile": "docker/Dockerfile"},
        "ports": [
            {"target": 80, "published": "80", "host_ip": "127.0.0.1"},
            {"target": 80, "published": "80", "host_ip": "::1"},
        ],
        "volumes": [
            {"type": "bind", "source": "/srv/shop/data", "target": "/data"},
            {"type": "bind", "source": "/srv/shared/certs", "target": "/certs"},
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
fn the_docker_socket_is_found_by_every_way_to_it() {
    for source in [
        "/var/run/docker.sock",
        "/run/docker.sock",
        "/run//docker.sock/",
        "/srv/shop/../../run/./docker.sock",
        "/var/run",
        "/run/",
        "/",
        "/..",
    ] {
        let found = kinds(&bind(source));
        assert!(
            found.contains(&FindingKind::DockerSocket),
            "{source}: {found:?}"
        );
    }
    for source in [
        "/srv/shop/docker.sock",
        "/srv/shop/run",
        "/run/docker.sock.d",
        "/srv/shop",
    ] {
        let found = kinds(&bind(source));
        assert!(
            !found.contains(&FindingKind::DockerSocket),
            "{source}: {found:?}"
        );
    }
}

#[test]
fn a_socket_elsewhere_is_found_once_the_scope_knows_it() {
    let model = model(&json!({"api": bind("/srv/shop/engine")}));
    assert_eq!(findings(&model, &scope()), []);
    let scope = scope().with_socket(Path::new("/srv/shop/engine/docker.sock"));
    assert_eq!(
        listed(&findings(&model, &scope)),
        [(
            FindingKind::DockerSocket,
            "services.api.volumes[0]".to_owned()
        )]
    );
}

#[test]
fn a_bind_outside_is_found_whatever_its_spelling() {
    for source in [
        "/etc",
        "/srv/shop/../other",
        "/srv/shop2",
        "/srv",
        "/srv/shared/../shop/../x",
        "/SRV/shop/data",
    ] {
        assert_eq!(kinds(&bind(source)), [FindingKind::OutsideBind], "{source}");
    }
    for source in [
        "/srv/shop",
        "/srv/shop/",
        "/srv/shop/./a/../b",
        "/srv/other/../shared/x",
    ] {
        assert_eq!(kinds(&bind(source)), [], "{source}");
    }
}

#[test]
fn a_link_inside_the_project_is_judged_by_where_it_leads() {
    let folder = tempfile::tempdir().unwrap();
    let project = folder.path().join("shop");
    std::fs::create_dir_all(project.join("data")).unwrap();
    std::os::unix::fs::symlink("/etc", project.join("out")).unwrap();
    std::os::unix::fs::symlink("/", project.join("root")).unwrap();
    std::os::unix::fs::symlink("data", project.join("in")).unwrap();
    let found = |name: &str| {
        let model = model(&json!({"api": bind(&project.join(name).to_string_lossy())}));
        listed(&findings(&model, &Scope::new(&project, &[])))
            .into_iter()
            .map(|(kind, _)| kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(found("out"), [FindingKind::OutsideBind]);
    assert_eq!(found("out/not-there"), [FindingKind::OutsideBind]);
    assert_eq!(
        found("root"),
        [FindingKind::DockerSocket, FindingKind::OutsideBind]
    );
    assert_eq!(found("in"), []);
    assert_eq!(found("data/not-there"), []);
}

#[test]
fn a_project_that_is_reached_through_a_link_is_still_its_own() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("release/data")).unwrap();
    let project = folder.path().join("shop");
    std::os::unix::fs::symlink("release", &project).unwrap();
    let model = model(&json!({"api": bind(&project.join("data").to_string_lossy())}));
    assert_eq!(findings(&model, &Scope::new(&project, &[])), []);
}

#[test]
fn a_volume_that_is_a_bind_in_disguise_is_found() {
    let volume = |options: Value| {
        let json =
            json!({"services": {}, "volumes": {"v": {"name": "shop_v", "driver_opts": options}}});
        let model = Model::of_document(document(json)).unwrap();
        listed(&findings(&model, &scope()))
            .into_iter()
            .map(|(kind, _)| kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        volume(json!({"type": "none", "o": "bind", "device": "/etc"})),
        [FindingKind::OutsideBind]
    );
    assert_eq!(
        volume(json!({"type": "none", "o": "rw,bind", "device": "../../run"})),
        [FindingKind::DockerSocket, FindingKind::OutsideBind]
    );
    assert_eq!(
        volume(json!({"type": "ext4", "device": "/dev/sda1"})),
        [FindingKind::OutsideBind]
    );
    assert_eq!(
        volume(
            json!({"type": "overlay", "device": "overlay", "o": "lowerdir=/etc,upperdir=/x,workdir=/y"})
        ),
        [FindingKind::OutsideBind]
    );
    assert_eq!(
        volume(json!({"type": "none", "o": "bind", "device": "/srv/shop/data"})),
        []
    );
    assert_eq!(
        volume(json!({"type": "nfs", "o": "addr=10.0.0.1,rw", "device": ":/export"})),
        []
    );
    assert_eq!(
        volume(json!({"type": "cifs", "o": "addr=10.0.0.1", "device": "//10.0.0.1/share"})),
        []
    );
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
fn files_outside_are_found_and_files_that_cant_be_listed_too() {
    let mut document = document(json!({
        "services": {},
        "secrets": {"token": {"file": "/etc/token"}, "own": {"file": "/srv/shop/token"}},
        "configs": {"site": {"file": "/srv/shop/../site"}},
    }));
    document.inputs.files = Some(vec![
        InputFile {
            place: "services.api.env_file[0]".into(),
            file: "/etc/shadow".into(),
        },
        InputFile {
            place: "services.api.env_file[1]".into(),
            file: "/srv/shop/prod.env".into(),
        },
    ]);
    let places = |model: &Model| -> Vec<String> {
        let found = listed(&findings(model, &scope()));
        assert!(
            found
                .iter()
                .all(|(kind, _)| *kind == FindingKind::OutsideFile),
            "{found:?}"
        );
        found.into_iter().map(|(_, path)| path).collect()
    };
    let mut model = Model::of_document(document).unwrap();
    assert_eq!(
        places(&model),
        [
            "secrets.token.file",
            "configs.site.file",
            "services.api.env_file[0]"
        ]
    );
    model.inputs.files = None;
    assert_eq!(
        places(&model),
        ["secrets.token.file", "configs.site.file", "services"]
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
