//! What a container may do, and which namespaces it has.

use super::{World, config, created, host};

#[tokio::test]
async fn capabilities_security_options_and_kernel_parameters() {
    let world = World::new().await;
    let seen = created(
        &world,
        "    cap_add: [NET_ADMIN]\n    cap_drop: [ALL]\n    security_opt: ['no-new-privileges:true', 'seccomp=unconfined', 'systempaths=unconfined']\n    sysctls: {net.core.somaxconn: 1024}\n    read_only: true\n",
    )
    .await;
    let host = host(&seen);
    assert_eq!(host.cap_add.as_ref().unwrap(), &["NET_ADMIN"]);
    assert_eq!(host.cap_drop.as_ref().unwrap(), &["ALL"]);
    let options = host.security_opt.as_ref().unwrap();
    assert_eq!(options, &["no-new-privileges:true", "seccomp=unconfined"]);
    assert_eq!(host.masked_paths.as_deref(), Some(&[][..]));
    assert_eq!(host.readonly_paths.as_deref(), Some(&[][..]));
    assert_eq!(host.sysctls.as_ref().unwrap()["net.core.somaxconn"], "1024");
    assert_eq!(host.readonly_rootfs, Some(true));
}

#[tokio::test]
async fn a_seccomp_profile_is_read_from_its_file() {
    let world = World::new().await;
    let profile = "{\n  \"defaultAction\": \"SCMP_ACT_ALLOW\"\n}\n";
    std::fs::write(world.folder.path().join("profile.json"), profile).unwrap();
    let seen = created(&world, "    security_opt: ['seccomp=profile.json']\n").await;
    let options = host(&seen).security_opt.clone().unwrap();
    assert_eq!(options, ["seccomp={\"defaultAction\":\"SCMP_ACT_ALLOW\"}"]);
}

#[tokio::test]
async fn the_namespaces_of_the_host() {
    let world = World::new().await;
    let seen = created(
        &world,
        "    privileged: true\n    pid: host\n    ipc: host\n    uts: host\n    userns_mode: host\n    cgroup: host\n    cgroup_parent: /hailer-test\n",
    )
    .await;
    let host = host(&seen);
    assert_eq!(host.privileged, Some(true));
    for mode in [
        &host.pid_mode,
        &host.ipc_mode,
        &host.uts_mode,
        &host.userns_mode,
    ] {
        assert_eq!(mode.as_deref(), Some("host"));
    }
    assert_eq!(host.cgroupns_mode.unwrap().to_string(), "host");
    assert_eq!(host.cgroup_parent.as_deref(), Some("/hailer-test"));
}

#[tokio::test]
async fn ports_are_published_and_named() {
    let world = World::new().await;
    let seen = created(
        &world,
        "    ports: ['127.0.0.1:18080:80', '53:53/udp', '9000-9001:9000-9001', '7']\n    expose: ['81', '82-83/udp']\n",
    )
    .await;
    let bindings = host(&seen).port_bindings.clone().unwrap();
    let of = |port: &str| bindings[port].clone().unwrap().remove(0);
    assert_eq!(of("80/tcp").host_ip.as_deref(), Some("127.0.0.1"));
    assert_eq!(of("80/tcp").host_port.as_deref(), Some("18080"));
    assert_eq!(of("53/udp").host_port.as_deref(), Some("53"));
    assert_eq!(of("9001/tcp").host_port.as_deref(), Some("9001"));
    assert_eq!(of("7/tcp").host_port.as_deref(), Some(""));
    let mut exposed = config(&seen).exposed_ports.clone().unwrap();
    exposed.sort();
    assert_eq!(
        exposed,
        [
            "53/udp", "7/tcp", "80/tcp", "81/tcp", "82/udp", "83/udp", "9000/tcp", "9001/tcp"
        ]
    );
}
