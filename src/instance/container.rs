//! From what an instance comes to, to what the engine is told: the one place that knows both. Pure.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use secrecy::SecretString;

use super::label::{self, Marks};
use super::name;
use super::preset::{self, Health, Limits, Published, Restart, Security, Spec};
use crate::domain::name::InstanceName;
use crate::engine::RestartPolicy;
use crate::engine::single::{self, Healthcheck, Mount, Port, Rights, Single};

/// How often the engine looks by itself, for its own lists. Who waits for an instance looks more often.
const LOOKS_EVERY: Duration = Duration::from_secs(10);
/// How many of those looks have to fail one after the other.
const RETRIES: u32 = 3;

/// A volume of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnVolume {
    /// What it is called on the engine.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Whether it outlives the instance.
    pub kept: bool,
}

/// The container of an instance that is marked like this and served at `ports` of this machine, which stand in the order of the
/// spec's own; where there are fewer, at those that it prefers.
#[must_use]
pub fn single(spec: &Spec, marks: &Marks, ports: &[u16]) -> Single {
    let Spec {
        preset: _,
        version: _,
        mode: _,
        image,
        data: _,
        command,
        environment,
        ports: published,
        public,
        health,
        mounts,
        tmpfs,
        files,
        limits,
        security,
        network,
        restart,
        labels: _,
        // Who chose a variable, how it is reached, how it runs without an engine, and where its log goes are not the engine's
        // business.
        unnamed: _,
        connect: _,
        host: _,
        traced: _,
    } = spec;
    let secret = |value: &preset::Value| SecretString::from(value.expose());
    let wanted = published.iter().enumerate();
    Single {
        name: marks.instance.to_string(),
        image: image.clone(),
        command: command.clone(),
        environment: environment
            .iter()
            .map(|(name, value)| (name.to_string(), secret(value)))
            .collect(),
        labels: labels(spec, marks),
        ports: wanted
            .map(|(index, port)| served(port, ports.get(index).copied(), *public))
            .collect(),
        healthcheck: health.as_ref().map(healthcheck),
        mounts: mounts
            .iter()
            .map(|mount| mounted(&marks.instance, mount))
            .collect(),
        tmpfs: tmpfs
            .iter()
            .map(|tmpfs| (tmpfs.target.clone(), tmpfs.options()))
            .collect(),
        limits: at_most(*limits),
        rights: rights(security),
        network: network.as_ref().map(|network| network.as_str().to_owned()),
        restart: policy(*restart),
        files: files.clone(),
    }
}

/// The volumes that have to be there before the container is created, each once.
#[must_use]
pub fn volumes(spec: &Spec, marks: &Marks) -> Vec<OwnVolume> {
    let mut all: BTreeMap<String, bool> = BTreeMap::new();
    for mount in &spec.mounts {
        if let preset::Source::Volume { name, kept } = &mount.source {
            all.insert(name::volume(&marks.instance, name.as_str()), *kept);
        }
    }
    let own = all.into_iter().map(|(name, kept)| OwnVolume {
        name,
        labels: labels(spec, marks),
        kept,
    });
    own.collect()
}

/// What its own volumes are called on the engine.
#[must_use]
pub fn volume_names(spec: &Spec, instance: &InstanceName) -> Vec<String> {
    let mut names: Vec<_> = spec
        .mounts
        .iter()
        .filter_map(|mount| match &mount.source {
            preset::Source::Volume { name, .. } => Some(name::volume(instance, name.as_str())),
            preset::Source::Host(_) => None,
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The preset's labels and, over them, ours.
fn labels(spec: &Spec, marks: &Marks) -> BTreeMap<String, String> {
    let mut labels = spec.labels.clone();
    labels.extend(marks.labels());
    labels.insert(label::MODE.to_owned(), spec.mode.to_string());
    labels
}

fn served(port: &Published, host: Option<u16>, public: bool) -> Port {
    let Published {
        name: _,
        container,
        preferred,
        protocol,
    } = port;
    Port {
        host_ip: (!public).then_some(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        host: host.unwrap_or(*preferred),
        container: *container,
        protocol: protocol.as_str(),
    }
}

/// A failure counts for the engine once the instance had the time that it may take until it is ready.
fn healthcheck(health: &Health) -> Healthcheck {
    let Health {
        test,
        every: _,
        limit,
        within,
    } = health;
    Healthcheck {
        test: test.clone(),
        interval: LOOKS_EVERY,
        timeout: limit.0,
        retries: RETRIES,
        start_period: within.0,
    }
}

fn mounted(instance: &InstanceName, mount: &preset::Mount) -> Mount {
    let preset::Mount {
        source,
        target,
        read_only,
    } = mount;
    Mount {
        source: match source {
            preset::Source::Volume { name, kept: _ } => {
                single::Source::Volume(name::volume(instance, name.as_str()))
            }
            preset::Source::Host(path) => single::Source::Host(path.clone()),
        },
        target: target.clone(),
        read_only: *read_only,
    }
}

fn at_most(limits: Limits) -> single::Limits {
    let Limits {
        memory,
        memory_swap,
        cpus,
        shm,
        pids,
    } = limits;
    single::Limits {
        memory: memory.map(|size| size.0),
        memory_swap: memory_swap.map(|size| size.0),
        cpus: cpus.map(|cores| cores.0),
        shm: shm.map(|size| size.0),
        pids,
    }
}

fn rights(security: &Security) -> Rights {
    let Security {
        read_only,
        no_new_privileges,
        cap_drop,
        cap_add,
        privileged,
        user,
    } = security;
    Rights {
        read_only: *read_only,
        no_new_privileges: *no_new_privileges,
        cap_drop: cap_drop.clone(),
        cap_add: cap_add.clone(),
        privileged: *privileged,
        user: user.clone(),
    }
}

const fn policy(restart: Restart) -> RestartPolicy {
    match restart {
        Restart::No => RestartPolicy::No,
        Restart::OnFailure => RestartPolicy::OnFailure(0),
        Restart::UnlessStopped => RestartPolicy::UnlessStopped,
        Restart::Always => RestartPolicy::Always,
    }
}
