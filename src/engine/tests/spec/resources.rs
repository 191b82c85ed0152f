//! What a container may use.

use super::{World, created, host};

#[tokio::test]
async fn memory_processors_and_processes() {
    let world = World::new().await;
    let seen = created(
        &world,
        "    mem_limit: 64m\n    mem_reservation: 32m\n    memswap_limit: 128m\n    cpus: 0.5\n    cpu_shares: 512\n    cpuset: '0'\n    pids_limit: 50\n    oom_score_adj: 100\n    shm_size: 16m\n    ulimits: {nofile: {soft: 1000, hard: 2000}, nproc: 77}\n",
    )
    .await;
    let host = host(&seen);
    let mib = 1024 * 1024;
    assert_eq!(host.memory, Some(64 * mib));
    assert_eq!(host.memory_reservation, Some(32 * mib));
    assert_eq!(host.memory_swap, Some(128 * mib));
    assert_eq!(host.nano_cpus, Some(500_000_000));
    assert_eq!(host.cpu_shares, Some(512));
    assert_eq!(host.cpuset_cpus.as_deref(), Some("0"));
    assert_eq!(host.pids_limit, Some(50));
    assert_eq!(host.oom_score_adj, Some(100));
    assert_eq!(host.shm_size, Some(16 * mib));
    let mut limits: Vec<_> = host
        .ulimits
        .iter()
        .flatten()
        .map(|limit| {
            (
                limit.name.as_deref().unwrap(),
                limit.soft.unwrap(),
                limit.hard.unwrap(),
            )
        })
        .collect();
    limits.sort_unstable();
    assert_eq!(limits, [("nofile", 1000, 2000), ("nproc", 77, 77)]);
}

#[tokio::test]
async fn processor_quotas() {
    let world = World::new().await;
    let seen = created(&world, "    cpu_quota: 20000\n    cpu_period: 50000\n").await;
    assert_eq!(
        (host(&seen).cpu_quota, host(&seen).cpu_period),
        (Some(20_000), Some(50_000))
    );
}

#[tokio::test]
async fn limits_and_reservations_of_deploy() {
    let world = World::new().await;
    let seen = created(
        &world,
        "    deploy: {resources: {limits: {cpus: '0.25', memory: 32m, pids: 9}, reservations: {memory: 16m}}}\n",
    )
    .await;
    let host = host(&seen);
    assert_eq!(host.nano_cpus, Some(250_000_000));
    assert_eq!(host.memory, Some(32 * 1024 * 1024));
    assert_eq!(host.memory_reservation, Some(16 * 1024 * 1024));
    assert_eq!(host.pids_limit, Some(9));
}

#[tokio::test]
async fn devices() {
    let world = World::new().await;
    let seen = created(
        &world,
        "    devices: ['/dev/null:/dev/nothing:r', '/dev/zero']\n    device_cgroup_rules: ['c 1:3 mr']\n",
    )
    .await;
    let host = host(&seen);
    let mapped: Vec<_> = host
        .devices
        .iter()
        .flatten()
        .map(|device| {
            let permissions = device.cgroup_permissions.as_deref().unwrap();
            (device.path_in_container.as_deref().unwrap(), permissions)
        })
        .collect();
    assert_eq!(mapped, [("/dev/nothing", "r"), ("/dev/zero", "rwm")]);
    assert_eq!(host.device_cgroup_rules.as_ref().unwrap(), &["c 1:3 mr"]);
}

#[tokio::test]
async fn devices_that_a_driver_hands_out() {
    let world = World::new().await;
    let seen = created(
        &world,
        "    deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 2, capabilities: [gpu, utility]}]}}}\n",
    )
    .await;
    let request = host(&seen).device_requests.clone().unwrap().remove(0);
    assert_eq!(
        (request.driver.as_deref(), request.count),
        (Some("nvidia"), Some(2))
    );
    assert_eq!(request.capabilities.unwrap(), [["gpu", "utility"]]);
}
