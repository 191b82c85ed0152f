//! What the container may use: memory, processors, processes, devices.

use bollard::models::{DeviceMapping, DeviceRequest, HostConfig, ResourcesUlimits};

use super::NewContainer;
use super::process::some;
use crate::compose::model::device::{Device, DeviceRequest as Wanted};
use crate::compose::model::service::Service;
use crate::compose::model::value::{Bytes, Cores};

pub(super) fn fill(new: &NewContainer<'_>, host: &mut HostConfig) {
    let service = new.service;
    let bytes = |size: Option<Bytes>| size.map(|size| size.0);
    host.shm_size = bytes(service.shm_size);
    host.memory = bytes(service.mem_limit);
    host.memory_reservation = bytes(service.mem_reservation);
    host.memory_swap = bytes(service.memswap_limit);
    host.memory_swappiness = bytes(service.mem_swappiness);
    host.nano_cpus = service.cpus.map(nano_cpus);
    host.cpu_shares = service.cpu_shares;
    host.cpu_quota = service.cpu_quota;
    host.cpu_period = service.cpu_period;
    host.cpu_realtime_runtime = service.cpu_rt_runtime;
    host.cpu_realtime_period = service.cpu_rt_period;
    host.cpuset_cpus.clone_from(&service.cpuset);
    host.pids_limit = service.pids_limit;
    host.oom_kill_disable = service.oom_kill_disable.then_some(true);
    host.oom_score_adj = service.oom_score_adj;
    host.device_cgroup_rules = some(&service.device_cgroup_rules);
    host.ulimits = some(&ulimits(service));
    devices(service, host);
    deploy(service, host);
}

/// `deploy.resources` wins over the older keys (docker/compose, `getDeployResources`). Reserved cores are Swarm's.
fn deploy(service: &Service, host: &mut HostConfig) {
    let Some(deploy) = &service.deploy else {
        return;
    };
    if let Some(limits) = &deploy.resources.limits {
        host.memory = limits.memory.map(|size| size.0).or(host.memory);
        host.nano_cpus = limits.cpus.map(nano_cpus).or(host.nano_cpus);
        host.pids_limit = limits.pids.filter(|pids| *pids > 0).or(host.pids_limit);
    }
    if let Some(kept) = &deploy.resources.reservations {
        host.memory_reservation = kept.memory.map(|size| size.0).or(host.memory_reservation);
        let requests = kept.devices.iter().map(|wanted| request(wanted, None));
        host.device_requests
            .get_or_insert_default()
            .extend(requests);
    }
}

fn devices(service: &Service, host: &mut HostConfig) {
    let (by_name, mapped): (Vec<&Device>, Vec<&Device>) =
        service.devices.iter().partition(|device| is_cdi(device));
    let mappings = mapped.into_iter().map(|device| DeviceMapping {
        path_on_host: Some(device.source.clone()),
        path_in_container: Some(device.target.clone()),
        cgroup_permissions: Some(device.permissions.clone()),
    });
    host.devices = some(&mappings.collect::<Vec<_>>());
    let mut requests: Vec<DeviceRequest> = Vec::new();
    if !by_name.is_empty() {
        requests.push(DeviceRequest {
            driver: Some("cdi".to_owned()),
            device_ids: Some(by_name.iter().map(|device| device.source.clone()).collect()),
            ..DeviceRequest::default()
        });
    }
    requests.extend(
        service
            .gpus
            .iter()
            .map(|wanted| request(wanted, Some("gpu"))),
    );
    host.device_requests = some(&requests);
}

/// A device that is named rather than placed: `vendor.com/class=name` (Container Device Interface).
fn is_cdi(device: &Device) -> bool {
    device.source == device.target && !device.source.starts_with('/') && device.source.contains('=')
}

fn request(wanted: &Wanted, more: Option<&str>) -> DeviceRequest {
    let mut capabilities = wanted.capabilities.clone();
    capabilities.extend(more.map(str::to_owned));
    let all = wanted.device_ids.is_empty().then_some(-1);
    DeviceRequest {
        driver: wanted.driver.clone(),
        count: wanted.count.or(all),
        device_ids: some(&wanted.device_ids),
        capabilities: Some(vec![capabilities]),
        options: Some(wanted.options.clone().into_iter().collect()),
    }
}

fn ulimits(service: &Service) -> Vec<ResourcesUlimits> {
    let limits = service
        .ulimits
        .iter()
        .map(|(name, limit)| ResourcesUlimits {
            name: Some(name.clone()),
            soft: Some(limit.soft),
            hard: Some(limit.hard),
        });
    limits.collect()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a number of cores times a billion is far below what fits"
)]
fn nano_cpus(Cores(cores): Cores) -> i64 {
    (cores * 1e9).round() as i64
}
