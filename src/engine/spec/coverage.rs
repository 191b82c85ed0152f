//! Which key of a service is carried out where. A key that is added to the model doesn't compile until it has a place
//! here, so none can be forgotten.

use crate::compose::model::service::Service;

/// Names every key and its place; does nothing.
const _: fn(&Service) = |service| {
    let Service {
        // Not the container's: what is built, pulled, waited for and counted is decided by `operation`.
        image: _,
        build: _,
        pull_policy: _,
        profiles: _,
        scale: _,
        depends_on: _,
        // For the foreground and for `watch` only.
        attach: _,
        develop: _,
        // The base of the config hash.
        definition: _,
        // process.rs
        command: _,
        entrypoint: _,
        environment: _,
        user: _,
        group_add: _,
        working_dir: _,
        init: _,
        tty: _,
        stdin_open: _,
        runtime: _,
        stop_signal: _,
        stop_grace_period: _,
        restart: _,
        logging: _,
        annotations: _,
        hostname: _,
        domainname: _,
        // The platform is the call's, not the body's (`create.rs`).
        platform: _,
        // identity.rs
        container_name: _,
        labels: _,
        // health.rs
        healthcheck: _,
        // ports.rs
        ports: _,
        expose: _,
        // networking.rs
        networks: _,
        network_mode: _,
        links: _,
        extra_hosts: _,
        dns: _,
        dns_search: _,
        dns_opt: _,
        mac_address: _,
        // mounts.rs and files.rs
        volumes: _,
        tmpfs: _,
        secrets: _,
        configs: _,
        read_only: _,
        // security.rs
        privileged: _,
        cap_add: _,
        cap_drop: _,
        security_opt: _,
        sysctls: _,
        pid: _,
        ipc: _,
        uts: _,
        userns_mode: _,
        cgroup: _,
        cgroup_parent: _,
        // resources.rs; the restart policy in `deploy` is process.rs'.
        deploy: _,
        shm_size: _,
        devices: _,
        device_cgroup_rules: _,
        gpus: _,
        ulimits: _,
        mem_limit: _,
        mem_reservation: _,
        mem_swappiness: _,
        memswap_limit: _,
        cpus: _,
        cpu_shares: _,
        cpu_quota: _,
        cpu_period: _,
        cpu_rt_runtime: _,
        cpu_rt_period: _,
        cpuset: _,
        pids_limit: _,
        oom_kill_disable: _,
        oom_score_adj: _,
    } = service;
};
